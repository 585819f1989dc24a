"""A release on the Hugging Face Hub: the folder on `main`, a tag for its version."""

import re
from hashlib import sha1
from typing import Any

from curation.errors import PublishError
from curation.release.publish.contents import Contents, File
from curation.release.publish.hub_api import Repository, repository
from curation.release.publish.hub_withdrawal import described, withdraw
from curation.release.publish.plan import Item, Plan, Progress, Sent, Withdrawal
from curation.release.publish.transfer import digest

REPO_FILES, FOLDER_FILES, FILE_BYTES = 100_000, 10_000, 500 * 10**9
"""What the Hub takes: files in a repository, entries in a folder, bytes in a file."""
ATTRIBUTES = ".gitattributes"
"""The Hub's own file in every repository."""
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
        with repository(self.repo):
            pass

    def plan(self, contents: Contents) -> Plan:
        _check_limits(contents)
        items = tuple(Item(file.path, file.bytes) for file in contents.files)
        place = f"hf://datasets/{self.repo}, tag v{contents.version}"
        note = "files of an earlier version on main are replaced; its tag keeps them"
        return Plan(self.address, place, items, (note,))

    def send(self, contents: Contents, progress: Progress) -> Sent:
        _check_limits(contents)
        tag = f"v{contents.version}"
        with repository(self.repo) as repo:
            repo.ask("create_repo", private=self.private, exist_ok=True)
            if tag in repo.refs("tags"):
                _compare(repo, contents, tag)
            else:
                folder, message = str(contents.root), contents.name
                repo.ask("upload_folder", folder_path=folder, commit_message=message, delete_patterns="*")
                _compare(repo, contents, "main")
                repo.ask("create_tag", tag=tag, revision="main")
            address = f"{repo.home}/datasets/{self.repo}/tree/{tag}"
            return Sent(address, "published", len(contents.files), contents.bytes)

    def withdrawal(self, contents: Contents) -> Withdrawal:
        return described(self.repo, f"v{contents.version}")

    def withdraw(self, contents: Contents) -> None:
        with repository(self.repo) as repo:
            on_main = not differences(contents, repo.tree("main"))
            withdraw(repo, contents, f"v{contents.version}", on_main=on_main)


def _compare(repo: Repository, contents: Contents, revision: str) -> None:
    """Make sure that a revision holds the release, byte for byte.

    Raises:
        PublishError: it does not.
    """
    changed = differences(contents, repo.tree(revision))
    if changed and revision == "main":
        raise PublishError(
            f"{repo.place} differs from the release in {changed[0]} after the upload: somebody else writes to it; look "
            "at it, then run the same command again"
        )
    if changed:
        raise PublishError(
            f"{repo.place} has {revision} already, and it differs in {changed[0]}; a version that was published is "
            "never changed: build a new one"
        )


def differences(contents: Contents, there: dict[str, Any]) -> list[str]:
    """Paths that a revision lacks, has besides or has with other bytes."""
    strange = sorted(there.keys() - {file.path for file in contents.files} - {ATTRIBUTES})
    return [file.path for file in contents.files if not _same(contents, file, there.get(file.path))] + strange


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
    if (count := len(contents.files)) > REPO_FILES:
        raise PublishError(f"the Hub takes {REPO_FILES:,} files in a repository, the release has {count:,}")
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
