"""The crawl that a rebuild runs, in a process of its own: `curation` knows nothing of how photos are fetched."""

import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from curation import tables
from curation.errors import ReleaseError
from curation.schema import Link, RawImage
from curation.workspace import Workspace

COMMAND = "scrapers.commands.fetch_photos"
STORE = "links"
BLOCKED, STOPPED = 3, 130
"""Exit codes of a crawl: a host refused; stopped before its end."""


class Crawl:
    """The photos that were fetched for one rebuilt folder."""

    def __init__(self, folder: Path) -> None:
        # Hidden, so that no reader of datasets takes its files for part of the set.
        self.workspace = Workspace(folder / ".crawl")
        self._list = self.workspace.root / "links.csv"
        self._images = self.workspace.raw(STORE).images

    def came(self) -> dict[str, RawImage]:
        """What became of each photo so far, by its id; one whose file somebody took away has not come."""
        if not self._images.is_file():
            return {}
        rows = tables.read(self._images, RawImage)
        return {row.id: row for row in rows if not row.path or self.workspace.file(row.path).is_file()}

    def forget(self, photo: RawImage) -> None:
        """Take a file away that is damaged, so that the next run asks for the photo again."""
        self.workspace.file(photo.path).unlink(missing_ok=True)

    def run(self, links: Iterable[Link], settings: Sequence[str]) -> int:
        """Fetch photos; gives the crawl's exit code: 0, `BLOCKED` or `STOPPED`.

        Args:
            links: what to ask for.
            settings: of Scrapy, as NAME=VALUE.

        Raises:
            ReleaseError: the crawl did not begin, or failed.
        """
        tables.write(self._list, links, Link)
        words = [word for setting in (*settings, f"WORKSPACE={self.workspace.root}") for word in ("-s", setting)]
        command = [sys.executable, "-m", COMMAND, str(self._list), *words]
        # Its account goes to standard error: standard output is for the rebuild's own result.
        process = subprocess.Popen(command, stdout=sys.stderr)
        before = signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(number))
        try:
            code = _waited(process)
        finally:
            signal.signal(signal.SIGTERM, before)
        if code not in (0, BLOCKED, STOPPED):
            raise ReleaseError("the photos could not be fetched; what is wrong stands above")
        return code


def _waited(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a crawl; Ctrl-C reaches it by itself, and it is waited for."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
