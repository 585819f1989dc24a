"""training/evaluate/paired.py"""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchmetrics.functional.image import peak_signal_noise_ratio, structural_similarity_index_measure

from training.evaluate.paired import CEILING, HIGHER_IS_BETTER, MEASURES, c_ssim, l1, means, psnr, rmse, values
from training.evaluate.shown import BATCH, each


def pictures(count: int = 4, height: int = 24, width: int = 17, seed: int = 0) -> torch.Tensor:
    """Smooth ones, as SSIM is for: noise alone has no structure."""
    rough = torch.rand(count, 3, 6, 6, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(rough, (height, width), mode="bilinear")


def noisy(clean: torch.Tensor, much: float, seed: int = 1) -> torch.Tensor:
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(seed))
    return (clean + much * noise).clamp(0, 1)


def as_bytes(unit: torch.Tensor) -> torch.Tensor:
    return (unit * 255).round().to(torch.uint8)


def test_differences_of_a_tenth_are_a_tenth():
    black, dark = torch.zeros(2, 3, 4, 4), torch.full((2, 3, 4, 4), 0.1)
    for measure in (l1, rmse):
        torch.testing.assert_close(measure(dark, black), torch.tensor([0.1, 0.1]))
    torch.testing.assert_close(psnr(dark, black), torch.tensor([20.0, 20.0]))


def test_rmse_punishes_one_large_difference_more_than_l1():
    black, spot = torch.zeros(1, 1, 10, 10), torch.zeros(1, 1, 10, 10)
    spot[0, 0, 3, 3] = 1
    assert l1(spot, black).item() == pytest.approx(0.01)
    assert rmse(spot, black).item() == pytest.approx(0.1)


@given(st.integers(11, 40), st.integers(11, 40), st.floats(0, 0.5), st.integers(0, 99))
def test_c_ssim_is_torchmetrics_structural_similarity(height, width, much, seed):
    real = pictures(2, height, width, seed)
    made = noisy(real, much)
    _, maps = structural_similarity_index_measure(made, real, data_range=1.0, reduction="none", return_full_image=True)
    # torchmetrics goes on over mirrored borders, which no SSIM of the paper has.
    theirs = maps[:, :, 5:-5, 5:-5].mean(dim=(1, 2, 3))
    torch.testing.assert_close(c_ssim(made, real), theirs, atol=2e-5, rtol=0)


def test_psnr_is_torchmetrics_peak_signal_to_noise_ratio():
    real = pictures()
    made = noisy(real, 0.2)
    theirs = peak_signal_noise_ratio(made, real, data_range=1.0, reduction="none", dim=(1, 2, 3))
    torch.testing.assert_close(psnr(made, real), theirs)


def test_c_ssim_is_the_mean_of_the_colour_channels():
    real = pictures()
    made = noisy(real, 0.3)
    apart = torch.stack(
        [c_ssim(made[:, channel : channel + 1], real[:, channel : channel + 1]) for channel in range(3)]
    )
    torch.testing.assert_close(c_ssim(made, real), apart.mean(0))


def test_equal_pictures_have_the_best_value_of_each_measure():
    same = pictures()
    best = {name: measure(same, same) for name, measure in MEASURES.items()}
    assert (best["l1"] == 0).all()
    assert (best["rmse"] == 0).all()
    assert (best["psnr"] == CEILING).all()
    torch.testing.assert_close(best["c_ssim"], torch.ones(4))


@pytest.mark.parametrize("name", MEASURES)
def test_more_noise_is_worse_by_every_measure(name):
    real = pictures()
    found = torch.stack([MEASURES[name](noisy(real, much), real) for much in (0.02, 0.1, 0.4)])
    steps = found.diff(dim=0)
    assert (steps < 0).all() if name in HIGHER_IS_BETTER else (steps > 0).all()


@pytest.mark.parametrize("name", MEASURES)
def test_a_pair_is_measured_whatever_stands_beside_it(name):
    real = pictures()
    made = noisy(real, 0.1)
    together = MEASURES[name](made, real)
    alone = torch.cat([MEASURES[name](made[at : at + 1], real[at : at + 1]) for at in range(len(real))])
    torch.testing.assert_close(together, alone)


def test_ssim_of_a_picture_smaller_than_its_window_is_refused():
    message = "SSIM needs pictures of at least 11x11 pixels, not 64x10"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        c_ssim(torch.zeros(1, 3, 10, 64), torch.zeros(1, 3, 10, 64))


def test_batches_do_not_change_values():
    real = pictures(BATCH + 2)
    made = noisy(real, 0.1)
    found = values(each(as_bytes(made)), each(as_bytes(real)), torch.device("cpu"))
    for name, measure in MEASURES.items():
        expected = measure(as_bytes(made).float() / 255, as_bytes(real).float() / 255)
        np.testing.assert_allclose(found[name], expected.numpy(), atol=1e-5)


def test_a_loop_gets_the_means():
    real, made = as_bytes(pictures(3)), as_bytes(noisy(pictures(3), 0.1))
    found = values(each(made), each(real), torch.device("cpu"))
    assert means(made.numpy(), real) == {name: float(of_pairs.mean()) for name, of_pairs in found.items()}


def test_outputs_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"^2 outputs for 3 targets$"):
        means(as_bytes(pictures(2)), as_bytes(pictures(3)))
