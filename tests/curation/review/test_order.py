"""The telling order takes what stands for many uncertain photos, not what is odd or like what was reviewed."""

import numpy as np

from curation import tables
from curation.review.items import load
from curation.review.order import least_certain, most_telling
from curation.review.photos import Photos
from curation.review.telling import Telling
from curation.schema import Image
from curation.shots import cache, network
from curation.shots.choice import Shots


def crowd(at: tuple[float, float, float], many: int, dice: np.random.Generator) -> np.ndarray:
    return np.array(at) + dice.normal(0, 0.1, (many, 3))


def test_each_crowd_is_represented_before_any_twice_and_the_odd_one_comes_late():
    dice = np.random.default_rng(0)
    features = np.vstack([crowd((5, 0, 0), 12, dice), crowd((0, 5, 0), 10, dice), [[0, 0, -40]]])
    taken = most_telling(np.full(23, 0.4), features, np.empty((0, 3)), count=3)
    assert {int(place) // 12 for place in taken[:2]} == {0, 1}
    assert taken[0] != 22
    assert taken[1] != 22


def test_what_was_reviewed_is_not_asked_for_again():
    dice = np.random.default_rng(0)
    features = np.vstack([crowd((5, 0, 0), 12, dice), crowd((0, 5, 0), 8, dice)])
    first = most_telling(np.full(20, 0.4), features, np.empty((0, 3)), count=1)
    then = most_telling(np.full(20, 0.4), features, features[first], count=1)
    assert (first[0] < 12, then[0] >= 12) == (True, True)


def test_the_certain_do_not_count():
    dice = np.random.default_rng(0)
    features = np.vstack([crowd((5, 0, 0), 30, dice), crowd((0, 5, 0), 4, dice)])
    doubt = np.array([0.01] * 30 + [0.45] * 4)
    assert most_telling(doubt, features, np.empty((0, 3)), count=1)[0] >= 30


def test_it_ends_when_all_are_taken_and_starts_with_none():
    assert sorted(most_telling(np.full(3, 0.2), np.eye(3), np.empty((0, 3)))) == [0, 1, 2]
    assert most_telling(np.empty(0), np.empty((0, 3)), np.empty((0, 3))).tolist() == []


def telling(paired, sights: dict[str, np.ndarray]):
    """The order of six products, and that by uncertainty."""
    workspace = paired()
    build = workspace.build("fashion")
    images = tables.read(build.images, Image)
    for image in images:
        image.sha256 = image.path
    tables.write(build.images, images, Image)
    seen = [(key, network.Sight(np.zeros(9, np.float32), row.astype(np.float16))) for key, row in sights.items()]
    name = network.loaded(None).fingerprint
    with cache.opened(build.shots, name) as kept:
        kept.keep_sights(name, seen)
    photos = Photos(workspace, build)
    items = load(build, "dresses", photos)
    return Telling(build, Shots())(items, photos, np.zeros(6, bool)).tolist(), least_certain(items).tolist()


def test_products_whose_photos_the_network_saw_come_in_telling_order_the_others_after(paired):
    crowd_ = {f"raw/zalando/P{n}@2.jpg": np.array([5.0, 0.1 * n, 0]) for n in (2, 3, 4)}
    order, _ = telling(paired, {**crowd_, "raw/zalando/P0@2.jpg": np.array([0, 5.0, 0])})
    assert order[0] in (2, 3, 4)
    assert set(order[:4]) == {0, 2, 3, 4}
    assert order[4:] == [1, 5]


def test_where_nothing_was_kept_the_order_is_by_uncertainty(paired):
    order, uncertain = telling(paired, {})
    assert order == uncertain
