"""What was learned is kept whole, used with its own network only, and refused by name when broken."""

import json

import numpy as np
import pytest

from curation.errors import ModelError
from curation.learn.layer import FRONT, Layer, for_network, forget, read, write
from curation.workspace import Workspace

WEIGHTS = np.random.default_rng(0).normal(0, 1, 1280).astype(np.float32)


@pytest.fixture
def kept(tmp_path) -> Workspace:
    workspace = Workspace(tmp_path)
    write(workspace, "fashion", Layer("abcd", WEIGHTS, 0.25, {"products": 20}))
    return workspace


def test_what_is_written_is_what_is_read(kept):
    layer = read(kept, "fashion")
    assert np.array_equal(layer.weights, WEIGHTS)
    assert (layer.network, layer.bias, layer.provenance) == ("abcd", 0.25, {"products": 20})
    assert json.loads(kept.learned("fashion").read_text())["fingerprint"] == layer.fingerprint


def test_it_adds_to_the_front_and_to_nothing_else():
    layer = Layer("abcd", WEIGHTS, 0.25, {})
    features = np.random.default_rng(1).normal(0, 1, (3, 1280)).astype(np.float16)
    logits = np.zeros((3, 9), np.float32)
    moved = layer.logits(logits, features)
    slowly = [sum(float(a) * float(b) for a, b in zip(row, WEIGHTS)) + 0.25 for row in features]
    assert np.allclose(moved[:, FRONT], slowly, atol=1e-3)
    assert np.count_nonzero(np.delete(moved, FRONT, axis=1)) == 0
    assert np.allclose(layer.logits(logits[0], features[0]), moved[0], atol=1e-5)


def test_the_fingerprint_changes_with_what_is_added_and_not_with_its_history():
    layer = Layer("abcd", WEIGHTS, 0.25, {"products": 20})
    assert layer.fingerprint == Layer("abcd", WEIGHTS, 0.25, {}).fingerprint
    others = [Layer("abce", WEIGHTS, 0.25, {}), Layer("abcd", WEIGHTS, 0.5, {}), Layer("abcd", -WEIGHTS, 0.25, {})]
    assert len({layer.fingerprint, *(other.fingerprint for other in others)}) == 4


def test_nothing_learned_is_nothing_to_use(tmp_path):
    workspace = Workspace(tmp_path)
    assert read(workspace, "fashion") is None
    assert for_network(workspace, "fashion", "abcd", 1280) is None
    assert forget(workspace, "fashion") is False


def test_forgetting_takes_it_away(kept):
    assert forget(kept, "fashion") is True
    assert read(kept, "fashion") is None


def test_it_is_not_used_with_another_network(kept):
    assert for_network(kept, "fashion", "abcd", 1280) is not None
    for fingerprint, features in (("ffff", 1280), ("abcd", 0)):
        with pytest.raises(ModelError) as error:
            for_network(kept, "fashion", fingerprint, features)
        assert str(error.value) == (
            f"{kept.learned('fashion')} was learned on network abcd, [shots] names {fingerprint}; "
            "run curate learn again, or curate learn --forget"
        )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": 2}, "has version 2, this one reads 1; run curate learn again"),
        ({"weights": "???"}, "cannot be read (Error: "),
        ({"bias": None}, "cannot be read (TypeError: "),
        ({"bias": float("nan")}, "holds a number that is none; run curate learn again, or curate learn --forget"),
    ],
)
def test_a_broken_file_is_refused_by_name(kept, change, fault):
    path = kept.learned("fashion")
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ModelError) as error:
        read(kept, "fashion")
    assert str(error.value).startswith(f"{path} {fault}")
    path.write_text("{")
    with pytest.raises(ModelError, match=r"cannot be read \(JSONDecodeError: "):
        read(kept, "fashion")
