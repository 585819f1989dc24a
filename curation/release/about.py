"""What all documents of a release speak of, and `release.json`, which says it to machines."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from curation.release.changes import Changes
from curation.release.figures import Figures
from curation.release.layout import SPLITS, Layout
from curation.release.licences import LICENCES, address
from curation.release.version import Version
from curation.spec import Spec
from curation.workspace import atomic_write

FORMAT = "pairwear-release/1"


@dataclass(frozen=True)
class About:
    """One release, as its documents describe it."""

    layout: Layout
    spec: Spec
    version: Version
    before: Version | None
    """The release it follows."""
    date: str
    """Of the release, such as "2026-11-21"."""
    collected: tuple[str, str]
    """The days of the oldest and the newest page or photo in it; empty where no row says."""
    photos: Mapping[str, Any]
    """Size, faces, form ("files" or "tars"); empty = links."""
    figures: Figures
    changes: Changes
    left_out: Mapping[str, int]
    """Reason -> pairs of the build that are not in it."""
    answers: Mapping[str, str]
    """Of CARD.md, by heading."""

    @property
    def name(self) -> str:
        return self.spec.dataset.name

    @property
    def title(self) -> str:
        return self.spec.dataset.title or self.name

    @property
    def description(self) -> str:
        """One paragraph."""
        splits = ", ".join(f"{self.figures.splits[split]:,} {split}" for split in SPLITS)
        what = "The photos are in it." if self.photos else "It holds links and hashes, no photos."
        return (
            f"{self.title}. {self.figures.pairs:,} pairs ({splits}): the photo of an article alone, and the photo of a "
            f"person wearing it, with the article's attributes in a fixed vocabulary. {what}"
        )

    @property
    def licence(self) -> tuple[str, str]:
        """Name and address of the licence."""
        release = self.spec.release
        if release.license in LICENCES:
            return LICENCES[release.license], address(release.license)
        return release.license_name, release.license_url

    @property
    def citation(self) -> str:
        """How to cite it, on one line."""
        release = self.spec.release
        doi = f" https://doi.org/{release.doi}" if release.doi else f" {release.url}"
        made = f"{'; '.join(release.authors)} ({self.date[:4]}): {self.title}, version {self.version}.{doi}"
        return release.citation or made

    @property
    def keywords(self) -> list[str]:
        return list(dict.fromkeys(("fashion", "clothing", "paired-images", "virtual-try-on", *self.spec.release.tags)))


def write_facts(about: About) -> None:
    """Write `release.json`."""
    definition = asdict(about.spec)
    # A file of the builder's machine: its name says enough.
    definition["shots"]["network"] = Path(definition["shots"]["network"]).name
    facts = {
        "format": FORMAT,
        "name": about.name,
        "title": about.title,
        "version": str(about.version),
        "previous": str(about.before) if about.before else None,
        "date": about.date,
        "collected": list(about.collected),
        "license": about.spec.release.license,
        "photos": dict(about.photos),
        "pairs": about.figures.pairs,
        "splits": {split: about.figures.splits[split] for split in SPLITS},
        "left_out": dict(sorted(about.left_out.items())),
        "changes": asdict(about.changes),
        "definition": definition,
        "tool": f"pairwear {installed('pairwear')}",
    }
    write_json(about.layout.facts, facts)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON as people read it."""
    with atomic_write(path, "w") as file:
        file.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
