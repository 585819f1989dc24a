"""training/export.py"""

import errno
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from curation.errors import RunError, WorkspaceError
from training import export as module
from training.checkpoint import load_network
from training.export import TOLERANCE, export, parity

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnxscript")


@pytest.fixture(scope="module")
def exported(tiny_run, tmp_path_factory):
    return export(tiny_run, tmp_path_factory.mktemp("onnx") / "deep" / "G.onnx")


def test_the_file_answers_as_the_network_does(exported, tiny_run):
    assert (exported.net, exported.bytes) == ("G", exported.path.stat().st_size)
    assert exported.difference <= TOLERANCE
    net, _ = load_network(tiny_run / "weights" / "G.safetensors")
    assert parity(exported.path.read_bytes(), net, torch.rand(3, 3, 32, 32)) <= TOLERANCE


@pytest.mark.parametrize("batch", [1, 5])
def test_a_batch_may_have_any_size(exported, batch):
    session = onnxruntime.InferenceSession(exported.path, providers=["CPUExecutionProvider"])
    assert [each.name for each in (*session.get_inputs(), *session.get_outputs())] == ["input", "output"]
    (answer,) = session.run(None, {"input": np.zeros((batch, 3, 32, 32), np.float32)})
    assert answer.shape == (batch, 3, 32, 32)
    assert np.abs(answer).max() <= 1


def test_a_run_that_draws_with_chance_is_told_what_the_file_cannot(exported):
    assert exported.note == "the run draws with the statistics of its batch or with dropout; the file does not"


def test_the_file_knows_nothing_of_the_machine(exported):
    content = exported.path.read_bytes()
    root = Path(module.__file__).parents[1]
    assert not [word for word in (str(root), str(Path.home()), "site-packages", ".py") if word.encode() in content]


def test_an_unknown_network_is_answered_with_those_there_are(tiny_run, tmp_path):
    with pytest.raises(RunError) as error:
        export(tiny_run, tmp_path / "D.onnx", net="D")
    assert str(error.value) == f"{tiny_run} has no network 'D'; networks: G"


@pytest.mark.parametrize("hidden", ["onnxscript", "onnxruntime"])
def test_without_its_packages_it_says_how_to_get_them(tiny_run, tmp_path, monkeypatch, hidden):
    monkeypatch.setitem(sys.modules, hidden, None)
    monkeypatch.setattr(torch.onnx, "export", lambda *given, **named: pytest.fail("looked too late"))
    with pytest.raises(RunError) as error:
        export(tiny_run, tmp_path / "G.onnx")
    assert str(error.value) == f"ONNX needs {hidden}; pip install 'pairwear[onnx]'"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_answers_otherwise_is_not_written(tiny_run, tmp_path, monkeypatch):
    for difference in (0.25, float("nan")):
        monkeypatch.setattr(module, "onnx_bytes", lambda net, example: b"")
        monkeypatch.setattr(module, "parity", lambda body, net, example, found=difference: found)
        with pytest.raises(RunError) as error:
            export(tiny_run, tmp_path / "G.onnx")
        assert str(error.value) == f"the ONNX file differs from G by {difference:.1e}, at most 1e-03; not written"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tiny_run, tmp_path, monkeypatch):
    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, "onnx_bytes", lambda net, example: b"onnx")
    monkeypatch.setattr(module, "parity", lambda body, net, example: 0.0)
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(WorkspaceError) as error:
        export(tiny_run, tmp_path / "G.onnx")
    out = tmp_path / "G.onnx"
    assert (
        str(error.value) == f"no space left on the disk of {out}; nothing is left there; free some space and run again"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_weights_is_refused(tiny_run, tmp_path):
    folder = Path(shutil.copytree(tiny_run, tmp_path / "run", ignore=shutil.ignore_patterns("weights")))
    with pytest.raises(RunError, match="has no weights of G yet"):
        export(folder, tmp_path / "G.onnx")
