"""Zenodo's interface: each function one request or one thing that is asked for in pages."""

import os
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from curation.errors import PublishError
from curation.release.publish.answers import LaterError, fault, retry_after
from curation.release.publish.contents import Contents
from curation.release.publish.patience import patiently
from curation.release.publish.tarstream import Body

TIMEOUT_S = 120
PAGE = 100
"""Depositions in one answer; more are not given."""


@dataclass(frozen=True)
class Stored:
    """A file of a deposition."""

    id: str
    md5: str


class Zenodo:
    """One instance, spoken to with a token.

    Raises:
        PublishError: there is no token, or the address would send it in the open.
    """

    def __init__(self, home: str, variable: str) -> None:
        self.home = home
        self._variable = variable
        self._token = os.environ.get(variable, "")
        if not self._token:
            raise PublishError(
                f"no token for {home}; make one at {home}/account/settings/applications with deposit:write and "
                f"deposit:actions, and set {variable}"
            )
        parts = urlsplit(home)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise PublishError(f"{home} must be an https address: a token is sent there")
        self._depositions = f"{home}/api/deposit/depositions"

    def find(self, contents: Contents, *, published: bool) -> Any:
        """The deposition of this version of the dataset; None where there is none."""
        for one in self._all(contents):
            if bool(one["submitted"]) == published and one["metadata"].get("version") == contents.version:
                return one
        return None

    def begin(self, contents: Contents, metadata: dict[str, Any]) -> Any:
        """A new draft: the next version of the dataset's record where it has one, else a new record."""
        earlier = [one for one in self._all(contents) if one["submitted"]]
        if not earlier:
            return patiently(lambda: self._json("POST", self._depositions, json={"metadata": metadata}))
        latest = max(earlier, key=lambda one: int(one["id"]))
        told = patiently(lambda: self._json("POST", f"{self._depositions}/{latest['id']}/actions/newversion"))
        address = self._own(told["links"]["latest_draft"])
        draft = patiently(lambda: self._json("GET", address))
        # At once: until then the draft says that it is the earlier version, and a resumed run would not find it.
        self.describe(draft, metadata)
        return draft

    def describe(self, draft: Any, metadata: dict[str, Any]) -> None:
        body = {"metadata": metadata}
        patiently(lambda: self._json("PUT", f"{self._depositions}/{draft['id']}", json=body))

    def files(self, draft: Any) -> dict[str, Stored]:
        """The files of a deposition, by name."""
        listed = self._json("GET", f"{self._depositions}/{draft['id']}/files")
        return {one["filename"]: Stored(one["id"], one["checksum"].removeprefix("md5:")) for one in listed}

    def put(self, draft: Any, name: str, body: Body) -> str:
        """Send a file; gives the MD5 of what arrived."""
        bucket = self._own(draft["links"]["bucket"])
        told = self._json("PUT", f"{bucket}/{quote(name)}", data=body)
        return str(told["checksum"].removeprefix("md5:"))

    def remove(self, draft: Any, file: Stored) -> None:
        patiently(lambda: self._ask("DELETE", f"{self._depositions}/{draft['id']}/files/{file.id}"))

    def publish(self, draft: Any) -> Any:
        return patiently(lambda: self._json("POST", f"{self._depositions}/{draft['id']}/actions/publish"))

    def discard(self, draft: Any) -> None:
        patiently(lambda: self._ask("DELETE", f"{self._depositions}/{draft['id']}"))

    def _all(self, contents: Contents) -> list[Any]:
        """Every deposition of the dataset, drafts and published ones of all versions."""
        found: list[Any] = []
        keyword, page = mark(contents.dataset), 1
        while True:
            given = {"size": PAGE, "page": page, "all_versions": "true"}
            listed = patiently(partial(self._json, "GET", self._depositions, params=given))
            found += [one for one in listed if keyword in (one["metadata"].get("keywords") or [])]
            if len(listed) < PAGE:
                return found
            page += 1

    def _own(self, address: str) -> str:
        """An address that an answer gives; the token goes nowhere else.

        Raises:
            PublishError: it leads to another host.
        """
        if urlsplit(address)[:2] != urlsplit(self.home)[:2]:
            raise PublishError(f"{self.home} sends on to {urlsplit(address).hostname}, where its token must not go")
        return address

    def _json(self, method: str, address: str, **given: Any) -> Any:
        return self._ask(method, address, **given).json()

    def _ask(self, method: str, address: str, **given: Any) -> requests.Response:
        """An answer.

        Raises:
            LaterError: it may come later.
            PublishError: it says no.
        """
        headers = {"Authorization": f"Bearer {self._token}"}
        host = urlsplit(self.home).hostname or ""
        try:
            answer = requests.request(
                method, address, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, **given
            )
        except requests.RequestException as error:
            raise LaterError(f"{host} cannot be reached ({type(error).__name__})") from error
        if answer.status_code >= 300:
            wait = retry_after(answer.headers.get("Retry-After"))
            credential = f"put a valid one into {self._variable}"
            raise fault(host, self.home, credential, answer.status_code, _said(answer), wait)
        return answer


def mark(dataset: str) -> str:
    """The keyword by which a dataset's records are found again."""
    return f"pairwear:{dataset}"


def _said(answer: requests.Response) -> str:
    """The service's own words: its message and, of each wrong field, the name and what is wrong."""
    try:
        told = answer.json()
        wrong = [f"{one.get('field')}: {one.get('message')}" for one in told.get("errors") or []]
        return "; ".join([str(told.get("message") or ""), *wrong])
    except (ValueError, AttributeError):
        return answer.text
