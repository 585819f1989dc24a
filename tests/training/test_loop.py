"""What the loop owns: checkpoints, log, validation, grids, stopping."""

import errno
import json
import os
import signal
import threading

import cv2
import numpy as np
import pytest
import torch

from curation.errors import RunError, WorkspaceError
from training.checkpoint import read_header
from training.fit import fit, resume
from training.methods.pix2pix import Pix2Pix
from training.preset import preset
from training.run import Run

SMALL = ("train.batch=4", "train.steps=8", "train.log_every=2", "train.save_every=4", "train.validate_every=4")


def config(*more: str):
    return preset("pix2pix/tiny").with_settings([*SMALL, "train.sample_every=4", *more])


def test_a_run_leaves_everything_a_reader_looks_for(build, tmp_path):
    run = Run(tmp_path / "runs/one")
    report = fit(config(), build, run)
    assert (report["finished"], report["step"], report["steps"]) == (True, 8, 8)
    assert report["parameters"]["G"] > report["parameters"]["D"] > 0
    assert report["departures"]["data.height"] == {"is": 32, "paper": 256}
    assert report["data"]["split_rule"] == "curate split"
    assert report["data"]["products"] == {"train": 16, "validation": 4, "test": 4}
    assert 0 <= report["data_wait"] < 1
    assert [path.name for path in sorted(run.samples.iterdir())] == ["step-0000004.png", "step-0000008.png"]
    assert read_header(run.weights / "G.safetensors").rule == "the last ones"
    assert str(tmp_path) not in run.report.read_text()


def test_the_log_has_a_line_for_each_interval_with_losses_speed_and_waiting(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run)
    lines = list(run.lines())
    assert [line["step"] for line in lines if "G/l1" in line] == [2, 4, 6, 8]
    assert [line["step"] for line in lines if "validated" in line] == [4, 8]
    first = lines[0]
    assert {"epoch", "lr", "images_per_s", "data_wait", "D/real", "D/real_right", "G/grad_norm"} <= first.keys()
    assert first["epoch"] == 0.5
    assert set(lines[2]) == {
        "step", "validated", "validation/l1", "validation/rmse", "validation/psnr", "validation/c_ssim"
    }  # fmt: skip


def test_a_grid_shows_input_output_and_target_of_the_same_samples_every_time(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run)
    first, last = (cv2.imread(str(path)) for path in sorted(run.samples.iterdir()))
    assert first.shape == last.shape == (4 * 34 + 2, 3 * 34 + 2, 3)
    assert (first[:, :36] == last[:, :36]).all()
    assert (first[:, 70:] == last[:, 70:]).all()
    assert (first[:, 36:70] != last[:, 36:70]).any()


def test_a_resumed_run_forgets_the_lines_behind_its_checkpoint(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run, until=6)
    run.append({"step": 7, "G/l1": 99.0})
    resume(run)
    assert [line["step"] for line in run.lines() if "G/l1" in line] == [2, 4, 6, 8]
    assert all(line.get("G/l1") != 99.0 for line in run.lines())


def test_the_best_weights_are_kept_where_a_measure_decides(build, tmp_path, monkeypatch):
    measured = iter([0.9, 0.1])
    monkeypatch.setattr(Pix2Pix, "validate", lambda *_: {"rmse": 0.5, "c_ssim": next(measured)})
    run = Run(tmp_path / "run")
    fit(config("train.best=c_ssim"), build, run)
    header = read_header(run.weights / "G.safetensors")
    assert (header.step, header.rule) == (4, "best c_ssim so far, 0.9000")


def test_a_falling_measure_is_better_where_lower_is_better(build, tmp_path, monkeypatch):
    measured = iter([0.9, 0.1])
    monkeypatch.setattr(Pix2Pix, "validate", lambda *_: {"rmse": next(measured)})
    run = Run(tmp_path / "run")
    fit(config("train.best=rmse"), build, run)
    assert read_header(run.weights / "G.safetensors").step == 8


def test_an_unknown_measure_is_named_with_those_there_are(build, tmp_path):
    with pytest.raises(RunError) as error:
        fit(config("train.best=fid"), build, Run(tmp_path / "run"))
    assert str(error.value) == "[train] best = 'fid' is not measured; measures: l1, rmse, psnr, c_ssim"


def test_a_loss_that_is_no_number_stops_the_run_and_names_the_last_good_checkpoint(build, tmp_path, monkeypatch):
    run = Run(tmp_path / "run")
    fit(config(), build, run, until=4)
    good = run.state.read_bytes()
    whole = Pix2Pix.losses

    def broken(self, phase, step):
        for term in whole(self, phase, step):
            if term.name == "l1":
                yield type(term)(term.name, term.value * float("nan"), term.weight)
            else:
                yield term

    monkeypatch.setattr(Pix2Pix, "losses", broken)
    with pytest.raises(RunError) as error:
        resume(run)
    # The broken generator's fakes are judged in the next step, before the log is due.
    assert str(error.value) == (
        f"D/fake, G/adversarial, G/l1 became infinite or no number at step 5 (seen at step 6); the last "
        f'good checkpoint is {run.state}. Lower optimizer.lr, set train.clip, or use train.precision = "fp32"'
    )
    assert run.state.read_bytes() == good


def test_control_c_ends_the_step_writes_a_checkpoint_and_the_rest_is_the_same(build, tmp_path):
    whole, stopped = Run(tmp_path / "whole"), Run(tmp_path / "stopped")
    fit(config(), build, whole)

    def press(step, steps, text):
        if step == 3:
            signal.raise_signal(signal.SIGINT)

    report = fit(config(), build, stopped, progress=press)
    assert (report["finished"], report["step"]) == (False, 3)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert resume(stopped)["finished"]
    assert (stopped.weights / "G.safetensors").read_bytes() == (whole.weights / "G.safetensors").read_bytes()


def test_a_second_control_c_stops_at_once(build, tmp_path):
    def press(step, steps, text):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        fit(config(), build, Run(tmp_path / "run"), progress=press)


def test_a_run_in_another_thread_leaves_the_signal_alone(build, tmp_path):
    reports = []
    worker = threading.Thread(target=lambda: reports.append(fit(config(), build, Run(tmp_path / "run"))))
    worker.start()
    worker.join()
    assert reports[0]["finished"]


def test_a_full_disk_leaves_the_checkpoint_before(build, tmp_path, monkeypatch):
    run = Run(tmp_path / "run")
    fit(config(), build, run, until=4)
    good = run.state.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(WorkspaceError) as error:
        resume(run)
    assert str(error.value) == (
        f"no space left on the disk of {run.state}; the last good state is kept; free some space, then train resume "
        f"{run.root}"
    )
    assert run.state.read_bytes() == good
    assert [path.name for path in run.state.parent.iterdir()] == ["state.pt"]


def test_other_photos_are_refused_on_resume(make_build, tmp_path):
    first, other = make_build(tmp_path / "a"), make_build(tmp_path / "b", side=48)
    run = Run(tmp_path / "run")
    fit(config(), first, run, until=2)
    with pytest.raises(RunError, match="learned from other photos or sizes") as error:
        resume(run, data=other)
    assert "give it its own data with --data, or train anew" in str(error.value)


def test_data_that_moved_is_given_by_hand_and_kept(make_build, tmp_path):
    first = make_build(tmp_path / "a")
    run = Run(tmp_path / "runs/run")
    fit(config(), first, run, until=2)
    (tmp_path / "a").rename(tmp_path / "moved")
    assert resume(run, data=tmp_path / "moved/build/fashion", until=4)["step"] == 4
    assert resume(run)["finished"]


def test_tensorboard_files_are_written_where_it_is_installed(build, tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = Run(tmp_path / "run")
    fit(config(), build, run)
    events = EventAccumulator(str(run.root / "tensorboard"))
    events.Reload()
    assert [round(event.value, 4) for event in events.Scalars("G/l1")] == [
        round(line["G/l1"], 4) for line in run.lines() if "G/l1" in line
    ]


def test_the_log_is_json_on_every_line(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run)
    assert all(isinstance(json.loads(line), dict) for line in run.log.read_text().splitlines())


def test_a_split_without_validation_is_trained_without_it(make_build, tmp_path):
    build = make_build(tmp_path / "w", products=8)
    from curation import tables
    from curation.schema import Split
    from curation.workspace import Build

    rows = tables.read(Build(build).splits, Split)
    for row in rows:
        row.split = "train"
    tables.write(Build(build).splits, rows, Split)
    run = Run(tmp_path / "run")
    assert fit(config(), build, run)["validation"] == []
    assert not run.samples.exists()


def test_learning_takes_a_quarter_off_the_difference_in_pixels(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config("train.steps=60", "train.log_every=10"), build, run)
    losses = [line["G/l1"] for line in run.lines() if "G/l1" in line]
    assert losses[-1] < 0.75 * losses[0]
    assert np.isfinite(losses).all()
