"""The shot of every photo of a build: what reviews, stores and the picture say, written into `images.parquet`."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from curation import tables
from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.pixels import decode, pad_square
from curation.reviews import decisions
from curation.schema import Image, Removal
from curation.shots import cache, network, outline, words
from curation.shots.choice import Shots
from curation.shots.judge import judge
from curation.workspace import Build, Workspace

CHUNK = 64
"""Photos a task: about a second of work, which is what an interruption costs at most."""
SILHOUETTE = "silhouette/1"
"""The name under which the mask's answers are cached; another rule needs another name."""


@dataclass(frozen=True)
class ShotsResult:
    """Counts of one run; photos = by_review + by_store + by_picture + unreadable."""

    photos: int
    """Photos on disk that are kept."""
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
    """Fill `shot`, `shot_score`, `front_score` and `shot_source` of every kept photo in `images.parquet`.

    Photos that cannot be read have no shot and stand in `removed/shots.csv` with their reason.

    Raises:
        TableError: the build's table or the reviews are missing or broken.
        ReviewError: a line of the reviews means nothing.
        ModelError: the network cannot be used.
    """
    images = tables.read(build.images, Image)
    reviewed = decisions(workspace.reviews(build.dataset)).shots
    wanted = [image for image in images if image.path and image.keep]
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
        said = (row.store, row.id, row.position, row.role, row.view, row.focus, row.path, row.sha256, row.keep)
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
    name = network.loaded(path).fingerprint if choice.asks_network else SILHOUETTE
    eye = partial(see_shot, workspace.root, path) if choice.asks_network else partial(see_outline, workspace.root)
    found: dict[str, np.ndarray | PhotoError] = {}
    with cache.opened(build.shots, name) as kept:
        known = kept.known()
        new: list[tuple[str, str]] = []
        for image in images:
            key = image.sha256 or _sha256(workspace.root / image.path)
            if key in known:
                found[image.path] = known[key]
                progress(1)
            else:
                new.append((image.path, key))
        answers = run_chunks(eye, [path for path, _ in new], workers=workers, chunk=CHUNK, progress=progress)
        fresh: list[tuple[str, np.ndarray]] = []
        for (photo, key), answer in zip(new, answers, strict=True):
            found[photo] = answer
            if not isinstance(answer, PhotoError):
                fresh.append((key, answer))
            if len(fresh) == CHUNK:
                kept.keep(fresh)
                fresh.clear()
        kept.keep(fresh)
    return found, len(new)


def see_shot(root: Path, model: Path | None, paths: Sequence[str]) -> list[np.ndarray | PhotoError]:
    """For each photo what the network says, (9,) probabilities, or why it cannot be read."""
    eye = network.loaded(model)
    return [_tried(root / path, network.SIZE, eye.probabilities) for path in paths]


def see_outline(root: Path, paths: Sequence[str]) -> list[np.ndarray | PhotoError]:
    """For each photo what its silhouette says, (9,) probabilities, or why it cannot be read."""
    return [_tried(root / path, outline.CANVAS, outline.probabilities) for path in paths]


def _tried(path: Path, size: int, eye: Callable[[np.ndarray], np.ndarray]) -> np.ndarray | PhotoError:
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
