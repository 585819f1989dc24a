"""The layouts that can be exported; a new one is a file with a `write` and a line here."""

from collections.abc import Callable
from pathlib import Path

from curation.exporters import imagefolder, pix2pix, thesis2018, webdataset
from curation.exporters.request import Request, Written

LAYOUTS: dict[str, Callable[[Path, Request], Written]] = {
    "thesis2018": thesis2018.write,
    "imagefolder": imagefolder.write,
    "webdataset": webdataset.write,
    "pix2pix": pix2pix.write,
}
