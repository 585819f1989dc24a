"""The shipped network is small, runs in OpenCV, and a file that is none is refused by name."""

import hashlib

import numpy as np
import pytest

from curation.errors import ModelError
from curation.schema import SHOTS
from curation.shots import network


def test_the_shipped_file_is_at_most_16_megabytes():
    assert network.shipped().stat().st_size <= 16_000_000


def test_the_answer_is_nine_probabilities_and_the_same_each_time():
    square = np.random.default_rng(0).integers(0, 256, (network.SIZE, network.SIZE, 3)).astype(np.uint8)
    first = network.Network().probabilities(square)
    assert first.shape == (len(SHOTS),)
    assert first.sum() == pytest.approx(1, abs=1e-5)
    assert np.array_equal(network.Network().probabilities(square), first)


def test_a_file_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "mine.onnx"
    with pytest.raises(ModelError) as error:
        network.Network(path)
    assert str(error.value) == f"{path} does not exist; name an ONNX file, or pair without it (--shots store)"


def test_a_file_that_is_no_network_is_named(tmp_path):
    path = tmp_path / "mine.onnx"
    path.write_bytes(b"no network at all")
    with pytest.raises(ModelError, match=f"^{path} is no network that OpenCV can run: "):
        network.Network(path)


def test_the_shipped_file_says_nothing_of_the_machine_it_was_made_on():
    data = network.shipped().read_bytes()
    assert b"site-packages" not in data
    assert b'File "' not in data


def test_the_shipped_file_is_the_one_its_card_describes():
    card = network.shipped().with_name("model.md").read_text(encoding="utf-8")
    assert hashlib.sha256(network.shipped().read_bytes()).hexdigest() in card
