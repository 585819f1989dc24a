"""What was measured is remembered by the photo's bytes."""

import numpy as np

from curation.clean import cache
from curation.clean.cache import opened
from curation.clean.measure import MEASURED


def row(contrast: float) -> np.ndarray:
    made = np.zeros((), MEASURED)
    made["contrast"], made["hashes"] = contrast, (1, 2, 2**64 - 1)
    return made


def test_what_was_kept_comes_back_whole(tmp_path):
    with opened(tmp_path / "a/measures.sqlite") as kept:
        kept.keep([("x", row(3.5)), ("y", row(4.5))])
    with opened(tmp_path / "a/measures.sqlite") as kept:
        known = kept.known(["x", "z"])
    assert list(known) == ["x"]
    assert known["x"] == row(3.5)


def test_another_version_of_the_measures_is_not_taken_for_this_one(tmp_path, monkeypatch):
    with opened(tmp_path / "measures.sqlite") as kept:
        kept.keep([("x", row(3.5))])
        monkeypatch.setattr(cache, "VERSION", "next")
        assert kept.known(["x"]) == {}
