"""What every method must do, whatever it learns: go on to the bit, be loaded by path alone, fit its description."""

from pathlib import Path

import pytest
import torch

from training.checkpoint import load_run, read_header
from training.describe import describe
from training.fit import fit, resume
from training.methods import METHODS, method_class
from training.preset import preset, presets
from training.run import Run

SMALL = ("train.batch=4", "train.log_every=2", "train.save_every=100", "train.validate_every=3", "train.ema=0.9")

METHODS_AND_DEVICES = [
    pytest.param(method, device, marks=[pytest.mark.cuda] if device == "cuda" else [], id=f"{method}-{device}")
    for method in METHODS
    for device in ("cpu", "cuda")
]


def state_of(run: Run) -> dict:
    return torch.load(run.state, weights_only=True)


def flat(value, name=""):
    """Every tensor and number of a nested state, by its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{name}/{key}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from flat(inner, f"{name}/{place}")
    else:
        yield name, value


@pytest.mark.parametrize(("method", "device"), METHODS_AND_DEVICES)
def test_six_steps_are_three_and_three_to_the_bit(method, device, build, tmp_path):
    config = preset(f"{method}/tiny").with_settings([*SMALL, "train.steps=6", "train.deterministic=true"])
    whole, halved = Run(tmp_path / "whole"), Run(tmp_path / "halved")
    fit(config, build, whole, device=device)
    fit(config, build, halved, device=device, until=3)
    resume(halved, device=device)
    one, other = dict(flat(state_of(whole))), dict(flat(state_of(halved)))
    assert one.keys() == other.keys()
    different = [
        name
        for name in one
        if not (
            torch.equal(one[name], other[name]) if isinstance(one[name], torch.Tensor) else one[name] == other[name]
        )
    ]
    assert different == []
    assert one["/step"] == 6
    for name in method_class(method).products:
        file = f"weights/{name}.safetensors"
        assert (whole.root / file).read_bytes() == (halved.root / file).read_bytes()


@pytest.mark.parametrize("method", METHODS)
def test_learning_changes_every_network(method, build, tmp_path):
    config = preset(f"{method}/tiny").with_settings([*SMALL, "train.steps=8", "train.save_every=2"])
    run = Run(tmp_path / "run")
    fit(config, build, run, until=2)
    before = state_of(run)["nets"]
    resume(run)
    after = state_of(run)["nets"]
    for net in before:
        changed = [not torch.equal(before[net][name], after[net][name]) for name in before[net]]
        assert sum(changed) > len(changed) / 2, net


@pytest.mark.parametrize("method", METHODS)
def test_a_trained_run_is_loaded_by_its_path_alone(method, build, tmp_path):
    run = Run(tmp_path / "run")
    fit(preset(f"{method}/tiny").with_settings([*SMALL, "train.steps=2"]), build, run)
    loaded, header = load_run(run.root)
    assert header.config == run.read_config()
    assert set(loaded.nets) == set(loaded.products)
    assert not any(net.training for net in loaded.nets.values())
    assert read_header(run.weights / f"{loaded.products[0]}.safetensors").step == 2


@pytest.mark.parametrize("method", METHODS)
def test_every_preset_builds_the_networks_it_describes(method):
    for name in presets(method):
        networks = describe(name).facts["networks"]
        assert all(net["parameters"] > 0 for net in networks), name
    assert {f"{method}/faithful", f"{method}/fast", f"{method}/tiny"} <= set(presets(method))


@pytest.mark.parametrize("method", METHODS)
def test_a_preset_begins_with_what_it_is_and_what_to_expect(method):
    for name in presets(method):
        text = (Path(__file__).parents[3] / "training" / "presets" / f"{name}.toml").read_text(encoding="utf-8")
        assert text.startswith("# "), name
        if name.endswith("/faithful"):
            assert [line for line in text.splitlines() if line and not line.startswith("#")] == [], name
