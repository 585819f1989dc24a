"""One device and several."""

import pytest
import torch

from curation.errors import RunError
from training.checkpoint import load_run
from training.device import launch, one
from training.fit import fit
from training.preset import preset
from training.run import Run


def test_precision_and_compiling_follow_the_device_where_they_are_left_to_it():
    cpu = one("cpu", "auto", "auto")
    assert cpu.bf16 == torch.cpu._is_amx_tile_supported()
    assert not cpu.compiled
    assert one("cpu", "bf16", "on").bf16
    assert one("cpu", "bf16", "on").compiled
    assert not one("cpu", "fp32", "off").bf16


def test_a_device_that_is_not_there_is_named():
    with pytest.raises(RunError) as error:
        one("cuda:99", "fp32", "off")
    assert str(error.value) == f"device cuda:99 is not there; CUDA devices: {torch.cuda.device_count()}"
    with pytest.raises(RunError) as error:
        one("gpu", "fp32", "off")
    assert str(error.value) == "'gpu' is no device; known: auto, cpu, cuda, cuda:N"


def test_several_devices_without_fabric_are_refused(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "lightning_fabric", None)
    with pytest.raises(RunError) as error:
        launch(2, "cpu", "fp32", "off", print)
    assert str(error.value) == "several devices need Lightning Fabric; pip install 'pairwear[fabric]'"


def test_two_processes_learn_what_one_learns_from_batches_of_both(build, tmp_path):
    # Without batch norm and dropout the mean of two gradients is the gradient of both batches.
    settings = ["options.norm=none", "options.dropout=0", "train.steps=3", "train.log_every=3", "data.flip=false"]
    config = preset("pix2pix/tiny").with_settings(settings)
    pair, alone = Run(tmp_path / "pair"), Run(tmp_path / "alone")
    report = fit(config.with_settings(["train.batch=2"]), build, pair, device="cpu", devices=2)
    fit(config.with_settings(["train.batch=4"]), build, alone, device="cpu")
    assert report["device"] == "2 x cpu"
    together, single = (load_run(run.root)[0].nets["G"].state_dict() for run in (pair, alone))
    for name, weights in single.items():
        torch.testing.assert_close(together[name], weights, rtol=1e-3, atol=2e-5)
    assert len(torch.load(pair.state, weights_only=True)["rng"]) == 2
