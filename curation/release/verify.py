"""Check a release with nothing but its folder: one line a fault."""

from collections.abc import Callable
from pathlib import Path

from curation.errors import PairwearError, ReleaseError
from curation.release.checks import card, copies, machine, pictures, rows, splits, whole
from curation.release.checks.subject import Faults, Subject
from curation.release.layout import Layout

CONTENT: tuple[tuple[str, Callable[[Subject], Faults]], ...] = (
    ("release.json", machine.check_facts),
    ("data.parquet", rows.check_columns),
    ("data.parquet", rows.check_rows),
    ("data.parquet", splits.check_leaks),
    ("data.csv", copies.check_csv),
    ("metadata.parquet", copies.check_metadata),
    ("img_attr.csv", copies.check_img_attr),
    ("removals.csv", rows.check_removals),
    ("photos", pictures.check_photos),
    ("README.md", card.check_card),
    ("croissant.json", machine.check_croissant),
    ("datapackage.json", machine.check_datapackage),
    ("CITATION.cff", machine.check_citation),
    ("index.html", machine.check_preview),
)
"""What is looked at in whole files, and what a check that cannot go on is about."""


def verify(folder: Path) -> list[str]:
    """The faults of a release, a line each; none = it is as it was released, and what it says of itself is true.

    Files first: while some are damaged or missing, nothing is said of their content. No network, no extra.

    Raises:
        ReleaseError: the folder is none.
    """
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is no folder; name that of a release, such as datasets/releases/fashion-1.0.0")
    subject = Subject(Layout(folder))
    damaged = list(whole.check_list(subject))
    return [*damaged, *whole.check_names(subject)] if damaged else [*whole.check_names(subject), *content(folder)]


NAMED = ("release.json", "data.parquet", "data.csv", "removals.csv")
"""Files that an error's own text begins with."""
COPIES = (copies.check_csv, copies.check_metadata, copies.check_img_attr)
"""What compares tables that say the same."""


def content(folder: Path, *, whole_tables: bool = True) -> list[str]:
    """The faults in what the files say, whatever their checksums; a line each.

    Args:
        whole_tables: also compare the tables that were written from the same rows; takes as long as all the rest.
    """
    subject = Subject(Layout(folder))
    found: list[str] = []
    for file, check in (("release.json", _can_be_read), *CONTENT):
        if check in COPIES and not whole_tables:
            continue
        try:
            found += check(subject)
        except PairwearError as error:
            found.append(_named(file, str(error), folder))
            if check is _can_be_read:
                break  # all the rest would say the same again
        # A stranger's file can break any assumption; what it broke belongs into the list, not into a traceback.
        except Exception as error:
            found.append(f"{file}: cannot be checked: {type(error).__name__}: {error}")
    return list(dict.fromkeys(found))


def _can_be_read(subject: Subject) -> Faults:
    """What every check needs.

    Raises:
        ReleaseError, TableError: `release.json` or `data.parquet` cannot be read.
    """
    assert subject.facts is not None
    assert subject.figures is not None
    yield from ()


def _named(file: str, message: str, folder: Path) -> str:
    """An error's text as a line about a file of the release."""
    text = message.replace(f"{folder}/", "").replace("\n", "; ").removesuffix("; delete it and run its stage again")
    first, _, rest = text.partition(" ")
    return f"{first}: {rest}" if first in NAMED else f"{file}: {text}"
