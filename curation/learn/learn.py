"""`curate learn`: from the reviews of a dataset to a last layer that `curate pair` uses, if it is better."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from curation.errors import LearnError
from curation.learn.check import Score, better, cross_validate
from curation.learn.evidence import gather
from curation.learn.fit import PENALTY, fit
from curation.learn.layer import Layer, write
from curation.learn.sights import candidates, judge
from curation.reviews import decisions, read
from curation.shots import network
from curation.shots.choice import Shots
from curation.workspace import Build, Workspace

LEAST = 5
"""Products that must have been judged: of fewer, leaving one out leaves next to nothing."""


@dataclass(frozen=True)
class LearnResult:
    """What came of it."""

    products: int
    """Products that people judged."""
    photos: int
    """Photos of these that say something."""
    fronts: int
    """Those of them that are full fronts."""
    before: Score
    """By the network's own last layer."""
    after: Score
    """By the fitted one, each product scored by a fit that did not see it."""
    kept: bool
    unused: list[str]
    """Decisions and photos that could not be used, each with the reason."""


def learn(
    workspace: Workspace,
    build: Build,
    choice: Shots,
    *,
    penalty: float = PENALTY,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> LearnResult:
    """Fit the last layer to the reviews; where cross-validation finds it better, write `learned.json`.

    Raises:
        LearnError: the network is not asked or shows no features, or fewer than five products were judged.
        TableError: the build's table or the reviews are missing or broken.
        ReviewError: a line of the reviews means nothing.
        ModelError: the network cannot be used.
    """
    if not choice.asks_network:
        raise LearnError(
            f'[shots] use = "{choice.use}" asks no network, so there is nothing to teach; use both or model'
        )
    net = network.loaded(Path(choice.network) if choice.network else None)
    if not net.features:
        raise LearnError(f"{net.path} has no output 'features', which the last layer looks at; it cannot be taught")
    reviews = workspace.reviews(build.dataset)
    decisions(reviews)  # refuses a line that means nothing: a mistyped shot would teach that a front is none
    rows = read(reviews)
    photos = candidates(build, choice, {(row.store, row.id) for row in rows if row.kind != "cluster"})
    gathered = gather(rows, {product: [photo.path for photo in gallery] for product, gallery in photos.items()})
    judged, unreadable = judge(workspace, build, choice, photos, gathered.evidence, workers, progress)
    products = len(np.unique(judged.product))
    if products < LEAST:
        raise LearnError(
            f"{products} product{'s were' if products != 1 else ' was'} judged in {reviews}, {LEAST} are needed; "
            "run curate review --order telling"
        )
    before, after = cross_validate(judged, penalty, choice.min_score)
    kept = better(before, after)
    result = LearnResult(
        products, len(judged.front), int(judged.front.sum()), before, after, kept, [*gathered.unused, *unreadable]
    )
    if kept:
        move = fit(judged.features, judged.odds, judged.front, judged.weight, penalty)
        provenance = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "dataset": build.dataset,
            "reviews_sha256": hashlib.sha256(reviews.read_bytes()).hexdigest(),
            "penalty": penalty,
            "min_score": choice.min_score,
            **{name: value for name, value in asdict(result).items() if name not in ("kept", "unused")},
        }
        write(workspace, build.dataset, Layer(net.fingerprint, move.weights.astype(np.float32), move.bias, provenance))
    return result
