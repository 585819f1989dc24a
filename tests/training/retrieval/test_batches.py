"""P x K batches hold both worlds; PoshakNet's eight views differ; what cannot make a batch is refused."""

import numpy as np
import pytest

from curation.errors import ConfigError, DataError
from training.config import Data
from training.data.cache import cached
from training.data.source import read_table
from training.methods import method_class
from training.preset import preset
from training.retrieval.batches import Wanted, products
from training.retrieval.views import COUNT, view


@pytest.fixture
def decode(tmp_path):
    data = Data(height=24, width=24)
    return lambda photos, fill=255: cached(photos, data.kept, data.resize, tmp_path / "cache", fill=fill)


@pytest.fixture
def table(build):
    return read_table(build)


def draws():
    return np.random.default_rng(0)


def test_a_batch_holds_product_photos_and_people_of_each_product_together(table, decode):
    found = products(table, "train", Wanted(2, 3, 8), decode)
    batch = found.fetch(np.array([3, 7]), draws())
    assert {name: value.shape for name, value in batch.items()} == {
        "shop": (4, 24, 24, 3),
        "street": (6, 24, 24, 3),
        "label": (2,),
    }
    assert batch["label"].tolist() == [3, 7]
    own = found.photos.at(found.street[7])
    for image in batch["street"][3:]:
        assert any((image == other).all() for other in own)
    # Two photos of people: three are wanted, so both come before one comes again.
    assert any((batch["street"][3] != batch["street"][4]).ravel())


def test_the_same_draws_give_the_same_batch_and_others_another(table, decode):
    found = products(table, "train", Wanted(2, 1, 8), decode)
    one, same = (found.fetch(np.arange(6), draws()) for _ in range(2))
    other = found.fetch(np.arange(6), np.random.default_rng(1))
    assert all((one[name] == same[name]).all() for name in one)
    assert (one["shop"] != other["shop"]).any()


def test_singles_are_every_photo_of_a_kind_once(table, decode):
    found = products(table, "test", Wanted(1, 1, 1), decode)
    people = found.singles("model")
    assert len(people) == 2 * len(found) == 8
    assert people.keys(np.arange(2)) == found.keys(np.array([0, 0]))
    turned = found.singles("product", 2).fetch(np.arange(4), draws())["image"]
    assert (turned != found.singles("product").fetch(np.arange(4), draws())["image"]).any()


def test_the_eight_views_differ_and_come_in_white(photo):
    image = photo(48, 64)
    views = [view(image, number) for number in range(COUNT)]
    assert (views[0] == image).all()
    assert all(seen.shape == image.shape and seen.dtype == np.uint8 for seen in views)
    assert all((views[a] != views[b]).any() for a in range(COUNT) for b in range(a) if (a, b) != (1, 0))
    assert all((seen[0, 0] == 255).all() for seen in views[:5])


def test_mirrored_and_lit_views_are_what_they_are_called():
    image = np.arange(4 * 4 * 3, dtype=np.uint8).reshape(4, 4, 3) * 4
    assert (view(image, 1) == image[:, ::-1]).all()
    assert view(image, 5).mean() > image.mean() > view(image, 6).mean()


def test_one_photo_a_product_makes_no_batch(table, decode):
    with pytest.raises(DataError) as error:
        products(table, "train", Wanted(1, 0, 1), decode)
    assert str(error.value) == (
        "a batch would hold 1 product photos and 0 photos of people of each product, in 1 views; two photos and 1 to 8 "
        "views are needed (options shop, street, views)"
    )


def test_products_with_photos_of_one_kind_are_left_out_and_counted(table, decode):
    lone = [photo for photo in table.photos if photo.role == "product" or photo.article % 4]
    partial = type(table)(table.source, table.split_rule, table.articles, tuple(lone), ())
    found = products(partial, "train", Wanted(1, 1, 1), decode)
    assert (len(found), found.left_out) == (12, 4)
    nobody = type(table)(table.source, "", table.articles, tuple(p for p in lone if p.role == "product"), ())
    with pytest.raises(DataError) as error:
        products(nobody, "train", Wanted(1, 1, 1), decode)
    assert str(error.value) == (
        f"{table.source}: 0 products of the split train have a product photo and a photo of a person; a matcher needs "
        "two (16 have photos of one kind only, such as shop/p000)"
    )


def test_a_batch_too_small_or_too_large_for_p_times_k_is_refused(table, decode):
    config = preset("infonce/tiny")
    with pytest.raises(ConfigError) as error:
        method_class("infonce")(config.with_settings(["train.batch=1"]))
    assert str(error.value) == (
        "[train] batch = 1 is too small: it counts products (of each a batch holds 1 product photos and 1 photos of "
        "people); 2 are needed, so that one is wrong"
    )
    method = method_class("infonce")(config.with_settings(["train.batch=17"]))
    with pytest.raises(DataError) as error:
        method.view(table, "train", decode)
    assert str(error.value) == (
        f"{table.source}: 16 products train, fewer than the 17 that a batch shows at once; "
        "set train.batch to at most 16"
    )
