"""The layouts that can be imported; a new one is a file with a `read` and a line here."""

from dataclasses import dataclass

from curation.importers import deepfashion_inshop, folder, imagefolder, lookbook, thesis2018
from curation.importers.reading import Reader


@dataclass(frozen=True)
class Layout:
    """One way a folder can be laid out."""

    read: Reader
    rows: bool
    """Products come from rows, which are worth keeping without their photos; otherwise from the photos' names."""


LAYOUTS = {
    "folder": Layout(folder.read, rows=False),
    "thesis2018": Layout(thesis2018.read, rows=True),
    "lookbook": Layout(lookbook.read, rows=False),
    "imagefolder": Layout(imagefolder.read, rows=True),
    "deepfashion-inshop": Layout(deepfashion_inshop.read, rows=False),
}
