"""What was found out of a photo is remembered by its bytes."""

from dataclasses import replace

import numpy as np

from curation.clean.measure import MEASURED
from curation.cluster.recipe import Recipe, recipe
from curation.glance import cache
from curation.glance.cache import opened, outline_version
from curation.glance.look import Found


def found(key: str, contrast: float = 3.5) -> Found:
    row = np.zeros((), MEASURED)
    row["contrast"], row["hashes"] = contrast, (1, 2, 2**64 - 1)
    return Found(key, 10, 20, row, np.arange(512, dtype=np.uint8), np.array([[50.0, 1.5, -2.5]]))


def test_what_was_kept_comes_back_whole(tmp_path):
    with opened(tmp_path / "a/measures.sqlite") as kept:
        kept.keep([("", found("x")), ("p.jpg", found("y"))], Recipe())
    with opened(tmp_path / "a/measures.sqlite") as kept:
        known = kept.measures(["x", "z"])
        assert list(known) == ["x"]
        assert known["x"] == found("x").measures
        assert np.array_equal(kept.outlines(["y"], Recipe())["y"], found("y").outline)
        assert np.array_equal(kept.colors(["y"])["y"], found("y").colors)
        assert kept.files(["p.jpg", "q.jpg"]) == {"p.jpg": (10, 20, "y")}


def test_another_version_of_the_measures_is_not_taken_for_this_one(tmp_path, monkeypatch):
    with opened(tmp_path / "measures.sqlite") as kept:
        kept.keep([("", found("x"))], Recipe())
        monkeypatch.setattr(cache, "VERSION", "next")
        assert kept.measures(["x"]) == {}


def test_outlines_of_another_recipe_are_others_but_not_for_another_number_of_clusters(tmp_path):
    with opened(tmp_path / "measures.sqlite") as kept:
        kept.keep([("", found("x"))], Recipe())
        assert kept.outlines(["x"], replace(Recipe(), threshold=190)) == {}
        assert kept.outlines(["x"], recipe("edges")) == {}
        assert list(kept.outlines(["x"], replace(Recipe(), k=4, seed=1, n_init=1, sample=9))) == ["x"]
    assert outline_version(Recipe()) != outline_version(replace(Recipe(), size=32))


def test_more_photos_than_a_query_takes_are_all_found(tmp_path):
    with opened(tmp_path / "measures.sqlite") as kept:
        kept.keep([("", found(str(number), number)) for number in range(1203)], Recipe())
        known = kept.measures(map(str, range(1203)))
        assert [float(known[str(number)]["contrast"]) for number in range(1203)] == list(range(1203))
