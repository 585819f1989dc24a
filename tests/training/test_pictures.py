"""training/pictures.py"""

import numpy as np
import torch

from training.pictures import as_bytes, sheet


def test_values_of_minus_1_to_1_become_bytes_and_what_lies_beyond_is_cut():
    values = torch.tensor([-1.0, 0.0, 1.0, -3.0, 7.0, 0.6]).reshape(1, 1, 1, 6).expand(2, 3, 1, 6)
    found = as_bytes(values)
    assert (found.shape, found.dtype) == ((2, 3, 1, 6), torch.uint8)
    assert found[1, 2, 0].tolist() == [0, 128, 255, 0, 255, 204]


def test_bytes_come_back_from_what_networks_see():
    pixels = torch.arange(256, dtype=torch.float32).repeat(3).reshape(1, 3, 16, 16)
    assert torch.equal(as_bytes(pixels / 127.5 - 1).float(), pixels)


def test_masks_of_0_to_1_become_gray_pictures():
    found = as_bytes(torch.tensor([0.0, 0.5, 1.0]).reshape(1, 1, 1, 3))
    assert found.shape == (1, 3, 1, 3)
    assert found[0, :, 0].tolist() == [[0, 128, 255]] * 3


def test_half_precision_with_gradients_is_taken():
    assert as_bytes(torch.ones(1, 3, 2, 2, dtype=torch.bfloat16, requires_grad=True)).min() == 255


def test_a_sheet_has_a_column_a_name_and_a_row_a_sample():
    black, white = torch.full((3, 3, 8, 6), -1.0), torch.ones(3, 1, 8, 6)
    found = sheet({"src": black, "mask": white})
    assert (found.shape, found.dtype) == ((3 * 10 + 2, 2 * 8 + 2, 3), np.uint8)
    assert found[2:10, 2:8].max() == 0
    assert found[2:10, 10:16].min() == 255
