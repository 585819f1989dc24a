"""Views are seeded, keep their size, and leave a figure's feet in the frame."""

import numpy as np

from training.methods.shots.views import view


def figure() -> np.ndarray:
    square = np.full((176, 176, 3), 255, np.uint8)
    square[12:164, 70:106] = (200, 30, 40)
    return square


def test_the_same_state_gives_the_same_picture_and_another_a_different_one():
    first, again, other = (view(figure(), np.random.default_rng(seed), 96) for seed in (1, 1, 2))
    assert first.shape == (96, 96, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_figure_never_reaches_the_edge():
    for seed in range(60):
        picture = view(figure(), np.random.default_rng(seed), 176).astype(int)
        bottom = np.abs(picture[-2:] - np.median(picture[-2:].reshape(-1, 3), axis=0)).max(axis=2)
        assert (bottom > 60).mean() < 0.2
