"""What a build has to give, and where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters.samples import keys, parts, samples
from curation.schema import Pair, Product, Split

NAME = st.text(alphabet="aA.-/@ é1", max_size=8)


@given(st.lists(st.tuples(NAME, NAME), max_size=20))
def test_every_product_has_a_key_of_its_own_that_is_a_file_name_without_a_dot(products):
    made = keys(products)
    assert set(made) == set(products)
    assert len({key.lower() for key in made.values()}) == len(made)
    assert not any(set(key) & set("./\\ ") for key in made.values())


def test_pairs_come_with_their_product_and_part(curated):
    _, build = curated(pairs=3, splits=("train", "test", "validation"))
    found, left = samples(build, parts(build, ()))
    assert left == []
    assert [sample.key for sample in found] == sorted(sample.key for sample in found)
    assert {sample.product.id: (sample.split, sample.pair.id) for sample in found} == {
        "P.0": ("train", "P.0"),
        "P.1": ("test", "P.1"),
        "P.2": ("validation", "P.2"),
    }
    ((only,), _) = samples(build, parts(build, ()), wanted=("test",))
    assert (only.product.id, only.product.category) == ("P.1", "pants")
    dresses, _ = samples(build, parts(build, ()), categories=("dresses",))
    assert {sample.product.id for sample in dresses} == {"P.0", "P.2"}


def test_without_splits_everything_is_train_and_that_is_said(curated):
    _, build = curated()
    found = parts(build, ())
    assert {sample.split for sample in samples(build, found)[0]} == {"train"}
    assert found.notes == ["there are no splits yet (curate split makes them): everything is train"]
    with pytest.raises(WorkspaceError) as error:
        parts(build, ("test",))
    assert str(error.value) == (
        f"{build.splits} does not exist, so nothing is test; run curate split, or leave --split out"
    )


def test_pairs_in_no_split_are_told_apart(curated):
    _, build = curated(pairs=3, splits=("train", "train", "train"))
    tables.write(build.splits, [Split("shop", "P.0", "g", "train")], Split)
    found, left = samples(build, parts(build, ()))
    assert [sample.product.id for sample in found] == ["P.0"]
    assert sorted((removal.id, removal.reason) for removal in left) == [("P.1", "no_split"), ("P.2", "no_split")]
    tables.write(build.splits, [Split("shop", "other", "g", "train")], Split)
    with pytest.raises(WorkspaceError) as error:
        samples(build, parts(build, ()))
    assert str(error.value) == f"no pair of {build.root / 'pairs'} is train or validation or test; run curate split"


def test_pairs_of_products_that_are_gone_are_refused(curated):
    _, build = curated(pairs=3)
    tables.write(build.products, tables.read(build.products, Product)[1:], Product)
    with pytest.raises(WorkspaceError) as error:
        samples(build, parts(build, ()))
    assert str(error.value) == ("1 of 3 pairs, such as shop P.0, are of products that are gone; run curate pair again")


def test_names_that_do_not_exist_are_refused(curated):
    _, build = curated()
    with pytest.raises(UnknownNameError, match="unknown split 'dev'; known splits: train, validation, test"):
        parts(build, ("dev",))
    with pytest.raises(UnknownNameError, match="unknown category 'hats'; known categories with pairs: dresses, pants"):
        samples(build, parts(build, ()), categories=("hats",))


def test_no_pairs_and_none_that_is_wanted_are_told_apart(curated):
    _, build = curated(pairs=2, splits=("train", "train"))
    with pytest.raises(WorkspaceError) as error:
        samples(build, parts(build, ()), wanted=("test",))
    assert str(error.value) == f"no pair of {build.root / 'pairs'} is test; leave --split out for all"
    for category in ("dresses", "pants"):
        tables.write(build.pairs(category), [], Pair)
    with pytest.raises(WorkspaceError) as error:
        samples(build, parts(build, ()))
    assert str(error.value) == f"{build.root / 'pairs'} holds no pairs to export; run curate pair first"
