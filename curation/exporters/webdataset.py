"""WebDataset: tar files that are read from end to end, three files a pair with one name.

    train-000000.tar:  <key>.json  <key>.model.jpg  <key>.product.jpg  <key>.json ...

Pairs stand in an order that looks like chance and is always the same (by the hash of their key), since a tar is read in
its order. Owner, date and mode of every entry are fixed: the same build gives the same bytes. Keys hold no dot (what
follows the first is the extension) and stand once in all shards.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from curation.engine import run_chunks
from curation.errors import PhotoError
from curation.exporters.pictures import CHUNK, as_jpeg
from curation.exporters.request import Request, Written
from curation.exporters.samples import by_split, facts


def write(folder: Path, request: Request) -> Written:
    """Write the shards of each split; a photo that is no JPEG becomes one."""
    written = Written()
    for split, part in by_split(request.samples(written)).items():
        samples = sorted(part, key=lambda sample: hashlib.sha256(sample.key.encode()).digest())
        photos = [path for sample in samples for path in request.photos(sample)]
        made = run_chunks(
            partial(as_jpeg, request.size), photos, workers=request.workers, chunk=CHUNK, progress=request.progress
        )
        with _shards(folder, split, request.shard_bytes) as shards:
            # The photos first: zip then asks them once more at the end, which lets them count the last ones.
            for product, model, sample in zip(made, made, samples):
                if isinstance(product, PhotoError):
                    written.skip(sample, product)
                    continue
                if isinstance(model, PhotoError):
                    written.skip(sample, model)
                    continue
                text = json.dumps(facts(sample), ensure_ascii=False, sort_keys=True).encode()
                shards.add(sample.key, {"json": text, "model.jpg": model, "product.jpg": product})
                written.count(split, 2)
    return written


class _Shards:
    """Numbered tar files of about the same size."""

    def __init__(self, folder: Path, split: str, limit: int) -> None:
        self.folder, self.split, self.limit = folder, split, limit
        self.number = 0
        self.filled = 0
        self.tar: tarfile.TarFile | None = None

    def add(self, key: str, files: dict[str, bytes]) -> None:
        """Append one pair; all of its files lie in one shard."""
        size = sum(map(len, files.values()))
        if self.tar and self.filled + size > self.limit:
            self.close()
        if not self.tar:
            path = self.folder / f"{self.split}-{self.number:06}.tar"
            self.tar = tarfile.open(path, "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115  (closed by close)
            self.number += 1
            self.filled = 0
        for suffix in sorted(files):
            # A new TarInfo has mtime 0, owner 0 and no names.
            entry = tarfile.TarInfo(f"{key}.{suffix}")
            entry.size = len(files[suffix])
            entry.mode = 0o644
            self.tar.addfile(entry, io.BytesIO(files[suffix]))
        self.filled += size

    def close(self) -> None:
        """Finish the shard that is open."""
        if self.tar:
            self.tar.close()
            self.tar = None


@contextmanager
def _shards(folder: Path, split: str, limit: int) -> Iterator[_Shards]:
    shards = _Shards(folder, split, limit)
    try:
        yield shards
    finally:
        shards.close()
