"""training/cli.py: results on standard output, progress and mistakes on standard error, mistakes in one line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from training.cli import main
from training.methods import METHODS
from training.preset import presets
from training.run import Run

QUICK = ("train.steps=4", "train.batch=2", "options.width=4", "options.patch_width=4", "train.validate_items=2")
SETTINGS = [word for setting in QUICK for word in ("--set", setting)]


def train(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def run(tiny_run, tmp_path) -> Path:
    """A copy of a finished run, to write into."""
    return Path(shutil.copytree(tiny_run, tmp_path / "runs" / "tiny"))


def test_list_names_every_method_with_its_presets():
    lines = train("list").stdout.splitlines()
    assert lines[:2] == [
        "pix2pix         product photo from model photo or back, from pairs, by a U-Net and a judge of patches",
        f"                {' '.join(presets('pix2pix'))}",
    ]
    assert len(lines) == 2 * len(METHODS)


def test_list_for_machines_holds_the_same():
    found = json.loads(train("list", "--json").stdout)
    assert list(found) == list(METHODS)
    assert found["pldt"] == {"purpose": METHODS["pldt"][1], "presets": presets("pldt")}


def test_describe_prints_networks_and_configuration():
    result = train("describe", "pix2pix/tiny", "--set", "train.batch=3")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"pix2pix: {METHODS['pix2pix'][1]}\n\nG ")
    assert "\nbatch = 3\n" in result.stdout
    facts = json.loads(train("describe", "pix2pix", "--json").stdout)
    assert facts["networks"][1] == {"name": "D", "parameters": 2768705}
    assert facts["departures"] == {}


def test_a_training_begins_in_the_workspace_of_its_data_and_says_what_came_out(make_build, tmp_path):
    build = make_build(tmp_path, products=12)
    result = train("fit", "pix2pix/tiny", "--data", build, "--device", "cpu", *SETTINGS)
    assert result.exit_code == 0, result.output
    run = tmp_path / "runs/pix2pix-tiny"
    report = Run(run).read_report()
    assert result.stdout.splitlines() == [
        f"{run}: step 4 of 4, finished",
        f"{report['images_per_s']:.1f} images/s on cpu, {report['data_wait']:.1%} waiting for data",
        f"train evaluate {run}",
    ]
    again = train("fit", "pix2pix/tiny", "--data", build, "--device", "cpu", *SETTINGS)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.splitlines()[-1] == (
        f"Error: run {run} exists (pix2pix); go on with train resume {run}, or choose another name with --name"
    )


def test_a_run_has_the_name_and_the_place_it_is_given_and_a_report_for_machines(build, tmp_path):
    where = ("--workspace", tmp_path, "--name", "mine", "--device", "cpu")
    result = train("fit", "pix2pix/tiny", "--data", build, *where, *SETTINGS, "--json")
    assert json.loads(result.stdout) == Run(tmp_path / "runs/mine").read_report()
    assert json.loads(result.stdout)["finished"] is True


def test_a_finished_run_that_is_resumed_stays_finished(run):
    result = train("resume", run, "--device", "cpu")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{run}: step 4 of 4, finished\n")


def test_evaluate_prints_its_figures_and_the_files_with_them(run):
    result = train("evaluate", run)
    assert result.exit_code == 0, result.output
    files = [run / f"evaluation-test.{suffix}" for suffix in ("json", "txt", "png")]
    assert result.stdout == files[1].read_text() + f"written: {', '.join(map(str, files))}\n"
    facts = json.loads(train("evaluate", run, "--split", "validation", "--json").stdout)
    assert facts == json.loads((run / "evaluation-validation.json").read_text())


def test_sample_writes_a_grid_of_its_data_or_of_a_photo_of_yours(run, tmp_path):
    result = train("sample", run, "--out", tmp_path / "deep/grid.png", "--count", 3)
    assert result.stdout == f"{tmp_path / 'deep/grid.png'}: src | out | tgt\n"
    assert cv2.imread(str(tmp_path / "deep/grid.png")).shape == (3 * 34 + 2, 3 * 34 + 2, 3)
    cv2.imwrite(str(tmp_path / "me.jpg"), np.full((60, 40, 3), 90, np.uint8))
    result = train("sample", run, "--out", tmp_path / "me.png", "--photo", tmp_path / "me.jpg")
    assert result.stdout == f"{tmp_path / 'me.png'}: src | out\n"
    assert cv2.imread(str(tmp_path / "me.png")).shape == (34 + 2, 2 * 34 + 2, 3)


def test_export_says_what_it_wrote_and_what_it_cannot(run, tmp_path, monkeypatch):
    from training import export as module

    monkeypatch.setattr(module, "onnx_bytes", lambda net, example: b"x" * 2**20)
    monkeypatch.setattr(module, "parity", lambda body, net, example: 1.5e-6)
    result = train("export", run, "--out", tmp_path / "G.onnx")
    assert result.stdout.splitlines() == [
        f"{tmp_path / 'G.onnx'}: G, 1.0 MiB, differs by at most 1.5e-06",
        "note: the run draws with the statistics of its batch or with dropout; the file does not",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("describe", "pix3pix"), "unknown method 'pix3pix'; known methods: "),
        (("describe", "pix2pix/huge"), "unknown preset 'pix2pix/huge'; known presets: "),
        (("describe", "pldt", "--set", "batch=3"), "'batch=3' is no setting; write SECTION.KEY=VALUE, such as "),
        (("fit", "pldt/tiny", "--data", "absent"), "absent is no folder; --data takes a build (WORKSPACE/build/NAME)"),
        (("resume", "absent"), "absent is no run (no config.toml); train fit PRESET --data DIR makes one"),
        (("evaluate", "absent"), "absent is no run (no config.toml); train fit PRESET --data DIR makes one"),
        (("sample", "absent", "--out", "a.png"), "absent is no run (no config.toml); train fit PRESET "),
        (("export", "absent", "--out", "a.onnx"), "absent is no run (no config.toml); train fit PRESET "),
    ],
)
def test_a_mistake_is_one_line_and_exit_status_1(words, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = train(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith(f"Error: {message}")
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_trained_leaves_no_run_behind(build, tmp_path):
    words = ("--data", build, "--workspace", tmp_path, "--device", "cpu")
    wide = train("fit", "pix2pix/tiny", *words, "--set", "data.width=64")
    assert wide.stderr.splitlines()[-1] == ("Error: [options] levels is needed where photos are no squares: 32x64")
    none = train("fit", "pldt/tiny", *words, "--set", 'data.categories=["shoes"]')
    assert none.stderr.splitlines()[-1] == (
        f"Error: {build} holds no pairs of shoes in the split train; categories with pairs: dresses, tops"
    )
    for device in ("cuda:99", "abacus"):
        gone = train("fit", "pix2pix/tiny", *words[:4], "--device", device)
        assert gone.stderr.splitlines()[-1].startswith(("Error: device cuda:99 is not there", "Error: 'abacus' is no"))
    assert not list(tmp_path.rglob("config.toml"))


def test_the_best_weights_of_no_validation_are_refused_before_a_run_begins(make_build, tmp_path):
    build = make_build(tmp_path, products=2)
    result = train("fit", "pix2pix/tiny", "--data", build, "--device", "cpu", "--set", "train.best=c_ssim")
    assert result.stderr.splitlines()[-1] == (
        f"Error: {build} holds no validation samples to measure c_ssim on; "
        'deal some with curate split, or set train.best = ""'
    )
    assert not (tmp_path / "runs/pix2pix-tiny").exists()


def test_a_part_of_an_epoch_is_at_least_one_step(build, tmp_path):
    where = ("--data", build, "--workspace", tmp_path, "--device", "cpu")
    few = [word for setting in ("train.steps=0", "train.epochs=0.01") for word in ("--set", setting)]
    result = train("fit", "pix2pix/tiny", *where, *SETTINGS, *few)
    assert result.stdout.startswith(f"{tmp_path / 'runs/pix2pix-tiny'}: step 1 of 1, finished\n")


@pytest.mark.parametrize(
    "words",
    [
        ("sample", ".", "--out", "a.png", "--count", "0"),
        ("sample", ".", "--out", "a.png", "--seed", "-1"),
        ("fit", "pldt/tiny", "--data", ".", "--devices", "0"),
        ("fit", "pldt/tiny"),
        ("fly",),
    ],
)
def test_a_wrong_use_is_exit_status_2(words):
    assert train(*words).exit_code == 2


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_says_what_it_does_with_an_example(name):
    command = main.commands[name]
    assert command.help
    assert f"train {name}" in command.help.partition("\b")[2]
    assert train(name, "--help").exit_code == 0


@pytest.mark.parametrize("words", [["--help"], ["fit", "--help"], ["list"]])
def test_help_is_instant_heavy_libraries_stay_out(words):
    code = (
        "import sys; from training.cli import main\n"
        f"try: main({words})\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'numpy', 'cv2', 'pyarrow', 'PIL', 'rich', 'safetensors'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package():
    assert train("--version").stdout.startswith("train, version ")
