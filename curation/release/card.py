"""`README.md` of a release: what the Hub reads in its first lines, and what a person reads below them."""

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from curation.prose import field_prose
from curation.release import figures
from curation.release.about import About
from curation.release.figures import Figures
from curation.release.layout import SPLITS, Layout
from curation.release.orders import KINDS
from curation.schema import LinkedPair, PhotoPair, ReleaseRow
from curation.tables import columns
from curation.workspace import atomic_write

TARS = "tars"
_FILES = {"": "metadata.parquet", "files": "**", TARS: "*.tar"}
"""Which files of a split's folder the Hub's loader reads, by the form of the photos."""


def write_card(about: About) -> None:
    """Write the card."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    text = environment.get_template("card.md.jinja").render(
        about=about,
        release=about.spec.release,
        figures=figures.block(about.figures).rstrip("\n"),
        columns=field_prose(ReleaseRow),
        kinds=KINDS,
        folder=f"{about.name}-{about.version}",
    )
    with atomic_write(about.layout.card, "w") as file:
        file.write(front_matter(hub(about)) + "\n" + text)


def front_matter(values: dict[str, Any]) -> str:
    """The block of YAML that a card begins with."""
    return f"---\n{yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=10_000)}---\n"


def hub(about: About) -> dict[str, Any]:
    """What the Hub reads of a card."""
    release = about.spec.release
    other = {"license_name": release.license_name, "license_link": release.license_url}
    return {
        "language": list(release.languages),
        "license": release.license,
        **({name: text for name, text in other.items() if text}),
        "pretty_name": about.title,
        "task_categories": list(release.tasks),
        "tags": about.keywords,
        "language_creators": ["found"],
        "source_datasets": ["original"],
        **counted(about.layout, about.figures, str(about.photos.get("form", ""))),
    }


def counted(layout: Layout, numbers: Figures, form: str) -> dict[str, Any]:
    """The part of a card's YAML that follows from the files: sizes, splits, columns.

    Args:
        form: of the photos: files, tars, or empty for links.
    """
    splits = [split for split in SPLITS if numbers.splits[split]]
    sizes = {split: _bytes(layout.root / split) for split in splits}
    annotators = ["machine-generated", *(["expert-generated"] if numbers.reviewed else [])]
    return {
        "annotations_creators": annotators,
        "size_categories": [numbers.size_category],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": f"{split}/{_FILES[form]}"} for split in splits],
            }
        ],
        "dataset_info": {
            **({} if form == TARS else {"features": _features(PhotoPair if form else LinkedPair)}),
            "splits": [
                {"name": split, "num_bytes": sizes[split], "num_examples": numbers.splits[split]} for split in splits
            ],
            "download_size": sum(sizes.values()),
            "dataset_size": sum(sizes.values()),
        },
    }


def _features(row: type) -> list[dict[str, str]]:
    """A column each as the Hub's loader names it; its pictures are called as their column without _file_name."""
    pictures = [column.name for column in columns(row) if column.name.endswith("_file_name")]
    found = [{"name": name.removesuffix("_file_name"), "dtype": "image"} for name in pictures]
    for column in columns(row):
        if column.name not in pictures:
            found.append({"name": column.name, "list" if column.many else "dtype": "string"})
    return found


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
