"""training/data/views.py"""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from curation.errors import DataError
from training.config import Data
from training.data.cache import Cache, cached
from training.data.source import read_table
from training.data.table import Photo, Table
from training.data.views import Decode, domains, labelled, masks, pairs, photos_of, triplets

SIZE = (12, 10)


@pytest.fixture
def decode(tmp_path) -> Decode:
    def made(photos, fill: int = 255) -> Cache:
        return cached(photos, SIZE, "pad", tmp_path, fill=fill)

    return made


@pytest.fixture(scope="module")
def table(build) -> Table:
    return read_table(build)


@pytest.fixture
def picture(table, decode) -> Callable[[int], np.ndarray]:
    """The pixels of the photo at a place of the table."""
    return lambda place: decode([table.photos[place]]).pixels[0]


def draws(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_photos_are_found_by_their_place_in_the_table_and_decoded_once(table, decode, picture):
    asked: list[list[Photo]] = []

    def counting(photos, fill: int = 255) -> Cache:
        asked.append(photos)
        return decode(photos, fill)

    photos = photos_of(table, [7, 3, 7, 5], counting)
    assert [photo.path for photo in asked[0]] == [table.photos[place].path for place in (3, 5, 7)]
    assert np.array_equal(photos.at([7, 3]), np.stack([picture(7), picture(3)]))


@pytest.mark.parametrize("direction", ["model_to_product", "product_to_model"])
def test_pairs_go_from_one_photo_to_the_other(table, decode, picture, direction):
    view = pairs(table, "train", Data(direction=direction), decode)
    assert len(view) == 16
    batch = view.fetch(np.array([3, 0]), draws())
    assert list(batch) == ["src", "tgt"]
    assert (batch["src"].shape, batch["src"].dtype) == ((2, *SIZE, 3), np.uint8)
    ends = table.pairs_in("train")[3]
    product, model = ("tgt", "src") if direction == "model_to_product" else ("src", "tgt")
    assert np.array_equal(batch[product][0], picture(ends[0]))
    assert np.array_equal(batch[model][0], picture(ends[1]))


def test_pairs_are_known_by_their_product_and_by_their_pixels(table, decode):
    view = pairs(table, "test", Data(), decode)
    assert view.keys(np.array([0, 1])) == [table.of(pair[0]).key for pair in table.pairs_in("test")][:2]
    assert view.fingerprint == view.photos.cache.fingerprint


def test_all_photos_of_a_person_make_pairs_where_asked(table, decode):
    assert len(pairs(table, "train", Data(model_photos="all"), decode)) == 32


def test_a_negative_is_the_target_of_another_product_and_every_other_one_comes(table, decode):
    view = pairs(table, "train", Data(model_photos="all"), decode, negatives=True)
    generator = draws()
    seen: dict[int, set[str]] = {place: set() for place in range(3)}
    for _ in range(300):
        for place, others in seen.items():
            others.update(view.keys(np.array([view._other(place, generator)])))
    every = set(view.keys(np.arange(len(view))))
    for place, others in seen.items():
        assert others == every - set(view.keys(np.array([place])))


def test_negatives_come_as_pictures_of_their_own_end(table, decode):
    view = pairs(table, "train", Data(direction="model_to_product"), decode, negatives=True)
    batch = view.fetch(np.arange(8), draws())
    targets = view.fetch(np.arange(len(view)), draws())["tgt"]
    for number in range(8):
        assert any(np.array_equal(batch["neg"][number], target) for target in targets)


def test_negatives_of_one_product_are_refused(make_build, tmp_path, decode):
    table = read_table(make_build(tmp_path / "w", products=2))
    with pytest.raises(DataError) as error:
        pairs(table, "train", Data(), decode, negatives=True)
    assert str(error.value) == f"{table.source}: the split train holds one product with pairs; negatives need two"


def test_some_categories_alone_are_seen_where_asked(table, decode):
    view = pairs(table, "train", Data(categories=("tops",)), decode)
    assert {table.of(product).category for product, _ in view.pairs} == {"tops"}
    with pytest.raises(
        DataError, match="holds no pairs of shoes in the split train; categories with pairs: dresses, t"
    ):
        pairs(table, "train", Data(categories=("shoes",)), decode)


def test_the_same_draws_give_the_same_batch(table, decode):
    view = pairs(table, "train", Data(), decode, negatives=True)
    one, two = (view.fetch(np.array([1, 2]), draws(5)) for _ in range(2))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_domains_give_one_photo_in_order_and_one_at_random(table, decode, picture):
    view = domains(table, "train", "role=product & pattern=stripes", "role=product & pattern!=stripes", decode)
    assert (len(view.a), len(view.b), len(view)) == (6, 10, 10)
    batch = view.fetch(np.array([0, 7]), draws())
    assert np.array_equal(batch["a"][0], picture(view.a[0]))
    assert np.array_equal(batch["a"][1], picture(view.a[1]))
    assert view.keys(np.array([0, 7])) == [table.of(view.a[0]).key, table.of(view.a[1]).key]
    assert all(table.of(place).attributes["pattern"] == "unicolors" for place in view.b)
    assert view.fingerprint == view.photos.cache.fingerprint


def test_domains_draw_every_photo_of_the_second_query(table, decode):
    view = domains(table, "train", "role=product", "pattern=stripes", decode)
    rows = {view.photos.cache.pixels[view.photos.row_of[place]].tobytes() for place in view.b}
    drawn = view.fetch(np.arange(16), draws(1))["b"], *(view.fetch(np.arange(16), draws(n))["b"] for n in range(2, 30))
    assert {one.tobytes() for batch in drawn for one in batch} == rows


def test_a_domain_without_photos_in_the_split_is_named(table, decode):
    with pytest.raises(DataError) as error:
        domains(table, "train", "role=product", "role=model & split=test", decode)
    assert str(error.value) == f"{table.source}: no photo of the split train meets 'role=model & split=test'"


def test_labels_are_places_of_values_and_not_stated_is_minus_one(make_build, tmp_path, decode):
    table = read_table(make_build(tmp_path / "w"))
    for article in table.articles[::5]:
        del article.attributes["pattern"]  # type: ignore[attr-defined]
    view = labelled(table, "train", "role=product", ["color", "pattern"], decode, fewest=2)
    assert view.attributes == {"color": ("black", "blue", "green", "red"), "pattern": ("stripes", "unicolors")}
    batch = view.fetch(np.arange(len(view)), draws())
    assert (batch["labels"].shape, batch["labels"].dtype) == ((16, 2), np.int64)
    for place, (color, pattern) in enumerate(batch["labels"].tolist()):
        known = table.of(view.places[place]).attributes
        assert view.attributes["color"][color] == known["color"]
        assert (pattern == -1) is ("pattern" not in known)
        assert pattern == -1 or view.attributes["pattern"][pattern] == known["pattern"]
    assert view.keys(np.array([2])) == [table.of(view.places[2]).key]
    assert view.fingerprint == view.photos.cache.fingerprint


def test_a_value_with_a_handful_of_photos_is_none(table, decode):
    view = labelled(table, "train", "role=model", ["color", "pattern"], decode, fewest=8)
    assert view.attributes["color"] == ("black", "blue", "green", "red")
    with pytest.raises(DataError) as error:
        labelled(table, "train", "role=product", ["pattern", "color"], decode, fewest=5)
    assert str(error.value) == (
        f"{table.source}: color needs two values with 5 photos or more in the split train; "
        "there are: black 4, blue 4, green 4, red 4"
    )
    view = labelled(table, "train", "role=product", ["pattern"], decode, fewest=6)
    assert view.attributes == {"pattern": ("stripes", "unicolors")}


def test_an_attribute_that_no_photo_states_is_refused(table, decode):
    with pytest.raises(DataError) as error:
        labelled(table, "train", "role=product", ["length"], decode)
    assert str(error.value) == "there is no column 'length'; columns: category, color, pattern, role, shot, split"


def test_triplets_are_a_person_their_product_and_another_whatever_the_direction(table, decode, picture):
    view = triplets(table, "train", Data(direction="product_to_model"), decode)
    batch = view.fetch(np.array([4]), draws())
    product, model = table.pairs_in("train")[4]
    assert list(batch) == ["anchor", "positive", "negative"]
    assert np.array_equal(batch["anchor"][0], picture(model))
    assert np.array_equal(batch["positive"][0], picture(product))
    assert (len(view), view.keys(np.array([4]))) == (16, [table.of(product).key])
    assert view.fingerprint == view.pairs.fingerprint


def test_masks_are_black_or_white_of_one_channel_beside_their_photos(tmp_path, decode):
    image = np.full((24, 10, 3), 90, np.uint8)
    mask = np.zeros((24, 10), np.uint8)
    mask[8:16] = 200
    cv2.imwrite(str(tmp_path / "coat.png"), image)
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    photo, of = (Photo(tmp_path / name, "", "", "", 0) for name in ("coat.png", "mask.png"))
    view = masks([photo], [of], decode)
    batch = view.fetch(np.array([0]), draws())
    assert batch["mask"].shape == (1, *SIZE, 1)
    assert batch["mask"].dtype == np.uint8
    assert np.unique(batch["mask"]).tolist() == [0, 255]
    assert batch["mask"][0, 4:8, 3:7].min() == 255
    assert batch["mask"][0, :, :2].max() == 0
    assert batch["image"][0, :, :2].min() == 255
    assert (len(view), view.keys(np.array([0]))) == (1, ["coat"])
    assert view.fingerprint == f"{view.images.fingerprint}-{view.masks.fingerprint}"


@pytest.mark.parametrize("counts", [(0, 0), (2, 1), (0, 1)])
def test_photos_and_masks_of_different_number_are_refused(build, decode, counts):
    photos = read_table(build).photos
    with pytest.raises(DataError) as error:
        masks(photos[: counts[0]], photos[: counts[1]], decode)
    assert str(error.value) == f"{counts[0]} photos and {counts[1]} masks; each photo needs its mask"
