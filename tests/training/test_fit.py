"""From a configuration and a folder to a run, and every way that cannot go."""

import shutil

import pytest

from curation import tables
from curation.errors import ConfigError, DataError, RunError
from curation.schema import Pair
from training.fit import departures, fit, resume
from training.preset import defaults, preset
from training.run import Run, home

SMALL = ("train.batch=4", "train.steps=2", "train.log_every=2")


def config(*more: str):
    return preset("pix2pix/tiny").with_settings([*SMALL, *more])


def test_a_run_of_that_name_is_never_written_over(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run)
    before = run.state.read_bytes()
    with pytest.raises(RunError) as error:
        fit(config(), build, run)
    assert str(error.value) == (
        f"run {run.root} exists (pix2pix); go on with train resume {run.root}, or choose another name with --name"
    )
    assert run.state.read_bytes() == before


def test_photos_gone_since_the_build_are_counted_and_leave_no_run(make_build, tmp_path):
    build = make_build(tmp_path / "w")
    first = tmp_path / "w/raw/shop/products/p001@0.png"
    first.unlink()
    (tmp_path / "w/raw/shop/models/p003@1.png").unlink()
    run = Run(tmp_path / "runs/run")
    with pytest.raises(DataError) as error:
        fit(config(), build, run)
    assert str(error.value) == (
        f"2 of 32 photos cannot be used, first {first}: missing_file; fetch them again or run curate run, so that the "
        "tables fit the photos"
    )
    assert not run.root.exists()


def test_a_build_without_pairs_is_refused(make_build, tmp_path):
    build = make_build(tmp_path / "w")
    for category in ("dresses", "tops"):
        tables.write(build / f"pairs/{category}.parquet", [], Pair)
    with pytest.raises(DataError) as error:
        fit(config(), build, Run(tmp_path / "run"))
    assert str(error.value) == f"{build} holds no pairs; make them with curate pair, then train again"
    shutil.rmtree(build / "pairs")
    with pytest.raises(DataError) as error:
        fit(config(), build, Run(tmp_path / "run"))
    assert str(error.value) == (
        f"{build} holds no pairs (no pairs/*.parquet); make them with curate pair, then train again"
    )


def test_a_category_without_pairs_is_named_with_those_that_have_some(build, tmp_path):
    with pytest.raises(DataError) as error:
        fit(config('data.categories=["skirts"]'), build, Run(tmp_path / "run"))
    assert str(error.value) == (
        f"{build} holds no pairs of skirts in the split train; categories with pairs: dresses, tops"
    )


def test_a_size_that_no_network_has_is_refused_before_there_is_a_run(build, tmp_path):
    run = Run(tmp_path / "run")
    with pytest.raises(ConfigError) as error:
        fit(config("data.height=48", "data.width=48"), build, run)
    assert str(error.value) == "pix2pix: size 48 is no power of two of at least 4; for other sizes give `levels`"
    assert not run.root.exists()


def test_a_run_without_a_checkpoint_cannot_be_resumed(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(config(), build, run)
    run.state.unlink()
    with pytest.raises(RunError) as error:
        resume(run)
    assert str(error.value) == (
        f"{run.state} is not there: stopped before its first checkpoint; delete the run and train anew"
    )
    with pytest.raises(RunError) as error:
        resume(Run(tmp_path / "nothing"))
    assert str(error.value) == (
        f"{tmp_path / 'nothing'} is no run (no config.toml); train fit PRESET --data DIR makes one"
    )


def test_a_checkpoint_of_another_method_is_refused(build, tmp_path):
    one, other = Run(tmp_path / "one"), Run(tmp_path / "other")
    fit(config(), build, one)
    fit(preset("pldt/tiny").with_settings(SMALL), build, other)
    shutil.copyfile(other.state, one.state)
    with pytest.raises(RunError) as error:
        resume(one)
    assert str(error.value) == (f"{one.state} is a checkpoint of pldt, the run's config.toml says pix2pix; mend that")


def test_two_runs_at_one_size_share_the_decoded_photos(build, tmp_path):
    fit(config(), build, Run(tmp_path / "one"))
    files = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    fit(config("train.seed=1"), build, Run(tmp_path / "other"))
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()} == files
    assert len(files) == 2  # training and validation


def test_another_seed_is_another_run_and_the_same_seed_the_same(build, tmp_path):
    def weights(name: str, seed: int) -> bytes:
        run = Run(tmp_path / name)
        fit(config(f"train.seed={seed}"), build, run)
        return (run.weights / "G.safetensors").read_bytes()

    first = weights("a", 1)
    assert weights("b", 1) == first
    assert weights("c", 2) != first


def test_departures_name_what_differs_from_the_paper_and_nothing_else():
    assert departures(defaults("pldt")) == {}
    changed = defaults("pldt").with_settings(["train.batch=64", "options.lambda_mse=1"])
    assert departures(changed) == {
        "train.batch": {"is": 64, "paper": 128},
        "options.lambda_mse": {"is": 1.0, "paper": 0.0},
    }


def test_runs_lie_in_the_workspace_of_their_data(tmp_path):
    (tmp_path / "w/build/fashion").mkdir(parents=True)
    assert home(tmp_path / "w/build/fashion") == tmp_path / "w"
    assert home(tmp_path / "w/releases/fashion-1.0.0") == tmp_path / "w"
    assert home(tmp_path / "w") == tmp_path / "w"
    assert str(home(tmp_path / "elsewhere")) == "datasets"


def test_progress_counts_decoded_photos_then_steps(build, tmp_path):
    told = []
    fit(config(), build, Run(tmp_path / "run"), progress=lambda *each: told.append(each))
    assert [(step, steps) for step, steps, _ in told] == [(0, 0), (0, 0), (1, 2), (2, 2)]
    assert [text for *_, text in told[:2]] == ["32 photos decoded", "40 photos decoded"]
