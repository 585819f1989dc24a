"""Talking to the Hugging Face Hub: huggingface_hub's client with our patience, and its errors as ours."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from curation.errors import PublishError
from curation.release.publish.answers import LaterError, fault, retry_after, without_secrets
from curation.release.publish.patience import patiently

HOME = "https://huggingface.co"
KIND = "dataset"
CREDENTIAL = "run hf auth login, or set HF_TOKEN"


class Repository:
    """A dataset's repository."""

    def __init__(self, api: Any, name: str) -> None:
        self._api = api
        self.name = name
        self.home: str = api.endpoint
        self.place = f"hf://datasets/{name}"

    def ask(self, call: str, **named: Any) -> Any:
        """What a method of the client gives for this repository.

        Raises:
            PublishError: in one line.
        """
        return patiently(partial(self._answered, getattr(self._api, call), **named))

    def listed(self, call: str, **named: Any) -> list[Any]:
        """What a method gives that asks page by page while it is read."""
        method = getattr(self._api, call)

        def read(**also: Any) -> list[Any]:
            return list(method(**also))

        return list(patiently(partial(self._answered, read, **named)))

    def refs(self, kind: str) -> dict[str, str]:
        """The commits of all "tags" or "branches", by name."""
        return {ref.name: ref.target_commit for ref in getattr(self.ask("list_repo_refs"), kind)}

    def tree(self, revision: str) -> dict[str, Any]:
        """The files of a revision, by path."""
        entries = self.listed("list_repo_tree", recursive=True, revision=revision)
        return {entry.path: entry for entry in entries if hasattr(entry, "blob_id")}

    def _answered(self, call: Any, **named: Any) -> Any:
        """What a call gives, or the error that its answer stands for."""
        from huggingface_hub import errors  # noqa: PLC0415

        # The base of all that its HTTP library raises, whose name changes from one version to the next.
        http_error: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]
        service = urlsplit(self.home).hostname or ""
        try:
            return call(repo_id=self.name, repo_type=KIND, **named)
        except (http_error, RuntimeError, ValueError) as error:
            # An upload of a large file wraps what the service said.
            cause = error.__cause__ if type(error) is RuntimeError and error.__cause__ else error
            if isinstance(cause, errors.HfHubHTTPError):
                wait = retry_after(cause.response.headers.get("Retry-After"))
                said = cause.server_message or cause.response.headers.get("X-Error-Message") or ""
                raise fault(service, self.place, CREDENTIAL, cause.response.status_code, said, wait) from error
            if isinstance(cause, http_error):
                raise LaterError(f"{service} cannot be reached ({type(cause).__name__})") from error
            raise PublishError(f"{service} does not take it ({without_secrets(str(cause))})") from error


@contextmanager
def repository(name: str) -> Iterator[Repository]:
    """A repository to talk to, with a key.

    Raises:
        PublishError: the client is not installed, offline, or has no key.
    """
    place = f"hf://datasets/{name}"
    if importlib.util.find_spec("huggingface_hub") is None:
        raise PublishError("hf:// needs the extra 'release': pip install 'pairwear[release]'")
    # Loaded here only: it takes half a second, and most commands do without.
    from huggingface_hub import HfApi, constants, get_token  # noqa: PLC0415

    if constants.HF_HUB_OFFLINE:
        raise PublishError(f"{place} cannot be reached: HF_HUB_OFFLINE is set; unset it")
    if not get_token():
        raise PublishError(f"no token for {place}; {CREDENTIAL}")
    with _bars_on_terminals_only():
        yield Repository(HfApi(endpoint=os.environ.get("HF_ENDPOINT", HOME).rstrip("/")), name)


@contextmanager
def _bars_on_terminals_only() -> Iterator[None]:
    """Keep the client's progress bars out of files."""
    from huggingface_hub.utils.tqdm import (  # noqa: PLC0415
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    wanted = not are_progress_bars_disabled()
    if wanted and not sys.stderr.isatty():
        disable_progress_bars()
    try:
        yield
    finally:
        if wanted:
            enable_progress_bars()
