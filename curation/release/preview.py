"""`index.html` of a release: some pairs to look at, opened from disk; nothing is loaded from anywhere."""

import base64
import hashlib
import re
import tarfile
from pathlib import Path

import cv2
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from curation import tables
from curation.pixels import decode
from curation.release.about import About
from curation.release.layout import Layout
from curation.schema import ReleaseRow
from curation.workspace import atomic_write

SHOWN = 60
"""Pairs on the page."""
HEIGHT = 240
"""Of a thumbnail in pixels: twice what is shown, for sharp screens."""
_NAMES = tuple(column.name for column in tables.columns(ReleaseRow))


def write_preview(about: About) -> None:
    """Write the page: thumbnails where the photos are in the release, else links."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = sample(about.layout.data)
    text = environment.get_template("preview.html.jinja").render(
        about=about,
        rows=[(row, _picture(about.layout, row, "product"), _picture(about.layout, row, "model")) for row in rows],
        numbers=about.figures,
    )
    with atomic_write(about.layout.preview, "w") as file:
        file.write(text)


def sample(data: Path, count: int = SHOWN) -> list[ReleaseRow]:
    """Pairs by lot, always the same ones, by category and key."""
    drawn: list[tuple[bytes, tuple[object, ...]]] = []
    for values in tables.cells(data, ReleaseRow, _NAMES):
        drawn.append((hashlib.sha256(str(values[0]).encode()).digest(), values))
        if len(drawn) > 50 * count:
            drawn = sorted(drawn, key=lambda pair: pair[0])[:count]
    chosen = sorted(drawn, key=lambda pair: pair[0])[:count]
    rows = [ReleaseRow(**dict(zip(_NAMES, values))) for _, values in chosen]  # type: ignore[arg-type]
    return sorted(rows, key=lambda row: (row.category, row.key))


def _picture(layout: Layout, row: ReleaseRow, which: str) -> dict[str, str]:
    """A thumbnail as a data URI, or the address of the photo where it is one that a browser may follow."""
    url = getattr(row, f"{which}_url")
    data = _bytes(layout, row.shard, getattr(row, f"{which}_file"))
    return {"uri": _thumbnail(data) if data else "", "link": url if re.match(r"https?://", url) else "", "url": url}


def _bytes(layout: Layout, shard: str, name: str) -> bytes:
    """A photo's file; none in a release of links."""
    if shard:
        with tarfile.open(layout.root / shard) as tar:
            member = tar.extractfile(name)
            assert member
            return member.read()
    return (layout.root / name).read_bytes() if name else b""


def _thumbnail(data: bytes) -> str:
    image = decode(data, at_least=2 * HEIGHT)
    width = max(1, round(image.shape[1] * HEIGHT / image.shape[0]))
    small = cv2.resize(image, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert done
    return "data:image/jpeg;base64," + base64.b64encode(jpeg.tobytes()).decode("ascii")
