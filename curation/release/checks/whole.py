"""Whether every file is there with the bytes it was released with, and nothing else."""

import os
import re
from pathlib import Path

from curation.release.checks.subject import Faults, Subject
from curation.release.checksums import parse, sha256
from curation.release.layout import SPLITS, Layout
from curation.schema import ATTRIBUTES, LISTED_ATTRIBUTES, MORE_ATTRIBUTES

HOSTS = (".gitattributes", ".cache/huggingface/")
"""What the Hub puts beside a release; no part of it."""
_ALLOWED = tuple(
    re.compile(pattern)
    for pattern in (
        r"README\.md|index\.html|CHANGELOG\.md|CITATION\.cff|release\.json|croissant\.json|datapackage\.json",
        r"data\.(csv|parquet)|img_attr\.csv|removals\.csv|SHA256SUMS(\.sha256)?",
        rf"vocabularies/({'|'.join((*ATTRIBUTES, *MORE_ATTRIBUTES, *LISTED_ATTRIBUTES))})\.csv",
        rf"({'|'.join(SPLITS)})/metadata\.parquet",
        rf"({'|'.join(SPLITS)})/(product|model)/[A-Za-z0-9_-]+\.(jpg|png)",
        rf"({'|'.join(SPLITS)})/\1-[0-9]{{6}}\.tar",
    )
)


def check_list(subject: Subject) -> Faults:
    """Whether `SHA256SUMS` itself is whole, and every file it names is."""
    layout = subject.layout
    try:
        listed = parse(layout.checksums.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"SHA256SUMS is missing or damaged: {_why(error)}; fetch it again"
        return
    wrong = list(_wrong_files(layout, listed))
    if layout.checksums_checksum.is_file() and _said(layout) == sha256(layout.checksums):
        yield from wrong
    elif wrong:
        yield "SHA256SUMS is damaged: SHA256SUMS.sha256 holds another hash; fetch both again"
    else:
        yield "SHA256SUMS.sha256 is missing or damaged: every file is as SHA256SUMS says; fetch it again"


def check_names(subject: Subject) -> Faults:
    """Whether the folder holds what belongs into a release, all of it listed, and nothing that leads out of it."""
    layout = subject.layout
    try:
        listed = parse(layout.checksums.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # check_list has said so
    own = {layout.checksums.name, layout.checksums_checksum.name}
    for name, is_link in _there(layout.root):
        if is_link:
            yield f"{name}: is a link; a release holds files only"
        elif not any(pattern.fullmatch(name) for pattern in _ALLOWED):
            yield f"{name}: is no file of a release; take it out"
        elif name not in listed and name not in own:
            yield f"{name}: is not in SHA256SUMS; nobody vouches for it"
    needed = (
        layout.card, layout.preview, layout.changelog, layout.citation, layout.data, layout.data_csv, layout.img_attr,
        layout.removals, layout.facts, layout.croissant, layout.datapackage,
    )  # fmt: skip
    for path in needed:
        if not path.is_file():
            yield f"{layout.relative(path)}: is missing; every release has it"


def _wrong_files(layout: Layout, listed: dict[str, str]) -> Faults:
    for name, digest in listed.items():
        path = layout.root / name
        if leads_out(name):
            yield f"SHA256SUMS: names '{name}', which lies outside the release"
        elif not path.is_file():
            yield f"{name}: is missing, but SHA256SUMS names it"
        elif path.is_symlink() or sha256(path) != digest:
            yield f"{name}: is damaged: its SHA-256 is not the one in SHA256SUMS"


def leads_out(name: str) -> bool:
    """Whether a path is none below the folder it stands in."""
    return name.startswith(("/", "\\", "~")) or bool(re.search(r"(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:|[\x00-\x1f]", name))


def _said(layout: Layout) -> str:
    """The hash of `SHA256SUMS` that stands beside it; empty where nothing is said."""
    try:
        return parse(layout.checksums_checksum.read_text(encoding="utf-8")).get(layout.checksums.name, "")
    except (OSError, ValueError):
        return ""


def _there(root: Path) -> list[tuple[str, bool]]:
    """Every file and every link, relative to the release, and whether it is a link."""
    found = []
    for folder, folders, names in os.walk(root):
        for name in (*names, *(name for name in folders if (Path(folder) / name).is_symlink())):
            path = Path(folder) / name
            relative = path.relative_to(root).as_posix()
            if not relative.startswith(HOSTS):
                found.append((relative, path.is_symlink()))
    return sorted(found)


def _why(error: OSError | ValueError) -> str:
    return str(error.strerror) if isinstance(error, OSError) else str(error)
