"""training/sample.py"""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from curation.errors import DataError, RunError
from training.data.source import read_table
from training.methods.pix2pix import Pix2Pix
from training.run import Run
from training.sample import draw_from, sample


def test_samples_are_pictures_by_name_in_the_order_of_a_grid(tiny_run):
    drawn = sample(tiny_run, split="train", count=3)
    assert list(drawn) == ["src", "out", "tgt"]
    for pictures in drawn.values():
        assert pictures.shape == (3, 3, 32, 32)
        assert pictures.device.type == "cpu"
        assert pictures.abs().max() <= 1


def test_the_same_seed_draws_the_same_samples_and_another_others(tiny_run):
    one, two, other = (sample(tiny_run, split="train", count=4, seed=seed) for seed in (1, 1, 2))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert not torch.equal(one["src"], other["src"])
    assert not torch.equal(one["out"], other["out"])


def test_there_are_at_most_as_many_samples_as_the_split_has(tiny_run, build):
    drawn = sample(tiny_run, split="test", count=99)
    assert len(drawn["out"]) == len(read_table(build).pairs_in("test")) == 4


def test_the_callers_own_chance_is_left_alone(tiny_run):
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    sample(tiny_run, count=1)
    assert torch.equal(torch.rand(3), expected)


def test_a_split_without_pairs_is_refused(tiny_run, build):
    with pytest.raises(DataError) as error:
        sample(tiny_run, split="tset")
    assert str(error.value) == (
        f"{build} holds no pairs in the split tset (pairs by split: train 16, validation 4, test 4); "
        "curate split deals them"
    )


def test_data_that_is_gone_is_named(tiny_run, tmp_path):
    folder = Path(shutil.copytree(tiny_run, tmp_path / "runs" / "tiny"))
    Run(folder).write_facts({"data": str(tmp_path / "gone")})
    with pytest.raises(DataError) as error:
        sample(folder)
    assert str(error.value) == (
        f"{tmp_path / 'gone'} is no folder; --data takes a build (WORKSPACE/build/NAME) or a release"
    )


@pytest.fixture
def me(tmp_path) -> Path:
    path = tmp_path / "me.jpg"
    cv2.imwrite(str(path), np.full((90, 60, 3), 120, np.uint8))
    return path


def test_photos_of_yours_are_drawn_from(tiny_run, me):
    drawn = draw_from(tiny_run, [me, me, me])
    assert list(drawn) == ["src", "out"]
    assert drawn["src"].shape == drawn["out"].shape == (3, 3, 32, 32)
    assert drawn["src"].mean().item() == pytest.approx(120 / 127.5 - 1, abs=0.02)
    assert torch.equal(drawn["out"], draw_from(tiny_run, [me, me, me])["out"])


def test_a_photo_that_cannot_be_read_is_named(tiny_run, me, tmp_path):
    with pytest.raises(DataError) as error:
        draw_from(tiny_run, [me, tmp_path / "absent.jpg"])
    gone = tmp_path / "absent.jpg"
    assert str(error.value) == f"{gone} cannot be used: missing_file: {gone}: No such file or directory"
    me.write_bytes(b"<html>")
    with pytest.raises(DataError, match=r"me\.jpg cannot be used: not_an_image: "):
        draw_from(tiny_run, [me])


def test_a_method_that_needs_more_than_a_photo_says_so(tiny_run, me, monkeypatch):
    monkeypatch.setattr(Pix2Pix, "photo", "")
    with pytest.raises(RunError) as error:
        draw_from(tiny_run, [me])
    assert str(error.value) == f"{tiny_run}: pix2pix does not draw from single photos"


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(RunError) as error:
        sample(tmp_path)
    assert str(error.value) == f"{tmp_path} is no run (no config.toml); train fit PRESET --data DIR makes one"
