"""Where photos are kept: in the workspace, or in a bucket of S3 or Google Cloud Storage.

The ledger is an SQLite file and stays on a local disk whatever is set. Tables name photos by their path in the
workspace; in a bucket they lie under the same path, so that copying the bucket gives a whole workspace.
"""

import importlib.util
from pathlib import Path
from typing import Any, Protocol

from scrapy.settings import BaseSettings

from curation.errors import CrawlError
from curation.workspace import atomic_write

BUCKETS = {"s3": ("s3fs", "s3"), "gs": ("gcsfs", "gcs")}
"""By the scheme of an address: the package that speaks it, and the extra that brings it."""


class Storage(Protocol):
    """Files by their path relative to the workspace."""

    def write(self, relative: str, body: bytes) -> None:
        """Put a file there whole, or not at all."""

    def holds(self, relative: str) -> bool: ...

    def publish(self, relative: str) -> None:
        """Put a table of the local workspace beside the photos."""


class Folder:
    """The workspace itself."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, relative: str, body: bytes) -> None:
        with atomic_write(self._root / relative) as file:
            file.write(body)

    def holds(self, relative: str) -> bool:
        return (self._root / relative).is_file()

    def publish(self, relative: str) -> None:
        """Nothing to do: it is there."""


class Bucket:
    """A bucket, or a folder in it: s3://bucket/folder or gs://bucket/folder.

    Raises:
        CrawlError: the address is no such one, its package is missing, or the bucket cannot be used.
    """

    def __init__(self, address: str, workspace: Path) -> None:
        scheme, _, self._place = address.rstrip("/").partition("://")
        self._workspace = workspace
        if scheme not in BUCKETS or not self._place:
            raise CrawlError(f"photos can be kept in s3://bucket/folder or gs://bucket/folder, not in '{address}'")
        package, extra = BUCKETS[scheme]
        if importlib.util.find_spec(package) is None:
            raise CrawlError(f"{scheme}:// needs the extra '{extra}': pip install 'pairwear[{extra}]'")
        self._files = _opened(scheme)
        bucket = self._place.partition("/")[0]
        try:
            # Not `exists`, which takes a network that is down for a no.
            self._files.info(bucket)
        except FileNotFoundError as error:
            raise CrawlError(f"the bucket '{bucket}' of {address} does not exist; make it, or name another") from error
        except Exception as error:  # each library has a tree of its own for keys, network and rights
            raise CrawlError(f"{address} cannot be used ({error}); look at the keys and the network") from error

    def write(self, relative: str, body: bytes) -> None:
        # An object appears when its last byte has come: there is nothing to rename.
        self._files.pipe_file(f"{self._place}/{relative}", body)

    def holds(self, relative: str) -> bool:
        return bool(self._files.exists(f"{self._place}/{relative}"))

    def publish(self, relative: str) -> None:
        self._files.put_file(str(self._workspace / relative), f"{self._place}/{relative}")


def _opened(scheme: str) -> Any:
    # Loaded here only: most crawls keep their photos on disk, and the extras may be missing.
    import fsspec  # noqa: PLC0415

    # Listings are not remembered: another machine may write to the bucket as well.
    return fsspec.filesystem(scheme, use_listings_cache=False, skip_instance_cache=True)


def storage(settings: BaseSettings) -> Storage:
    """Where the settings say that photos are kept.

    Raises:
        CrawlError: they name a bucket that cannot be used.
    """
    workspace = Path(settings["WORKSPACE"])
    return Bucket(settings["PHOTOS"], workspace) if settings.get("PHOTOS") else Folder(workspace)


class StorageAddon:
    """Splits a WORKSPACE that is a bucket: photos and tables there, the ledger in LOCAL_WORKSPACE."""

    def update_settings(self, settings: BaseSettings) -> None:
        split(settings)


def split(settings: BaseSettings) -> None:
    """Make WORKSPACE a local folder in any case; where it was a bucket, that is PHOTOS from now on."""
    given = str(settings["WORKSPACE"])
    if "://" in given:
        settings.set("PHOTOS", given, "cmdline")
        settings.set("WORKSPACE", settings["LOCAL_WORKSPACE"], "cmdline")
