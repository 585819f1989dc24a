"""Things that are connected have one number."""

import numpy as np

from curation.components import components


def test_chains_are_one_and_what_is_alone_is_alone():
    labels = components(6, np.array([4, 0, 2]), np.array([2, 5, 1]))
    assert labels.tolist() == [0, 1, 1, 2, 1, 0]


def test_nothing_and_no_pairs():
    assert components(0, np.zeros(0, int), np.zeros(0, int)).tolist() == []
    assert components(3, np.zeros(0, int), np.zeros(0, int)).tolist() == [0, 1, 2]
