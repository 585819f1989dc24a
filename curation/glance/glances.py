"""What the stages ask of photos: answered from what is remembered, or by opening each photo once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from curation.clean.measure import VERSION
from curation.cluster.recipe import Recipe
from curation.engine import Engine, run_chunks
from curation.errors import PhotoError
from curation.glance.cache import COLORS, Cache, opened, outline_version
from curation.glance.look import Found, Wanted, crashed, look
from curation.schema import Image
from curation.shots import words
from curation.shots.choice import NONE, Shots
from curation.workspace import Build, Workspace

CHUNK = 128
"""Photos a task: a quarter of a second of work, which is what an interruption costs at most."""

Item = TypeVar("Item")
Result = TypeVar("Result")

Shown = Callable[[list[tuple[str, Found]]], None]
"""Takes what was found in some photos, by their SHA-256."""


@dataclass
class Looked:
    """What is known of some photos after looking."""

    keys: list[str]
    """SHA-256 of each; empty where there is no file, or none that could be read."""
    faults: dict[str, PhotoError] = field(default_factory=dict)
    """Why a photo cannot be read, by path."""
    opened: int = 0
    """Photos that were opened for this; the others were known by their bytes."""


class Glances:
    """The photos of a build, each opened once.

    Args:
        workspace: where they lie.
        build: where what was found is remembered.
        recipe: by which outlines are made.
        shots: who says which shot a photo is.
        reviewed: photos whose shot a person named; nothing needs to look at these.
        workers: processes that read photos, where no engine is given; `None` = one a core.
        engine: where photos are read.
    """

    def __init__(
        self,
        workspace: Workspace,
        build: Build,
        recipe: Recipe | None = None,
        shots: Shots = NONE,
        *,
        reviewed: frozenset[str] = frozenset(),
        workers: int | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.recipe = recipe or Recipe()
        self._root = workspace.root.resolve()
        self._path = build.measures
        self._drawn = recipe is not None
        self._shots = shots
        self.reviewed = reviewed
        """Photos whose shot a person named."""
        self._workers = workers
        self._engine = engine
        self._listener: Shown | None = None
        self._faults: dict[str, PhotoError] = {}
        self._stack = ExitStack()
        self._opened: Cache | None = None

    def __enter__(self) -> "Glances":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()
        self._opened = None

    def close(self) -> None:
        """Let go of what is remembered."""
        self.__exit__(None, None, None)

    @property
    def cache(self) -> Cache:
        """What is remembered; opened when it is asked for."""
        if self._opened is None:
            self._opened = self._stack.enter_context(opened(self._path))
        return self._opened

    @contextmanager
    def telling(self, listener: Shown) -> Iterator[None]:
        """Tell somebody what the network or the silhouette said of every photo that is opened meanwhile."""
        before, self._listener = self._listener, listener
        try:
            yield
        finally:
            self._listener = before

    def fault(self, path: str) -> PhotoError | None:
        """Why a photo could not be read when somebody tried; None where nobody has, or it could."""
        return self._faults.get(path)

    def wanted(self, image: Image, *, colors: bool = False, shot: bool = True) -> Wanted:
        """All that this stage and later ones will ask of a photo.

        Args:
            colors: whether the colours are asked for.
            shot: whether the shot may still be asked for; no after the stage that does.
        """
        return Wanted(
            image.path,
            (image.store, image.id),
            image.sha256,
            outline=self._drawn and image.role in ("model", "unknown"),
            colors=colors,
            shot=self._who(image) if shot else "",
        )

    def _who(self, image: Image) -> str:
        if self._shots.use == "none" or image.path in self.reviewed:
            return ""
        said = words.possible(image.role, image.view, image.focus) if self._shots.asks_store else words.ANY
        return "" if len(said) == 1 else "network" if self._shots.asks_network else "mask"

    def measures(self, photos: Sequence[Wanted], progress: Callable[[int], None] = lambda count: None) -> Looked:
        """Look for what cleaning asks; the numbers are then in `cache.measures`."""
        return self._looked([replace(photo, measures=True) for photo in photos], "measured", VERSION, progress)

    def outlines(self, photos: Sequence[Wanted], progress: Callable[[int], None] = lambda count: None) -> Looked:
        """Look for what pairing asks; the masks are then in `cache.outlines`."""
        drawn = [replace(photo, outline=True) for photo in photos]
        return self._looked(drawn, "outlines", outline_version(self.recipe), progress)

    def colors(self, photos: Sequence[Wanted], progress: Callable[[int], None] = lambda count: None) -> Looked:
        """Look for the colours of product photos; they are then in `cache.colors`."""
        return self._looked([replace(photo, colors=True) for photo in photos], "colors", COLORS, progress)

    def keys(self, photos: Sequence[Wanted]) -> list[str]:
        """SHA-256 of each photo as far as it is known without opening one; empty where it is not."""
        kept = self.cache.files([photo.path for photo in photos if not photo.sha256])
        return [self._key(photo, kept) for photo in photos]

    def elsewhere(self, function: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> Iterator[Result]:
        """Run a function over chunks of items where photos are read."""
        yield from run_chunks(function, items, workers=self._workers, engine=self._engine, chunk=CHUNK)

    def see(
        self, photos: Sequence[Wanted], progress: Callable[[int], None] = lambda count: None
    ) -> Iterator[tuple[Wanted, Found | PhotoError]]:
        """Open every one of these photos, remember what is found, and give it."""
        fresh: list[tuple[str, Found]] = []
        task = partial(look, self._root, self.recipe, Path(self._shots.network) if self._shots.network else None)
        answers = run_chunks(
            task,
            photos,
            workers=self._workers,
            engine=self._engine,
            chunk=CHUNK,
            progress=progress,
            whole=lambda photo: photo.product,
            lost=crashed,
        )
        for photo, found in zip(photos, answers, strict=True):
            if isinstance(found, PhotoError):
                self._faults[photo.path] = found
            else:
                fresh.append(("" if photo.sha256 else photo.path, found))
            yield photo, found
            if len(fresh) == CHUNK:
                self._keep(fresh)
        self._keep(fresh)

    def _keep(self, fresh: list[tuple[str, Found]]) -> None:
        self.cache.keep(fresh, self.recipe)
        told = [(one.sha256, one) for _, one in fresh if one.shot is not None]
        if told and self._listener:
            self._listener(told)
        fresh.clear()

    def _looked(self, photos: Sequence[Wanted], table: str, version: str, progress: Callable[[int], None]) -> Looked:
        result = Looked(self.keys(photos))
        known = self.cache.known(table, version, sorted({key for key in result.keys if key}))
        new: dict[str, Wanted] = {}
        for photo, key in zip(photos, result.keys):
            if key not in known and photo.path not in self._faults:
                # The same bytes under two names are opened once, for all that either is to be asked.
                name = key or photo.path
                new[name] = _both(new[name], photo) if name in new else photo
        progress(len(photos) - len(new))
        found = {photo.path: answer for photo, answer in self.see(list(new.values()), progress)}
        result.opened = len(new)
        for place, (photo, key) in enumerate(zip(photos, result.keys)):
            first = new.get(key or photo.path, photo)
            answer = found.get(first.path) or self._faults.get(first.path)
            if isinstance(answer, PhotoError):
                result.faults[photo.path], result.keys[place] = answer, ""
            elif answer is not None:
                result.keys[place] = answer.sha256
        return result

    def _key(self, photo: Wanted, kept: dict[str, tuple[int, int, str]]) -> str:
        """A photo that is gone is unknown, whatever was found in it once: a table's word does not bring it back."""
        path = self._root / photo.path
        try:
            about = path.stat()
        except OSError:
            return ""
        if photo.sha256:
            return photo.sha256
        size, mtime_ns, sha256 = kept.get(photo.path, (-1, -1, ""))
        return sha256 if (size, mtime_ns) == (about.st_size, about.st_mtime_ns) else ""


def _both(one: Wanted, other: Wanted) -> Wanted:
    return replace(
        one,
        outline=one.outline or other.outline,
        colors=one.colors or other.colors,
        shot=one.shot or other.shot,
    )
