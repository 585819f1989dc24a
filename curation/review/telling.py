"""The order in which products teach the network most, from what it saw in their photos when they were paired."""

from pathlib import Path

import numpy as np

from curation.review.items import Items
from curation.review.order import POOL, least_certain, most_telling, uncertainty
from curation.review.photos import Photos
from curation.shots import cache, network
from curation.shots.choice import Shots
from curation.workspace import Build

REMEMBERED = 1000
"""Reviewed products that the queue keeps away from; more would cost time and change little."""


class Telling:
    """The order for one build and one choice of network.

    Called with the items of a category, the photos and (n,) bool of what is decided, it gives all items: those that
    teach most first, then the others by uncertainty. Where nothing was kept of what the network saw (pairing did not
    ask it), that is all of them.
    """

    def __init__(self, build: Build, choice: Shots) -> None:
        self._build = build
        self._choice = choice

    def __call__(self, items: Items, photos: Photos, done: np.ndarray) -> np.ndarray:
        ranked = least_certain(items)
        if not self._choice.asks_network:
            return ranked
        fingerprint = network.loaded(Path(self._choice.network) if self._choice.network else None).fingerprint
        pool = ranked[~done[ranked]][:POOL]
        reviewed = np.flatnonzero(done)[:REMEMBERED]
        keys = {int(item): photos.table["sha256"][int(items.proposed[item])].as_py() for item in [*pool, *reviewed]}
        with cache.opened(self._build.shots, fingerprint) as kept:
            sights = kept.sights(fingerprint, filter(None, keys.values()))
        known = np.array([item for item in pool if keys[int(item)] in sights], np.int64)
        judged = [sights[keys[int(item)]].features for item in reviewed if keys[int(item)] in sights]
        if not len(known) or not sights[keys[int(known[0])]].features.size:
            return ranked
        features = np.array([sights[keys[int(item)]].features for item in known], np.float32)
        past = np.array(judged, np.float32).reshape(len(judged), features.shape[1])
        doubt = np.nan_to_num(uncertainty(items)[known], nan=0.5)
        first = known[most_telling(doubt, features, past)]
        return np.concatenate([first, ranked[~np.isin(ranked, first)]])
