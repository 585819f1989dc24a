"""training/data/augment.py"""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.config import Data
from training.data.augment import augmented

CPU = torch.device("cpu")


def coordinates(count: int, height: int, width: int) -> np.ndarray:
    """(count, height, width, 3) pictures whose pixels say where they lie: row, column, number of the picture."""
    pixels = np.zeros((count, height, width, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = np.arange(height)[:, None], np.arange(width)
    pixels[..., 2] = np.arange(count)[:, None, None]
    return pixels


def back(seen: torch.Tensor) -> np.ndarray:
    """Pixels again: (N, 3, H, W) uint8."""
    return ((seen + 1) * 127.5).round().numpy().astype(np.uint8)


def views(seen: torch.Tensor) -> list[tuple[int, int, bool]]:
    """Top, left and whether mirrored, of each picture of `coordinates`."""
    found = []
    for picture in back(seen):
        columns = picture[1, 0].astype(int)
        found.append((int(picture[0, 0, 0]), int(columns.min()), bool(columns[0] > columns[-1])))
    return found


def test_pixels_of_0_to_255_become_minus_1_to_1_in_planes():
    pixels = np.zeros((1, 2, 2, 3), np.uint8)
    pixels[0, 0, 1] = (255, 0, 51)
    seen = augmented({"src": pixels}, Data(height=2, width=2), (), None, CPU)["src"]
    assert (seen.shape, seen.dtype) == ((1, 3, 2, 2), torch.float32)
    assert seen[0, :, 0, 1].tolist() == pytest.approx([1, -1, -0.6])


def test_masks_become_0_to_1():
    mask = np.array([0, 255, 51, 0], np.uint8).reshape(1, 2, 2, 1)
    seen = augmented({"mask": mask}, Data(height=2, width=2), (), None, CPU)["mask"]
    assert seen.shape == (1, 1, 2, 2)
    assert seen.flatten().tolist() == pytest.approx([0, 1, 0.2, 0])


def test_without_draws_the_middle_is_seen_and_nothing_is_mirrored():
    seen = augmented({"src": coordinates(3, 10, 9)}, Data(height=6, width=5, flip=True), (), None, CPU)["src"]
    assert views(seen) == [(2, 2, False)] * 3


def test_what_is_drawn_is_a_part_of_the_picture_mirrored_or_not():
    pixels = coordinates(200, 10, 8)
    draws = np.random.default_rng(1)
    seen = augmented({"src": pixels}, Data(height=8, width=5, flip=True), (), draws, CPU)["src"]
    found = views(seen)
    for number, (picture, (top, left, mirrored)) in enumerate(zip(back(seen), found)):
        expected = pixels[number, top : top + 8, left : left + 5].transpose(2, 0, 1)
        assert np.array_equal(picture, expected[:, :, ::-1] if mirrored else expected)
    assert {top for top, _, _ in found} == {0, 1, 2}
    assert {left for _, left, _ in found} == {0, 1, 2, 3}
    assert 0.35 < sum(mirrored for _, _, mirrored in found) / 200 < 0.65


def test_nothing_is_mirrored_unless_asked():
    seen = augmented({"src": coordinates(50, 6, 6)}, Data(height=4, width=4), (), np.random.default_rng(1), CPU)
    assert not any(mirrored for _, _, mirrored in views(seen["src"]))


def test_pictures_of_a_group_are_seen_alike_and_others_by_themselves():
    batch = {name: coordinates(60, 12, 12) for name in ("src", "tgt", "neg")}
    data = Data(height=6, width=6, flip=True)
    seen = augmented(batch, data, (("src", "tgt"),), np.random.default_rng(1), CPU)
    assert views(seen["src"]) == views(seen["tgt"]) != views(seen["neg"])


def test_a_photo_and_its_mask_of_one_channel_are_seen_alike():
    pixels = coordinates(20, 10, 10)
    batch = {"image": pixels, "mask": pixels[..., 1:2]}
    seen = augmented(batch, Data(height=4, width=4, flip=True), (("image", "mask"),), np.random.default_rng(2), CPU)
    assert torch.allclose((seen["image"][:, 1:2] + 1) / 2, seen["mask"], atol=1e-6)


def test_names_of_a_group_that_are_not_in_the_batch_are_passed_over():
    seen = augmented({"src": coordinates(2, 4, 4)}, Data(height=4, width=4), (("src", "tgt"), ("a", "b")), None, CPU)
    assert list(seen) == ["src"]


def test_numbers_are_moved_as_they_are_and_the_order_of_names_stays():
    batch = {"labels": np.array([[1, -1]]), "image": coordinates(1, 4, 4), "weight": np.array([0.5], np.float32)}
    seen = augmented(batch, Data(height=4, width=4), (), None, CPU)
    assert list(seen) == ["labels", "image", "weight"]
    assert (seen["labels"].tolist(), seen["labels"].dtype) == ([[1, -1]], torch.int64)
    assert seen["weight"].dtype == torch.float32


@pytest.mark.parametrize("side", [4, 6])
def test_channels_lie_together_in_memory_exactly_where_asked(side):
    for last in (True, False):
        batch = {"src": coordinates(2, 6, 6)}
        seen = augmented(batch, Data(height=side, width=side), (), None, CPU, channels_last=last)["src"]
        assert seen.is_contiguous(memory_format=torch.channels_last) is last
        assert seen.is_contiguous() is not last


@given(seed=st.integers(0, 2**32), height=st.integers(1, 6), width=st.integers(1, 6), flip=st.booleans())
def test_values_stay_in_their_range_and_the_same_draws_see_the_same(seed, height, width, flip):
    batch = {
        "src": np.random.default_rng(seed).integers(0, 256, (3, 6, 6, 3), np.uint8),
        "mask": np.random.default_rng(seed).integers(0, 256, (3, 6, 6, 1), np.uint8),
    }
    data = Data(height=height, width=width, flip=flip)
    seen, again = (augmented(batch, data, (), np.random.default_rng(seed), CPU) for _ in range(2))
    assert seen["src"].shape == (3, 3, height, width)
    assert seen["src"].min() >= -1
    assert seen["src"].max() <= 1
    assert seen["mask"].min() >= 0
    assert seen["mask"].max() <= 1
    assert all(torch.equal(seen[name], again[name]) for name in batch)
