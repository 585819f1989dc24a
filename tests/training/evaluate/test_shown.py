"""training/evaluate/shown.py"""

import re

import numpy as np
import pytest
import torch

from training.evaluate.shown import BATCH, Shown, check, each

CPU = torch.device("cpu")


def gray(levels) -> np.ndarray:
    return np.broadcast_to(np.asarray(levels, np.uint8)[:, None, None, None], (len(levels), 3, 2, 4)).copy()


def test_pictures_come_in_the_order_of_the_pairs_between_zero_and_one():
    levels = np.arange(2 * BATCH + 3) % 256
    batches = list(each(gray(levels)).batches(CPU))
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 3]
    assert torch.equal(torch.cat(batches)[:, 0, 0, 0], torch.from_numpy(levels).float() / 255)


def test_two_pairs_can_share_a_picture():
    shown = Shown(gray([0, 255]), np.array([1, 0, 1]))
    assert torch.cat(list(shown.take(np.array([0, 2])).batches(CPU)))[:, 0, 0, 0].tolist() == [1.0, 1.0]


def test_an_array_mapped_from_a_read_only_file_and_a_tensor_read_alike(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (5, 3, 4, 6), np.uint8)
    np.save(tmp_path / "pictures.npy", pictures)
    mapped = np.load(tmp_path / "pictures.npy", mmap_mode="r")
    rows = np.array([4, 0, 0])
    of_file, of_tensor = (
        torch.cat(list(Shown(source, rows).batches(CPU))) for source in (mapped, torch.from_numpy(pictures))
    )
    assert torch.equal(of_file, of_tensor)


def test_channels_last_photos_are_read_through_a_transposed_view():
    photos = np.random.default_rng(0).integers(0, 256, (3, 4, 6, 3), np.uint8)
    (batch,) = each(photos.transpose(0, 3, 1, 2)).batches(CPU)
    assert torch.equal(batch[1, :, 2, 5], torch.from_numpy(photos[1, 2, 5]).float() / 255)


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        (np.zeros((2, 4, 4, 3), np.uint8), "outputs must be (N, 3, H, W) uint8, not (2, 4, 4, 3) uint8"),
        (torch.zeros(2, 3, 4, 4), "outputs must be (N, 3, H, W) uint8, not (2, 3, 4, 4) float32"),
        (np.zeros((3, 4, 4), np.uint8), "outputs must be (N, 3, H, W) uint8, not (3, 4, 4) uint8"),
        (np.zeros((2, 3, 4, 8), np.uint8), "outputs are 8x4 pixels where targets are 4x4"),
    ],
)
def test_what_is_no_stack_of_pictures_is_refused(pictures, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check(pictures, "outputs", np.zeros((2, 3, 4, 4), np.uint8))
