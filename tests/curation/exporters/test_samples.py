"""What a build has to give, and where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import tables
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters.samples import keys, parts, samples
from curation.schema import Pair, Split

NAME = st.text(alphabet="aA.-/@ é1", max_size=8)


@given(st.lists(st.tuples(NAME, NAME), max_size=20))
def test_every_product_has_a_key_of_its_own_that_is_a_file_name_without_a_dot(products):
    made = keys(products)
    assert set(made) == set(products)
    assert len({key.lower() for key in made.values()}) == len(made)
    assert not any(set(key) & set("./\\ ") for key in made.values())


def test_pairs_come_with_their_product_and_part(curated):
    _, build = curated(pairs=3, splits=("train", "test", "validation"))
    found = samples(build, parts(build, ()))
    assert [sample.key for sample in found] == sorted(sample.key for sample in found)
    assert {sample.product.id: (sample.split, sample.pair.id) for sample in found} == {
        "P.0": ("train", "P.0"),
        "P.1": ("test", "P.1"),
        "P.2": ("validation", "P.2"),
    }
    (only,) = samples(build, parts(build, ()), wanted=("test",))
    assert (only.product.id, only.product.category) == ("P.1", "pants")
    assert {sample.product.id for sample in samples(build, parts(build, ()), categories=("dresses",))} == {"P.0", "P.2"}


def test_without_splits_everything_is_train_and_that_is_said(curated):
    _, build = curated()
    found = parts(build, ())
    assert {sample.split for sample in samples(build, found)} == {"train"}
    assert found.notes == ["there are no splits yet (curate split makes them): everything is train"]
    with pytest.raises(WorkspaceError) as error:
        parts(build, ("test",))
    assert str(error.value) == (
        f"{build.splits} does not exist, so nothing is test; run curate split, or leave --split out"
    )


def test_pairs_the_splits_do_not_know_are_refused(curated):
    _, build = curated(pairs=3, splits=("train", "train", "train"))
    tables.write(build.splits, [Split("shop", "P.0", "g", "train")], Split)
    with pytest.raises(WorkspaceError) as error:
        samples(build, parts(build, ()))
    assert str(error.value) == (
        "2 of 3 pairs, such as shop P.2, came after the splits or products were made; run curate run first"
    )


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
