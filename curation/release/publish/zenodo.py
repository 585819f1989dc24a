"""A release on Zenodo: a draft with the files, which a person confirms; only then it gets its DOI, for good.

Source: https://developers.zenodo.org, "Depositions" and "Deposition actions".
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from curation.errors import PublishError
from curation.release.publish.contents import Contents
from curation.release.publish.patience import patiently
from curation.release.publish.plan import Item, Plan, Progress, Sent, Withdrawal
from curation.release.publish.tarstream import Body, TarStream
from curation.release.publish.transfer import CHUNK, NOTHING, digest
from curation.release.publish.zenodo_api import Zenodo, mark

FILES, BYTES = 100, 50 * 10**9
"""What Zenodo takes in a record."""
HOSTS = {
    "zenodo": ("https://zenodo.org", "ZENODO_TOKEN", "ZENODO_URL"),
    "zenodo-sandbox": ("https://sandbox.zenodo.org", "ZENODO_SANDBOX_TOKEN", "ZENODO_SANDBOX_URL"),
}
"""By address: where it is, the variable with the token, and the variable that names another instance."""

SPDX = "https://spdx.org/licenses/"


@dataclass(frozen=True)
class Parcel:
    """One file of a record: a file of the release, or one of its folders as a tar."""

    name: str
    size: int
    md5: Callable[[], str]
    pieces: Callable[[], Iterator[bytes]]


class ZenodoDestination:
    """`zenodo`, or `zenodo-sandbox` for practice."""

    def __init__(self, address: str, *, confirm: bool = False) -> None:
        self.address = address
        self.confirm = confirm
        self.home, self.token, other = HOSTS[address]
        self.home = os.environ.get(other, self.home).rstrip("/")

    def ready(self) -> None:
        Zenodo(self.home, self.token)

    def plan(self, contents: Contents) -> Plan:
        notes = ["a record with a DOI cannot be taken back: look at the draft before you confirm it"]
        if any(file.path.endswith((".tar", ".jpg", ".png", ".webp")) for file in contents.files):
            notes.append("this release holds photos; a DOI and a photo that must be removed pull against each other")
        items = tuple(Item(parcel.name, parcel.size) for parcel in parcels(contents))
        return Plan(self.address, f"{self.home}, a draft", items, tuple(notes))

    def send(self, contents: Contents, progress: Progress) -> Sent:
        wanted = parcels(contents)
        api = Zenodo(self.home, self.token)
        if done := api.find(contents, published=True):
            return Sent(done["links"]["html"], "published", len(wanted), 0, str(done["id"]), (_doi(done),))
        draft = api.find(contents, published=False)
        if self.confirm:
            return self._confirmed(api, contents, draft, wanted)
        draft = draft or api.begin(contents, _metadata(contents))
        sent = _fill(api, draft, wanted, progress)
        api.describe(draft, _metadata(contents))
        note = f"look at it, then: curate publish {contents.root} --to {self.address} --confirm"
        return Sent(draft["links"]["html"], "draft", len(wanted), sent, str(draft["id"]), (note,))

    def _confirmed(self, api: Zenodo, contents: Contents, draft: Any, wanted: list[Parcel]) -> Sent:
        """Publish a draft that is whole."""
        there = api.files(draft) if draft else {}
        if not draft or any(parcel.name not in there or there[parcel.name].md5 != parcel.md5() for parcel in wanted):
            raise PublishError(
                f"{self.home} has no whole draft of {contents.name}; send it first: curate publish {contents.root} "
                f"--to {self.address}"
            )
        done = api.publish(draft)
        return Sent(done["links"]["html"], "published", len(wanted), 0, str(done["id"]), (_doi(done),))

    def withdrawal(self, contents: Contents) -> Withdrawal:
        api = Zenodo(self.home, self.token)
        if done := api.find(contents, published=True):
            words = (
                f"{done['links']['html']} has a DOI ({done.get('doi', '')}), which no interface takes back: ask for "
                f"its removal at {self.home}/support, with the reason, or restrict its files there under Edit",
            )
            return Withdrawal(done["links"]["html"], (), words)
        if draft := api.find(contents, published=False):
            return Withdrawal(draft["links"]["html"], ("deletes the draft",))
        return Withdrawal(self.home, (), (NOTHING,))

    def withdraw(self, contents: Contents) -> None:
        api = Zenodo(self.home, self.token)
        if draft := api.find(contents, published=False):
            api.discard(draft)


def parcels(contents: Contents) -> list[Parcel]:
    """A release as a flat list of files: those at its top as they are, each folder as one tar.

    Raises:
        PublishError: more than a record takes.
    """
    top = [file for file in contents.files if "/" not in file.path]
    folders = sorted({file.path.partition("/")[0] for file in contents.files if "/" in file.path})
    found = [_file(contents, file.path, file.bytes) for file in top] + [_tar(contents, name) for name in folders]
    if len(found) > FILES:
        raise PublishError(f"Zenodo takes {FILES} files in a record, {contents.name} would have {len(found)}")
    if (size := sum(parcel.size for parcel in found)) > BYTES:
        raise PublishError(
            f"Zenodo takes {BYTES // 10**9} GB in a record, {contents.name} has {size / 10**9:.0f}; send a release of "
            "links, or ask Zenodo for more"
        )
    return found


def _file(contents: Contents, path: str, size: int) -> Parcel:
    source = contents.root / path

    def pieces() -> Iterator[bytes]:
        with source.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")

    return Parcel(path, size, lambda: digest(source, "md5"), pieces)


def _tar(contents: Contents, folder: str) -> Parcel:
    members = [(file.path, contents.source(file)) for file in contents.files if file.path.startswith(f"{folder}/")]
    tar = TarStream(members)
    return Parcel(f"{folder}.tar", tar.bytes, tar.md5, lambda: iter(tar))


def _fill(api: Zenodo, draft: Any, wanted: list[Parcel], progress: Progress) -> int:
    """Bring a draft's files to what is wanted; gives the number of bytes sent."""
    there, sent = patiently(lambda: api.files(draft)), 0
    for name in there.keys() - {parcel.name for parcel in wanted}:
        api.remove(draft, there[name])  # of the version before
    for parcel in wanted:
        md5 = parcel.md5()
        if parcel.name in there and there[parcel.name].md5 == md5:
            progress(parcel.size)
            continue
        if patiently(partial(_put, api, draft, parcel, progress)) != md5:
            raise PublishError(f"{parcel.name} did not arrive whole at {api.home}; run the same command again")
        sent += parcel.size
    return sent


def _put(api: Zenodo, draft: Any, parcel: Parcel, progress: Progress) -> str:
    """Send a parcel, from its beginning at each try; gives the MD5 of what arrived."""
    return api.put(draft, parcel.name, Body(_seen(parcel.pieces(), progress), parcel.size))


def _seen(pieces: Iterator[bytes], progress: Progress) -> Iterator[bytes]:
    """The pieces, each reported as it goes."""
    for piece in pieces:
        yield piece
        progress(len(piece))


def _metadata(contents: Contents) -> dict[str, Any]:
    """What Zenodo asks for, from croissant.json."""
    facts = json.loads((contents.root / "croissant.json").read_text(encoding="utf-8"))
    creators = facts.get("creator") or []
    creators = creators if isinstance(creators, list) else [creators]
    return {
        "title": str(facts.get("name") or contents.dataset),
        "upload_type": "dataset",
        "description": str(facts.get("description") or contents.name),
        "creators": [{"name": str(one.get("name"))} for one in creators],
        "access_right": "open",
        "license": _licence(str(facts.get("license") or "")),
        "version": contents.version,
        "keywords": ["pairwear", mark(contents.dataset)],
    }


def _licence(address: str) -> str:
    """Zenodo's name of a licence: SPDX's in lower case, or that of licences it does not know.

    >>> _licence("https://spdx.org/licenses/CC-BY-4.0.html")
    'cc-by-4.0'
    """
    if not address.startswith(SPDX):
        # The least that can be promised; the card in the record says what it is.
        return "other-closed"
    return address.removeprefix(SPDX).removesuffix(".html").lower()


def _doi(record: Any) -> str:
    return f"DOI {record.get('doi', '')}"
