"""Rebuild a release of links: fetch, tell apart, put together, report. Each run asks only for what failed before."""

from collections.abc import Sequence
from pathlib import Path

from curation import tables
from curation.errors import ReleaseError
from curation.release.rebuild import pairs, report
from curation.release.rebuild.fetch import BLOCKED, STOPPED, Crawl
from curation.release.rebuild.report import RebuildResult
from curation.release.rebuild.verdict import FAILED, QUEUED, Verdict, verdicts
from curation.release.rebuild.wanted import Wanted, photos, read
from curation.schema import RawImage, RebuiltPhoto

PHOTOS = "photos.csv"


def rebuild(
    release: Path, folder: Path | None = None, *, settings: Sequence[str] = (), workers: int | None = None
) -> RebuildResult:
    """Fetch the photos of a release of links and put its pairs together again.

    Writes into `folder`: `<split>/` with photos and metadata.parquet, data.parquet, photos.csv (`RebuiltPhoto`),
    incomplete.csv (`IncompletePair`), rebuild.json. The release itself is only read.

    Args:
        release: a release without photos.
        folder: where; by default beside the release, as `<release>-rebuilt`. An earlier rebuild there goes on.
        settings: of Scrapy, as NAME=VALUE; CONTACT is needed for a live crawl.
        workers: processes that look at photos whose bytes differ; `None` = one a core.

    Raises:
        ReleaseError: the release cannot be read, `folder` lies in it or holds something else, or the crawl failed.
    """
    rows = read(release)
    folder = folder or release.resolve().with_name(f"{release.resolve().name}-rebuilt")
    _check(release, folder)
    wanted, crawl = photos(rows), Crawl(folder)
    code = _fetch(crawl, wanted, settings)
    came = crawl.came()
    found = verdicts(wanted, came, crawl.workspace.root, workers)
    for photo, verdict in zip(wanted, found):
        if verdict.outcome == FAILED and photo.id in came and came[photo.id].path:
            crawl.forget(came[photo.id])
    listed = [_row(photo, verdict, came.get(photo.id)) for photo, verdict in zip(wanted, found)]
    whole = pairs.write(folder, rows, {(row.key, row.part): row for row in listed}, crawl.workspace.root)
    tables.write(folder / PHOTOS, listed, RebuiltPhoto)
    keys = {row.key for row in listed if row.path}
    splits = report.by_split(rows, keys)
    result = RebuildResult(
        release.resolve().name, folder, whole, len(rows), splits, report.hits(listed), report.by_host(listed),
        stopped=code == STOPPED, blocked=code == BLOCKED,
    )  # fmt: skip
    report.write(result)
    return result


def _check(release: Path, folder: Path) -> None:
    """Refuse a folder that is not ours to write to.

    Raises:
        ReleaseError: it lies in the release, or holds something that no rebuild made.
    """
    if folder.resolve().is_relative_to(release.resolve()):
        raise ReleaseError(f"{folder} lies in the release, which is never changed; name another with --to")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ".crawl").is_dir():
        raise ReleaseError(f"{folder} holds something else than a rebuild; name an empty folder with --to")


def _fetch(crawl: Crawl, wanted: Sequence[Wanted], settings: Sequence[str]) -> int:
    """Ask for what has not come: not asked for yet, or failed. What a site refused is not asked for again."""
    came = crawl.came()
    links = {
        photo.id: photo.link
        for photo in wanted
        if photo.url and (photo.id not in came or came[photo.id].status in (FAILED, QUEUED))
    }
    return crawl.run(links.values(), settings) if links else 0


def _row(photo: Wanted, verdict: Verdict, came: RawImage | None) -> RebuiltPhoto:
    row = RebuiltPhoto(photo.key, photo.part, photo.host, photo.url, verdict.outcome, verdict.reason, verdict.bits)
    if came is not None:
        row.width, row.height, row.sha256 = came.width, came.height, came.sha256
        row.consent, row.path = came.consent, came.path
    return row
