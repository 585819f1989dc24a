"""What was seen once is kept by the photo's bytes and the model's name, and survives an interruption."""

import numpy as np
import pytest

from curation.shots import cache
from curation.shots.network import Sight


def shares(front: float) -> np.ndarray:
    return np.array([front, *[(1 - front) / 8] * 8], np.float32)


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path):
    path = tmp_path / "build" / "shots.sqlite"
    with cache.opened(path, "net") as kept:
        kept.keep([("aa", shares(0.7)), ("bb", shares(0.1))])
    with cache.opened(path, "net") as kept:
        known = kept.known(["aa", "bb", "cc"])
    assert set(known) == {"aa", "bb"}
    assert np.array_equal(known["aa"], shares(0.7))


def test_another_model_knows_nothing(tmp_path):
    with cache.opened(tmp_path / "shots.sqlite", "old") as kept:
        kept.keep([("aa", shares(0.7))])
    with cache.opened(tmp_path / "shots.sqlite", "new") as kept:
        assert kept.known(["aa"]) == {}


def test_an_interruption_loses_only_what_was_not_yet_kept(tmp_path):
    def interrupted() -> None:
        with cache.opened(tmp_path / "shots.sqlite", "net") as kept:
            kept.keep([("aa", shares(0.7))])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with cache.opened(tmp_path / "shots.sqlite", "net") as kept:
        assert set(kept.known(["aa", "bb"])) == {"aa"}


def test_what_was_seen_comes_back_to_the_last_bit_however_many_are_asked_for(tmp_path):
    dice = np.random.default_rng(0)
    seen = {
        f"{n}": Sight(dice.normal(0, 3, 9).astype(np.float32), dice.random(16).astype(np.float16)) for n in range(1200)
    }
    with cache.opened(tmp_path / "shots.sqlite", "net+layer") as kept:
        kept.keep_sights("net", seen.items())
        kept.keep_sights("other", [("0", Sight(np.zeros(9, np.float32), np.zeros(16, np.float16)))])
        found = kept.sights("net", [*seen, "unknown", "0"])
        assert kept.sights("net", []) == {}
    assert set(found) == set(seen)
    assert all(np.array_equal(found[key].logits, seen[key].logits) for key in seen)
    assert all(np.array_equal(found[key].features, seen[key].features) for key in seen)
