"""A release in a bucket of S3 or Google Cloud Storage, by fsspec; keys are taken as their owners mean them."""

import importlib.util
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import md5
from pathlib import Path
from typing import Any

from curation.errors import PublishError
from curation.release.publish.answers import LaterError, fault
from curation.release.publish.contents import SUMS, Contents
from curation.release.publish.patience import patiently
from curation.release.publish.plan import Plan, Progress, Sent, Withdrawal
from curation.release.publish.transfer import NOTHING, compared, digest, transfer

BUCKETS = {"s3": ("s3fs", "s3"), "gs": ("gcsfs", "gcs")}
"""By the scheme of an address: the package that speaks it, and the extra that brings it."""
PART = 64 * 1024 * 1024
"""Bytes in one part of a large object: 10,000 of them, as many as S3 takes, make 625 GB."""
KEYS = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials",
    "gs": "run gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS",
}


class BucketShelf:
    """A folder of a bucket."""

    def __init__(self, scheme: str, root: str) -> None:
        self.scheme = scheme
        self.root = root
        self.place = f"{scheme}://{root}"
        self.files = _opened(scheme)

    def listed(self) -> list[str]:
        with self._told():
            # Not `find`, which takes a bucket that is not there for an empty one.
            self.files.info(self.root.partition("/")[0])
            found: dict[str, Any] = self.files.find(self.root, detail=True)
        self.facts = {path.removeprefix(f"{self.root}/"): facts for path, facts in found.items()}
        return list(self.facts)

    def same(self, path: str, source: Path) -> bool:
        facts = self.facts[path]
        if facts["size"] != source.stat().st_size:
            return False
        # Where the service keeps another kind of tag (encryption with a key of one's own), the file goes again.
        return str(facts.get("ETag", "")).strip('"') == etag(source) or _md5_of_google(facts) == digest(source, "md5")

    def put(self, path: str, source: Path, progress: Progress) -> None:
        options = {"chunksize": PART} if self.scheme == "s3" else {}
        with self._told():
            # An object appears when its last byte has come: there is nothing to rename.
            self.files.put_file(str(source), f"{self.root}/{path}", **options)
        progress(source.stat().st_size)

    def remove(self, path: str) -> None:
        with self._told():
            self.files.rm_file(f"{self.root}/{path}")

    def keeps_versions(self) -> bool:
        """Whether the bucket keeps what is deleted."""
        asked: Callable[[str], bool] | None = getattr(self.files, "is_bucket_versioned", None)
        if asked is None:
            return False
        with self._told():
            return bool(asked(self.root.partition("/")[0]))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The library's many errors as one line, or as `LaterError`."""
        try:
            yield
        except Exception as error:  # botocore, aiohttp and google each have a tree of their own
            raise _meant(error, self.scheme, self.place) from error


def _opened(scheme: str) -> Any:
    package, extra = BUCKETS[scheme]
    if importlib.util.find_spec(package) is None:
        raise PublishError(f"{scheme}:// needs the extra '{extra}': pip install 'pairwear[{extra}]'")
    # Loaded here only: most releases go elsewhere, and the extras may be missing.
    import fsspec  # noqa: PLC0415

    return fsspec.filesystem(scheme, use_listings_cache=False, skip_instance_cache=True)


def _md5_of_google(facts: dict[str, Any]) -> str:
    """The MD5 that Google keeps of an object, in hex; empty where it keeps none."""
    return b64decode(facts.get("md5Hash", "")).hex()


def _meant(error: Exception, scheme: str, place: str) -> Exception:
    response = getattr(error.__cause__, "response", None) or getattr(error, "response", None)
    if isinstance(response, dict):
        told = response.get("Error", {})
        status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
        words = f"{told.get('Code', '')} {told.get('Message', '')}".strip()
        if told.get("Code") in ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"):
            status = 401
        elif told.get("Code") in ("SlowDown", "Throttling", "RequestLimitExceeded"):
            status = 429
        if status >= 400:
            return fault(scheme, place, KEYS[scheme], status, words)
    if isinstance(error, FileNotFoundError):
        return PublishError(f"the bucket of {place} does not exist; make it, or name another")
    if isinstance(error, PermissionError):
        return fault(scheme, place, KEYS[scheme], 403, str(error))
    name = type(error).__name__
    if "Credentials" in name:
        return PublishError(f"no key for {place}; {KEYS[scheme]}")
    return LaterError(f"{place} cannot be reached ({name})")


def etag(source: Path, part: int = PART) -> str:
    """The ETag that S3 gives to a file: the MD5 of its bytes or, from two parts on, that of the parts' MD5s.

    Source: Amazon S3 User Guide, "Checking object integrity".
    """
    # s3fs sends in one piece what is smaller than two parts.
    if source.stat().st_size < 2 * part:
        return digest(source, "md5")
    with source.open("rb") as file:
        sums = [md5(chunk, usedforsecurity=False).digest() for chunk in iter(lambda: file.read(part), b"")]
    return f"{md5(b''.join(sums), usedforsecurity=False).hexdigest()}-{len(sums)}"


class BucketDestination:
    """s3://bucket/folder or gs://bucket/folder; the release lies in it as `<folder>/<dataset>-<version>/`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.scheme, _, root = address.partition("://")
        self._root = root.strip("/")
        if not self._root:
            raise PublishError(f"'{address}' names no bucket; write {self.scheme}://bucket/folder")

    def ready(self) -> None:
        _opened(self.scheme)

    def plan(self, contents: Contents) -> Plan:
        shelf = self._shelf(contents)
        return Plan(self.address, shelf.place, compared(contents, shelf))

    def send(self, contents: Contents, progress: Progress) -> Sent:
        shelf = self._shelf(contents)
        sent = transfer(contents, shelf, progress)
        return Sent(shelf.place, "published", len(contents.files), sent)

    def withdrawal(self, contents: Contents) -> Withdrawal:
        shelf = self._shelf(contents)
        if not patiently(shelf.listed):
            return Withdrawal(shelf.place, (), (NOTHING,))
        person = ["copies that others made are deleted by whoever made them"]
        if patiently(shelf.keeps_versions):
            person.insert(0, f"{shelf.scheme}://{shelf.root.partition('/')[0]} keeps deleted objects as old versions; "
                             "delete those in the console, or by a lifecycle rule")  # fmt: skip
        return Withdrawal(shelf.place, (f"deletes the release's objects below {shelf.place}",), tuple(person))

    def withdraw(self, contents: Contents) -> None:
        shelf = self._shelf(contents)
        there = set(patiently(shelf.listed))
        # SHA256SUMS first: what is only half gone must not pass for a release.
        for file in sorted(contents.files, key=lambda file: file.path != SUMS):
            if file.path in there:
                patiently(partial(shelf.remove, file.path))

    def _shelf(self, contents: Contents) -> BucketShelf:
        return BucketShelf(self.scheme, f"{self._root}/{contents.name}")
