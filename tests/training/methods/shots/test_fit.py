"""A tiny training learns, repeats itself to the bit, and is exported to a file that OpenCV runs alike."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch

from training.methods.shots.early import features
from training.methods.shots.export import export
from training.methods.shots.fit import Plan, fit, probabilities
from training.methods.shots.labels import read
from training.methods.shots.network import ShotNet

PLAN = Plan(epochs=4, batch=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two shots that a child tells apart: dark photos are backs, light ones fronts."""
    root = tmp_path_factory.mktemp("labelled")
    dice = np.random.default_rng(0)
    lines = ["file,label,confidence,figure"]
    for n in range(12):
        level = 40 if n % 2 else 190
        cv2.imwrite(str(root / f"{n}.png"), dice.integers(level, level + 40, (40, 30, 3)).astype(np.uint8))
        lines.append(f"{n}.png,{'full_back' if n % 2 else 'full_front'},ok,figure{n}")
    (root / "labels.csv").write_text("\n".join(lines) + "\n")
    return root


@pytest.fixture(scope="module")
def prepared(folder, tmp_path_factory):
    torch.set_num_threads(1)
    labels = read(folder)
    return labels, features([folder / file for file in labels.files], 2, tmp_path_factory.mktemp("views"))


def test_it_learns_and_gives_the_same_network_twice(prepared):
    labels, views = prepared
    first, again = (fit(labels, np.arange(12), views, PLAN, seed=1) for _ in range(2))
    seen = probabilities(first, views[0])
    assert (seen.argmax(axis=1) == labels.shots).mean() >= 11 / 12
    assert np.array_equal(seen, probabilities(again, views[0]))


def test_frozen_blocks_and_norms_keep_imagenets_numbers(prepared):
    labels, views = prepared
    start, net = ShotNet(), fit(labels, np.arange(12), views, PLAN, seed=1)
    before, after = start.state_dict(), net.state_dict()
    same = {name for name in before if torch.equal(before[name], after[name])}
    assert "body._conv_stem.weight" in same
    assert "body._blocks.4._project_conv.weight" in same
    assert {name for name in before if "running_" in name} <= same
    assert "body._blocks.5._project_conv.weight" not in same


def test_opencv_gives_what_torch_gives(tmp_path):
    assert export(ShotNet(), tmp_path / "net.onnx") < 1e-4
    net = cv2.dnn.readNetFromONNX(str(tmp_path / "net.onnx"))
    net.setInput(np.zeros((1, 3, 176, 176), np.float32))
    assert net.forward("features").shape == (1, 1280)
    assert b'File "' not in (tmp_path / "net.onnx").read_bytes(), "the exporter's notes of where our code lies"


def test_the_command_writes_network_and_scores(folder, tmp_path):
    words = ["--data", folder, "--scores", tmp_path / "s.csv", "--folds", "0", "--views", "2", "--epochs", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "training.methods.shots", *map(str, words)], capture_output=True, text=True, check=True
    )
    assert "fold 0: " in done.stdout
    header, *rows = (tmp_path / "s.csv").read_text().splitlines()
    assert header.startswith("file,score,fold,full_front,full_side,")
    assert {row.split(",")[2] for row in rows} == {"0"}


def test_a_folder_without_labels_is_a_mistake_in_one_line(tmp_path):
    words = [sys.executable, "-m", "training.methods.shots", "--data", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {tmp_path / 'labels.csv'} does not exist; ")
