"""A release on the Hugging Face Hub: the folder on `main`, a tag for its version; all talking is huggingface_hub's."""

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from typing import Any
from urllib.parse import urlsplit

from curation.errors import PublishError
from curation.release.publish.answers import LaterError, fault, retry_after, without_secrets
from curation.release.publish.contents import Contents, File
from curation.release.publish.patience import patiently
from curation.release.publish.plan import Item, Plan, Progress, Sent, Withdrawal
from curation.release.publish.transfer import digest

REPO_FILES, FOLDER_FILES, FILE_BYTES = 100_000, 10_000, 500 * 10**9
"""What the Hub takes: files in a repository, entries in a folder, bytes in a file."""
KIND = "dataset"
ATTRIBUTES = ".gitattributes"
"""The Hub's own file in every repository."""
HOME = "https://huggingface.co"
CREDENTIAL = "run hf auth login, or set HF_TOKEN"
_ADDRESS = re.compile(r"hf://(?:datasets/)?([\w.-]+/[\w.-]+)/?")


class HubDestination:
    """hf://owner/name, a dataset's repository."""

    def __init__(self, address: str, *, private: bool = False) -> None:
        match = _ADDRESS.fullmatch(address)
        if not match:
            raise PublishError(f"'{address}' names no repository; write hf://owner/name")
        self.address = address
        self.repo = match[1]
        self.private = private

    def ready(self) -> None:
        with _talking(self.repo):
            pass

    def plan(self, contents: Contents) -> Plan:
        _check_limits(contents)
        items = tuple(Item(file.path, file.bytes) for file in contents.files)
        place = f"hf://datasets/{self.repo}, tag v{contents.version}"
        return Plan(
            self.address, place, items, ("files of an earlier version on main are replaced; its tag keeps them",)
        )

    def send(self, contents: Contents, progress: Progress) -> Sent:
        _check_limits(contents)
        with _talking(self.repo) as api:
            state = {"repo_id": self.repo, "repo_type": KIND}
            patiently(lambda: _answered(api.create_repo, self.repo, **state, private=self.private, exist_ok=True))
            tag = f"v{contents.version}"
            if self._commit(api, tag):
                self._compare(api, contents, tag)
                return self._sent(api, contents)
            patiently(
                lambda: _answered(
                    api.upload_folder,
                    self.repo,
                    **state,
                    folder_path=str(contents.root),
                    commit_message=contents.name,
                    delete_patterns="*",
                )
            )
            self._compare(api, contents, "main")
            patiently(lambda: _answered(api.create_tag, self.repo, **state, tag=tag, revision="main"))
            return self._sent(api, contents)

    def withdrawal(self, contents: Contents) -> Withdrawal:
        does = (
            f"deletes the tag v{contents.version}",
            "where main holds this version, deletes its files there",
            "joins the history of main to one commit, so that no older commit of it is left to read",
            "deletes large files for good that no other tag or branch holds",
        )
        person = (
            f"discussions and pull requests of {self.repo} keep their commits: close and delete those",
            "a DOI made in the settings locks the repository; write to the Hub's support",
            "copies and forks that others made stay; removals.csv of the next version tells them what to delete",
        )
        return Withdrawal(f"hf://datasets/{self.repo}, tag v{contents.version}", does, person)

    def withdraw(self, contents: Contents) -> None:
        tag, state = f"v{contents.version}", {"repo_id": self.repo, "repo_type": KIND}
        with _talking(self.repo) as api:
            if self._commit(api, tag):
                patiently(lambda: _answered(api.delete_tag, self.repo, **state, tag=tag))
            if not self._differences(contents, self._tree(api, "main")):
                paths = [file.path for file in contents.files]
                message = f"{contents.name} was withdrawn"
                patiently(lambda: _answered(api.delete_files, self.repo, **state, delete_patterns=paths,
                                            commit_message=message))  # fmt: skip
            patiently(lambda: _answered(api.super_squash_history, self.repo, **state))
            self._delete_large(api, contents)

    def _delete_large(self, api: Any, contents: Contents) -> None:
        """Delete the release's large files that nothing else in the repository holds."""
        refs = patiently(lambda: _answered(api.list_repo_refs, self.repo, self.repo, repo_type=KIND))
        kept = {
            file.lfs.sha256
            for ref in (*refs.tags, *refs.branches)
            for file in self._tree(api, ref.name).values()
            if file.lfs
        }
        gone = {file.sha256 for file in contents.files} - kept
        large = patiently(lambda: _answered(lambda **given: list(api.list_lfs_files(**given)), self.repo,
                                            repo_id=self.repo, repo_type=KIND))  # fmt: skip
        doomed = [file for file in large if file.oid in gone]
        if doomed:
            patiently(lambda: _answered(api.permanently_delete_lfs_files, self.repo, self.repo, doomed,
                                        rewrite_history=False, repo_type=KIND))  # fmt: skip

    def _commit(self, api: Any, tag: str) -> str:
        """The commit of a tag; empty where there is none."""
        refs = patiently(lambda: _answered(api.list_repo_refs, self.repo, self.repo, repo_type=KIND))
        return next((ref.target_commit for ref in refs.tags if ref.name == tag), "")

    def _compare(self, api: Any, contents: Contents, revision: str) -> None:
        """Make sure that a revision holds the release, byte for byte.

        Raises:
            PublishError: it does not.
        """
        changed = self._differences(contents, self._tree(api, revision))
        if changed and revision == "main":
            raise PublishError(
                f"hf://datasets/{self.repo} differs from the release in {changed[0]} after the upload: somebody else "
                "writes to it; look at it, then run the same command again"
            )
        if changed:
            raise PublishError(
                f"hf://datasets/{self.repo} has {revision} already, and it differs in {changed[0]}; a version that was "
                "published is never changed: build a new one"
            )

    def _tree(self, api: Any, revision: str) -> dict[str, Any]:
        """The files of a revision, by path."""

        def listed(**given: Any) -> dict[str, Any]:
            return {file.path: file for file in api.list_repo_tree(**given) if hasattr(file, "blob_id")}

        return patiently(
            lambda: _answered(listed, self.repo, repo_id=self.repo, recursive=True, revision=revision, repo_type=KIND)
        )

    def _differences(self, contents: Contents, there: dict[str, Any]) -> list[str]:
        """Paths that a revision lacks, has besides or has with other bytes."""
        wanted = {file.path for file in contents.files}
        strange = sorted(there.keys() - wanted - {ATTRIBUTES})
        return [file.path for file in contents.files if not _same(contents, file, there.get(file.path))] + strange

    def _sent(self, api: Any, contents: Contents) -> Sent:
        address = f"{api.endpoint}/datasets/{self.repo}/tree/v{contents.version}"
        return Sent(address, "published", len(contents.files), contents.bytes)


def _same(contents: Contents, file: File, there: Any) -> bool:
    """Whether the Hub has a file's bytes: a large one it names by SHA-256, a small one by its git hash."""
    if there is None or there.size != file.bytes:
        return False
    source = contents.source(file)
    if there.lfs:
        return bool(there.lfs.sha256 == (file.sha256 or digest(source, "sha256")))
    body = source.read_bytes()
    return bool(there.blob_id == sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest())


def _check_limits(contents: Contents) -> None:
    """Refuse what the Hub would refuse after hours.

    Raises:
        PublishError: too many files, or one too large.
    """
    if len(contents.files) > REPO_FILES:
        raise PublishError(
            f"the Hub takes {REPO_FILES:,} files in a repository, the release has {len(contents.files):,}"
        )
    folders: dict[str, int] = {}
    for file in contents.files:
        if file.bytes > FILE_BYTES:
            raise PublishError(f"the Hub takes files of {FILE_BYTES // 10**9} GB at most; {file.path} is larger")
        folder = file.path.rpartition("/")[0]
        folders[folder] = folders.get(folder, 0) + 1
    crowded = next((folder for folder, count in folders.items() if count > FOLDER_FILES), None)
    if crowded is not None:
        raise PublishError(
            f"the Hub takes {FOLDER_FILES:,} files in a folder, {crowded}/ has {folders[crowded]:,}; build the release "
            "again, which puts so many into tars"
        )


@contextmanager
def _talking(repo: str) -> Iterator[Any]:
    """The client, with a key."""
    if importlib.util.find_spec("huggingface_hub") is None:
        raise PublishError("hf:// needs the extra 'release': pip install 'pairwear[release]'")
    # Loaded here only: it takes half a second, and most commands do without.
    from huggingface_hub import HfApi, constants, get_token  # noqa: PLC0415
    from huggingface_hub.utils.tqdm import (  # noqa: PLC0415
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    if constants.HF_HUB_OFFLINE:
        raise PublishError(f"hf://datasets/{repo} cannot be reached: HF_HUB_OFFLINE is set; unset it")
    if not get_token():
        raise PublishError(f"no token for hf://datasets/{repo}; {CREDENTIAL}")
    bars = not are_progress_bars_disabled()
    if bars and not sys.stderr.isatty():
        disable_progress_bars()
    try:
        yield HfApi(endpoint=os.environ.get("HF_ENDPOINT", HOME).rstrip("/"))
    finally:
        if bars:
            enable_progress_bars()


def _answered(call: Any, repo: str, *given: Any, **named: Any) -> Any:
    """What a call of the client gives; its errors are ours."""
    from huggingface_hub import errors  # noqa: PLC0415

    # The base of all that its HTTP library raises, which changes its name from one version to the next.
    http_error: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]

    service = urlsplit(os.environ.get("HF_ENDPOINT", HOME)).hostname or ""
    place = f"hf://datasets/{repo}"
    try:
        return call(*given, **named)
    except (http_error, RuntimeError, ValueError) as error:
        # An upload of a large file wraps what the service said.
        cause = error.__cause__ if type(error) is RuntimeError and error.__cause__ else error
        if isinstance(cause, errors.HfHubHTTPError):
            wait = retry_after(cause.response.headers.get("Retry-After"))
            said = cause.server_message or cause.response.headers.get("X-Error-Message") or ""
            raise fault(service, place, CREDENTIAL, cause.response.status_code, said, wait) from error
        if isinstance(cause, http_error):
            raise LaterError(f"{service} cannot be reached ({type(cause).__name__})") from error
        raise PublishError(f"{service} does not take it ({without_secrets(str(cause))})") from error
