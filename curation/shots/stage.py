"""The shot of every photo of a build: what reviews, stores and the picture say, written into `images.parquet`."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from curation import tables
from curation.errors import PhotoError
from curation.glance.glances import Glances
from curation.glance.look import Found, Wanted
from curation.learn.layer import Layer, for_network
from curation.reviews import decisions
from curation.schema import Image, Removal
from curation.shots import cache, network, words
from curation.shots.choice import Shots
from curation.shots.judge import judge
from curation.tables import batched
from curation.workspace import Build, Workspace

SILHOUETTE = "silhouette/1"
"""The name under which the mask's answers are cached; another rule needs another name."""

SAID = ("store", "id", "position", "role", "view", "focus", "path", "sha256")
"""All that a shot takes from the table."""


@dataclass(frozen=True)
class ShotsResult:
    """Counts of one run; photos = by_review + by_store + by_picture + unreadable."""

    photos: int
    """Photos on disk."""
    by_review: int
    by_store: int
    by_picture: int
    looked_at: int
    """Pictures that were opened this time; the others were known by their bytes."""
    unreadable: int


def look(
    workspace: Workspace,
    build: Build,
    choice: Shots,
    *,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
    glances: Glances | None = None,
) -> ShotsResult:
    """Fill `shot`, `shot_score`, `front_score` and `shot_source` of every stored photo in `images.parquet`.

    Photos that cannot be read have no shot and stand in `removed/shots.csv` with their reason.

    Args:
        workers: processes that read photos; `None` = one a core.
        progress: called with the number of photos answered for.
        glances: what other stages have already found out of the photos, by the same `choice`.

    Raises:
        TableError: the build's table or the reviews are missing or broken.
        ReviewError: a line of the reviews means nothing.
        ModelError: the network cannot be used.
    """
    reviewed = decisions(workspace.reviews(build.dataset)).shots
    eyes = glances or Glances(workspace, build, shots=choice, reviewed=frozenset(reviewed), workers=workers)
    # Whoever made it may have done so before the last review.
    eyes.reviewed = frozenset(reviewed)
    counts = Counter[str]()
    removals: list[Removal] = []

    def rows(said: Answers) -> Iterator[Image]:
        for group in batched(tables.stream(build.images, Image), tables.ROWS):
            # Dropped photos, too: cleaning comes later and asks which photo is the packshot.
            unclear = [eyes.wanted(image) for image in group if image.path]
            seen = said.of([photo for photo in unclear if photo.shot], progress)
            for image in group:
                yield _judged(image, choice, reviewed, seen, counts, removals)

    with ExitStack() as stack:
        if glances is None:
            stack.callback(eyes.close)
        answers = stack.enter_context(answering(workspace, build, choice, eyes))
        tables.write(build.images, rows(answers), Image)
    tables.write(build.removed("shots"), removals, Removal)
    return ShotsResult(
        photos=counts.total() + len(removals),
        by_review=counts["review"],
        by_store=counts["store"],
        by_picture=counts["model"] + counts["mask"],
        looked_at=answers.opened,
        unreadable=len(removals),
    )


def _judged(
    image: Image,
    choice: Shots,
    reviewed: Mapping[str, str],
    seen: Mapping[str, np.ndarray | PhotoError],
    counts: Counter[str],
    removals: list[Removal],
) -> Image:
    """The row with its shot; without one where there is no photo, or none that can be read."""
    bare = replace(image, shot="", shot_score=None, front_score=None, shot_source="")
    if not image.path:
        return bare
    answer = seen.get(image.path)
    if isinstance(answer, PhotoError):
        removals.append(Removal(image.store, image.id, image.path, answer.reason, answer.detail))
        return bare
    possible = words.possible(image.role, image.view, image.focus) if choice.asks_store else words.ANY
    found = judge(reviewed.get(image.path, ""), possible, answer, "model" if choice.asks_network else "mask")
    counts[found.source] += 1
    return replace(image, shot=found.shot, shot_score=found.score, front_score=found.front, shot_source=found.source)


def identity(images: Iterable[Image]) -> str:
    """SHA-256 over all that a shot depends on, so that writing the shots leaves it as it was."""
    digest = hashlib.sha256()
    for row in images:
        said = (row.store, row.id, row.position, row.role, row.view, row.focus, row.path, row.sha256)
        digest.update(repr(said).encode())
    return digest.hexdigest()


class Answers:
    """What pictures say, from what is remembered or from looking at them."""

    def __init__(self, kept: cache.Cache, glances: Glances, net: network.Network | None, layer: Layer | None) -> None:
        self._kept = kept
        self._glances = glances
        self._net = net
        self._layer = layer
        self.opened = 0
        """Pictures that had to be opened."""

    def of(
        self, photos: Sequence[Wanted], progress: Callable[[int], None] = lambda count: None
    ) -> dict[str, np.ndarray | PhotoError]:
        """The (9,) probabilities of each photo by path, or why it cannot be read."""
        keys = self._glances.keys(photos)
        known = self._known([key for key in keys if key])
        found: dict[str, np.ndarray | PhotoError] = {}
        new: dict[str, Wanted] = {}
        twins: dict[str, str] = {}
        for photo, key in zip(photos, keys):
            if key in known:
                found[photo.path] = known[key]
                progress(1)
            elif fault := self._glances.fault(photo.path):
                found[photo.path] = fault
                progress(1)
            else:
                twins[photo.path] = new.setdefault(key or photo.path, photo).path
        for photo, answer in self._glances.see(list(new.values()), progress):
            found[photo.path] = answer if isinstance(answer, PhotoError) else self.said(answer)
        self.opened += len(new)
        return {**found, **{path: found[twin] for path, twin in twins.items()}}

    def said(self, found: Found) -> np.ndarray:
        """The probabilities in what was found."""
        assert found.shot is not None
        return told(found.shot, self._layer) if isinstance(found.shot, network.Sight) else found.shot

    def keep(self, found: Sequence[tuple[str, Found]]) -> None:
        """Remember what pictures said, whoever had them opened."""
        self._kept.keep((key, self.said(one)) for key, one in found)
        if self._net:
            seen = ((key, one.shot) for key, one in found if isinstance(one.shot, network.Sight))
            self._kept.keep_sights(self._net.fingerprint, seen)

    def _known(self, keys: Sequence[str]) -> dict[str, np.ndarray]:
        known = self._kept.known(keys)
        if self._net and self._layer:
            unsaid = [key for key in keys if key not in known]
            sights = self._kept.sights(self._net.fingerprint, unsaid)
            again = {key: told(sight, self._layer) for key, sight in sights.items()}
            self._kept.keep(again.items())
            known.update(again)
        return known


@contextmanager
def answering(workspace: Workspace, build: Build, choice: Shots, glances: Glances) -> Iterator[Answers]:
    """What the pictures of a build say; also what they say while another stage has them opened is remembered.

    Raises:
        ModelError: the network cannot be used.
    """
    net = network.loaded(Path(choice.network) if choice.network else None) if choice.asks_network else None
    layer = for_network(workspace, build.dataset, net.fingerprint, net.features) if net else None
    with cache.opened(build.shots, voice(net, layer)) as kept:
        answers = Answers(kept, glances, net, layer)
        with glances.telling(answers.keep):
            yield answers


def voice(net: network.Network | None, layer: Layer | None) -> str:
    """The name under which answers are cached: of the network and of what it learned, or of the mask's rule."""
    if net is None:
        return SILHOUETTE
    return f"{net.fingerprint}+{layer.fingerprint}" if layer else net.fingerprint


def told(sight: network.Sight, layer: Layer | None) -> np.ndarray:
    """(9,) probabilities of what a network saw, by its own last layer or the one that was learned."""
    return network.shares(layer.logits(sight.logits, sight.features) if layer else sight.logits)
