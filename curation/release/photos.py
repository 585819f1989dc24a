"""The photos of a release: squares or the store's own, without a face where that was asked for, as files or in tars."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.exporters.pictures import encoded
from curation.pixels import decode, pad_square
from curation.release.bare import bare
from curation.release.faces import KEEP, FaceModel, without_face
from curation.release.layout import Layout
from curation.release.pool import Pool, Source
from curation.schema import Removal
from curation.workspace import Workspace

CHUNK = 16
"""Pairs a task."""
SHARD_BYTES = 1_000_000_000


@dataclass(frozen=True)
class PhotoForm:
    """What is done to photos before they are released."""

    size: int | None = None
    """Side of white-padded squares in pixels; `None` = as large as the store served them."""
    faces: str = "crop"
    """keep, crop (above the shoulder line) or blur."""
    model: FaceModel | None = None
    """For blur."""

    def says(self) -> dict[str, Any]:
        """What `release.json` says of it."""
        return {"size": self.size or "original", "faces": self.faces}


@dataclass(frozen=True)
class Picture:
    """A photo as it is released."""

    data: bytes
    suffix: str


def draw(form: PhotoForm, jpeg: bool, pairs: Sequence[tuple[Path, Path]]) -> list[tuple[Picture, Picture] | PhotoError]:
    """Product and model photo of each pair, or why not.

    Args:
        jpeg: make JPEGs of all; else a photo that stays as it is keeps its format if it is a JPEG or PNG.
    """
    found: list[tuple[Picture, Picture] | PhotoError] = []
    for product, model in pairs:
        try:
            found.append((_picture(product, form, jpeg, worn=False), _picture(model, form, jpeg, worn=True)))
        except PhotoError as error:
            found.append(error)
    return found


def _picture(path: Path, form: PhotoForm, jpeg: bool, *, worn: bool) -> Picture:
    hides = worn and form.faces != KEEP
    if form.size is None and not hides:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise PhotoError("missing_file", f"{path}: {error.strerror}") from None
        return Picture(*bare(data, jpeg=jpeg))
    pixels = decode(path)
    if hides:
        pixels = without_face(pixels, form.faces, form.model)
    return Picture(encoded(pixels if form.size is None else pad_square(pixels, form.size)), ".jpg")


def write_photos(
    layout: Layout,
    workspace: Workspace,
    pool: Pool,
    form: PhotoForm,
    *,
    in_tars: bool,
    workers: int | None,
    progress: Callable[[int], None],
) -> list[Removal]:
    """Write the photos of all chosen pairs and note in the pool where they lie; gives the pairs that had to go.

    Args:
        in_tars: into tars of about a gigabyte instead of files of their own.
        workers: processes; `None` = one a core.
        progress: called with the number of pairs that are done.
    """
    sources = list(pool.sources())
    paths = [(workspace.file(source.product), workspace.file(source.model)) for source in sources]
    made = run_chunks(partial(draw, form, in_tars), paths, workers=workers, chunk=CHUNK, progress=progress)
    gone = []
    with _shards(layout) as shards:
        for source, pictures in zip(sources, made):
            if isinstance(pictures, PhotoError):
                pool.drop(source.number)
                gone.append(Removal(source.store, source.id, source.model, pictures.reason, pictures.detail))
            elif in_tars:
                pool.place(source.number, *shards.add(source, *pictures))
            else:
                pool.place(source.number, *_write(layout, source, *pictures), "")
    return gone


def _write(layout: Layout, source: Source, product: Picture, model: Picture) -> tuple[str, str]:
    """Two files of their own; gives their paths in the release."""
    names = []
    for folder, picture in (("product", product), ("model", model)):
        path = layout.root / source.split / folder / f"{source.key}{picture.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture.data)
        names.append(layout.relative(path))
    return names[0], names[1]


class _Shards:
    """The tars of one split after another."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.split = ""
        self.number = 0
        self.filled = 0
        self.tar: tarfile.TarFile | None = None

    def add(self, source: Source, product: Picture, model: Picture) -> tuple[str, str, str]:
        """Append a pair; gives the names of its photos in the tar, and the tar's path."""
        facts = {"key": source.key, "store": source.store, "id": source.id, **source.facts}
        files = {
            f"{source.key}.json": json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(),
            f"{source.key}.model{model.suffix}": model.data,
            f"{source.key}.product{product.suffix}": product.data,
        }
        size = sum(map(len, files.values()))
        if source.split != self.split or self.filled + size > SHARD_BYTES:
            self._next(source.split)
        assert self.tar
        for name, data in files.items():
            # A new TarInfo has mtime 0, owner 0 and no names: the same photos give the same bytes.
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            self.tar.addfile(entry, io.BytesIO(data))
        self.filled += size
        _, model_name, product_name = files
        return product_name, model_name, self.layout.relative(Path(str(self.tar.name)))

    def _next(self, split: str) -> None:
        self.close()
        self.number = self.number + 1 if split == self.split else 0
        self.split, self.filled = split, 0
        path = self.layout.shard(split, self.number)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.tar = tarfile.open(path, "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115  (closed by close)

    def close(self) -> None:
        """Finish the tar that is open."""
        if self.tar:
            self.tar.close()
            self.tar = None


@contextmanager
def _shards(layout: Layout) -> Iterator[_Shards]:
    shards = _Shards(layout)
    try:
        yield shards
    finally:
        shards.close()
