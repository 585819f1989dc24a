"""What is asked of a layout, and what it says it wrote."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from curation.errors import PhotoError
from curation.exporters.samples import Parts, Sample, samples
from curation.schema import Removal
from curation.workspace import Build, Workspace

NO_LIST = "in no list"
"""Stands among the splits for products that are in the layout but in none of them."""


@dataclass(frozen=True)
class Request:
    """What to export, and how."""

    workspace: Workspace
    build: Build
    parts: Parts
    splits: tuple[str, ...]
    """Only these parts; empty = all."""
    categories: tuple[str, ...]
    """Only these; empty = all."""
    size: int | None
    """Side of the squares in pixels; `None` = what the layout is used to."""
    shard_bytes: int
    workers: int | None
    progress: Callable[[int], None]

    def samples(self, written: "Written") -> list[Sample]:
        """The pairs that are asked for, by key; those in no split are noted as skipped.

        Raises:
            WorkspaceError, UnknownNameError, TableError: as `curation.exporters.samples.samples` does.
        """
        found, left = samples(self.build, self.parts, self.splits, self.categories)
        written.skipped += left
        if left:
            written.notes.append(
                f"{len(left)} pairs are in no split and left out; curate split places new products, and "
                f"{self.build.removed('split')} says which it could not"
            )
        return found

    def photos(self, sample: Sample) -> tuple[Path, Path]:
        """The product photo and the model photo of a pair."""
        return self.workspace.file(sample.pair.product_image), self.workspace.file(sample.pair.model_image)


@dataclass
class Written:
    """Counts of an export: what was asked for = splits + skipped."""

    splits: dict[str, int] = field(default_factory=dict)
    """Pairs (of `thesis2018`: products) in each part."""
    photos: int = 0
    """Pictures, in files of their own or in tars."""
    skipped: list[Removal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, split: str, photos: int) -> None:
        """One more pair, and the pictures it took."""
        self.splits[split] = self.splits.get(split, 0) + 1
        self.photos += photos

    def skip(self, sample: Sample, fault: PhotoError) -> None:
        """Leave a pair out, with the reason its photo gives."""
        self.skipped.append(Removal(sample.product.store, sample.product.id, sample.key, fault.reason, fault.detail))
