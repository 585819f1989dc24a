"""The shot of every photo of a build: what reviews, stores and the picture say, written into `images.parquet`."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from curation import tables
from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.learn.layer import Layer, for_network
from curation.pixels import decode, pad_square
from curation.reviews import decisions
from curation.schema import Image, Removal
from curation.shots import cache, network, outline, words
from curation.shots.choice import Shots
from curation.shots.judge import judge
from curation.workspace import Build, Workspace

Seen = TypeVar("Seen")

CHUNK = 64
"""Photos a task: about a second of work, which is what an interruption costs at most."""
SILHOUETTE = "silhouette/1"
"""The name under which the mask's answers are cached; another rule needs another name."""


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
) -> ShotsResult:
    """Fill `shot`, `shot_score`, `front_score` and `shot_source` of every stored photo in `images.parquet`.

    Photos that cannot be read have no shot and stand in `removed/shots.csv` with their reason.

    Raises:
        TableError: the build's table or the reviews are missing or broken.
        ReviewError: a line of the reviews means nothing.
        ModelError: the network cannot be used.
    """
    images = tables.read(build.images, Image)
    reviewed = decisions(workspace.reviews(build.dataset)).shots
    # Dropped photos, too: cleaning comes later and asks which photo is the packshot.
    wanted = [image for image in images if image.path]
    allowed = {
        image.path: words.possible(image.role, image.view, image.focus) if choice.asks_store else words.ANY
        for image in wanted
    }
    unclear = [image for image in wanted if image.path not in reviewed and len(allowed[image.path]) > 1]
    seen, looked_at = _seen(workspace, build, unclear, choice, workers, progress)
    source = "model" if choice.asks_network else "mask"
    counts = {"review": 0, "store": 0, "model": 0, "mask": 0}
    removals = []
    for place, image in enumerate(images):
        images[place] = replace(image, shot="", shot_score=None, front_score=None, shot_source="")
        if image.path not in allowed:
            continue
        answer = seen.get(image.path)
        if isinstance(answer, PhotoError):
            removals.append(Removal(image.store, image.id, image.path, answer.reason, answer.detail))
            continue
        found = judge(reviewed.get(image.path, ""), allowed[image.path], answer, source)
        counts[found.source] += 1
        images[place] = replace(
            image, shot=found.shot, shot_score=found.score, front_score=found.front, shot_source=found.source
        )
    tables.write(build.images, images, Image)
    tables.write(build.removed("shots"), removals, Removal)
    return ShotsResult(
        photos=len(wanted),
        by_review=counts["review"],
        by_store=counts["store"],
        by_picture=counts["model"] + counts["mask"],
        looked_at=looked_at,
        unreadable=len(removals),
    )


def identity(images: Iterable[Image]) -> str:
    """SHA-256 over all that a shot depends on, so that writing the shots leaves it as it was."""
    digest = hashlib.sha256()
    for row in images:
        said = (row.store, row.id, row.position, row.role, row.view, row.focus, row.path, row.sha256)
        digest.update(repr(said).encode())
    return digest.hexdigest()


def _seen(
    workspace: Workspace,
    build: Build,
    images: Sequence[Image],
    choice: Shots,
    workers: int | None,
    progress: Callable[[int], None],
) -> tuple[dict[str, np.ndarray | PhotoError], int]:
    """What the picture says, by path, and how many pictures had to be opened for it."""
    path = Path(choice.network) if choice.network else None
    net = network.loaded(path) if choice.asks_network else None
    layer = for_network(workspace, build.dataset, net.fingerprint, net.features) if net else None
    eye: Callable[[Sequence[str]], list[Any]] = (
        partial(see_shot, workspace.root, path) if net else partial(see_outline, workspace.root)
    )
    found: dict[str, np.ndarray | PhotoError] = {}
    with cache.opened(build.shots, voice(net, layer)) as kept:
        known = kept.known()
        keys = {image.path: image.sha256 or _sha256(workspace.root / image.path) for image in images}
        if net and layer:
            unsaid = [key for key in keys.values() if key not in known]
            again = {key: told(sight, layer) for key, sight in kept.sights(net.fingerprint, unsaid).items()}
            kept.keep(again.items())
            known.update(again)
        new: list[tuple[str, str]] = []
        for photo, key in keys.items():
            if key in known:
                found[photo] = known[key]
                progress(1)
            else:
                new.append((photo, key))
        answers = run_chunks(eye, [path for path, _ in new], workers=workers, chunk=CHUNK, progress=progress)
        fresh: list[tuple[str, np.ndarray]] = []
        seen: list[tuple[str, network.Sight]] = []
        for (photo, key), answer in zip(new, answers, strict=True):
            if isinstance(answer, PhotoError):
                found[photo] = answer
                continue
            if isinstance(answer, network.Sight):
                seen.append((key, answer))
            found[photo] = said = told(answer, layer) if isinstance(answer, network.Sight) else answer
            fresh.append((key, said))
            if len(fresh) == CHUNK:
                _keep(kept, net, fresh, seen)
        _keep(kept, net, fresh, seen)
    return found, len(new)


def voice(net: network.Network | None, layer: Layer | None) -> str:
    """The name under which answers are cached: of the network and of what it learned, or of the mask's rule."""
    if net is None:
        return SILHOUETTE
    return f"{net.fingerprint}+{layer.fingerprint}" if layer else net.fingerprint


def told(sight: network.Sight, layer: Layer | None) -> np.ndarray:
    """(9,) probabilities of what a network saw, by its own last layer or the one that was learned."""
    return network.shares(layer.logits(sight.logits, sight.features) if layer else sight.logits)


def _keep(
    kept: cache.Cache,
    net: network.Network | None,
    fresh: list[tuple[str, np.ndarray]],
    seen: list[tuple[str, network.Sight]],
) -> None:
    kept.keep(fresh)
    if net:
        kept.keep_sights(net.fingerprint, seen)
    fresh.clear()
    seen.clear()


def see_shot(root: Path, model: Path | None, paths: Sequence[str]) -> list[network.Sight | PhotoError]:
    """For each photo what the network sees, or why it cannot be read."""
    eye = network.loaded(model)
    return [_tried(root / path, network.SIZE, eye.see) for path in paths]


def see_outline(root: Path, paths: Sequence[str]) -> list[np.ndarray | PhotoError]:
    """For each photo what its silhouette says, (9,) probabilities, or why it cannot be read."""
    return [_tried(root / path, outline.CANVAS, outline.probabilities) for path in paths]


def _tried(path: Path, size: int, eye: Callable[[np.ndarray], Seen]) -> Seen | PhotoError:
    try:
        return eye(pad_square(decode(path, at_least=size), size))
    except PhotoError as error:
        return error


def _sha256(path: Path) -> str:
    """Of the file, where the table has none; empty where there is no file, which `decode` will say better."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
