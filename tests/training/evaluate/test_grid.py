"""training/evaluate/grid.py"""

import re

import numpy as np
import pytest
import torch
from PIL import Image

from training.evaluate.grid import chosen, grid, write


def pictures(*levels: int, height: int = 4, width: int = 6) -> np.ndarray:
    return np.stack([np.full((3, height, width), level, np.uint8) for level in levels])


def test_a_pair_is_a_line_and_a_column_is_what_it_shows():
    made = grid([pictures(10, 20), torch.from_numpy(pictures(30, 40)), pictures(50, 60)])
    assert made.shape == (2 * 6 + 2, 3 * 8 + 2, 3)
    # The upper left pixel of each picture stands behind the two white ones of its gap.
    assert made[2::6, 2::8, 0].tolist() == [[10, 30, 50], [20, 40, 60]]
    assert made[5::6, 7::8, 0].tolist() == [[10, 30, 50], [20, 40, 60]]
    assert (made[:2] == 255).all()
    assert (made[:, -2:] == 255).all()


def test_channels_keep_their_place():
    red = np.zeros((1, 3, 4, 6), np.uint8)
    red[:, 0] = 200
    assert grid([red])[3, 3].tolist() == [200, 0, 0]


def test_only_the_rows_that_were_chosen_are_shown():
    assert grid([pictures(*range(10))], rows=[7, 3])[2::6, 2, 0].tolist() == [7, 3]


def test_a_seed_chooses_the_same_pairs_every_time_and_nobody_picks():
    places = chosen(4, 100, seed=5)
    assert len(set(places.tolist())) == 4
    assert np.array_equal(places, chosen(4, 100, seed=5))
    assert not np.array_equal(places, chosen(4, 100, seed=6))
    assert np.array_equal(chosen(9, 3), [0, 1, 2])


def test_every_pair_has_its_chance():
    assert {place for seed in range(200) for place in chosen(2, 10, seed).tolist()} == set(range(10))


def test_the_file_is_the_picture_and_the_same_bytes_again(tmp_path):
    made = grid([pictures(10, 20), pictures(30, 40)])
    write(tmp_path / "a.png", made)
    write(tmp_path / "deep" / "b.png", made)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), made)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "deep" / "b.png").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "deep"]


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        ([], None, "a grid has at least one column"),
        ([pictures(1, 2)], [], "a grid has at least one row"),
        ([pictures(1, 2), pictures(1)], None, "column 2 has 1 pictures where column 1 has 2"),
        (
            [pictures(1), pictures(1, width=5)],
            None,
            "pictures of column 2 are 5x4 pixels where those of column 1 are 6x4",
        ),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns, rows, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        grid(columns, rows)
