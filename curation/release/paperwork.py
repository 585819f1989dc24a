"""`CITATION.cff` and `CHANGELOG.md` of a release."""

from pathlib import Path
from typing import Any

import yaml

from curation.release.about import About
from curation.release.licences import LICENCES
from curation.workspace import atomic_write


def write_citation(about: About) -> None:
    """Write `CITATION.cff`, as GitHub and Zenodo read it. Source: Citation File Format 1.2.0."""
    release = about.spec.release
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "version": str(about.version),
        "date-released": about.date,
        "authors": [{"name": name} for name in release.authors],
        "url": release.url,
        "keywords": about.keywords,
    }
    if release.doi:
        content["doi"] = release.doi
    if release.license in LICENCES:
        content["license"] = LICENCES[release.license]
    else:
        content["license-url"] = release.license_url
    with atomic_write(about.layout.citation, "w") as file:
        file.write(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000))


HEAD = "# Changelog\n\nMajor: pairs removed, edited or moved. Minor: pairs added. Patch: the same pairs.\n"


def write_changelog(about: About, earlier: Path | None) -> None:
    """Write `CHANGELOG.md`: this version on top of what the release before says.

    Args:
        earlier: the changelog of the release before.
    """
    before = earlier.read_text(encoding="utf-8").removeprefix(HEAD) if earlier and earlier.is_file() else ""
    with atomic_write(about.layout.changelog, "w") as file:
        file.write(f"{HEAD}\n## {about.version} ({about.date})\n\n{_lines(about)}{before}")


def _lines(about: About) -> str:
    changes = about.changes
    if about.before is None:
        lines = [f"The first release: {about.figures.pairs:,} pairs."]
    else:
        lines = [f"A {changes.bump} change after {about.before}: {changes.words()}; {about.figures.pairs:,} pairs now."]
    if about.photos:
        lines.append(f"Photos: {about.photos['size']}, faces: {about.photos['faces']}.")
    return "".join(f"- {line}\n" for line in lines)
