"""Which samples a step sees: a function of seed and step, so that a resumed run needs nothing but its step."""

from functools import lru_cache

import numpy as np


class Sampler:
    """Every sample once an epoch, in an order that is drawn anew for each; batches run on across epochs."""

    def __init__(self, count: int, batch: int, seed: int, rank: int = 0, ranks: int = 1) -> None:
        """
        Args:
            count: samples.
            batch: samples a step, on each device.
            rank: which device this is.
            ranks: how many there are; together they see `batch * ranks` samples a step.
        """
        self.count, self.batch, self.seed, self.rank, self.ranks = count, batch, seed, rank, ranks
        # Two orders: a batch on the border of epochs needs both.
        self._order = lru_cache(maxsize=2)(self._drawn)

    def at(self, step: int) -> np.ndarray:
        """(batch,) places of the samples of a step, counted from 0."""
        first = (step * self.ranks + self.rank) * self.batch
        places = range(first, first + self.batch)
        return np.array([self._order(place // self.count)[place % self.count] for place in places], np.int64)

    def epoch(self, step: int) -> float:
        """How many passes over the samples have been made before a step."""
        return step * self.ranks * self.batch / self.count

    def _drawn(self, epoch: int) -> np.ndarray:
        return np.random.default_rng([self.seed, epoch]).permutation(self.count)
