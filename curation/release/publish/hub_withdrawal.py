"""Taking a version off the Hub, where a deleted file stays in the history and a tag keeps every commit before it."""

from curation.errors import PublishError
from curation.release.publish.contents import Contents
from curation.release.publish.hub_api import Repository
from curation.release.publish.plan import Withdrawal

KEPT = "kept-"
"""Begins the name of the branch that holds another version while its tag is made anew."""


def described(repo: str, tag: str) -> Withdrawal:
    """What `withdraw` does, and what a person has to do."""
    does = (
        "where main holds this version, deletes its files there",
        "joins the history of main to one commit, so that no older commit of it is left to read",
        f"makes the tags of later versions anew, with the same files but without the history in which {tag} stands",
        "deletes large files for good that no other tag or branch holds",
        f"deletes the tag {tag}",
    )
    person = (
        f"discussions and pull requests of {repo} keep their commits: close and delete those",
        "a DOI made in the settings locks the repository; write to the Hub's support",
        "copies and forks that others made stay; removals.csv of the next version tells them what to delete",
    )
    return Withdrawal(f"hf://datasets/{repo}, tag {tag}", does, person)


def withdraw(repo: Repository, contents: Contents, tag: str, *, on_main: bool) -> None:
    """Take a version back; one that was stopped is run again.

    Raises:
        PublishError: the version is not there, or the Hub refuses.
    """
    commit = repo.refs("tags").get(tag, "")
    if not (commit or on_main):
        raise PublishError(f"{repo.place} has neither the tag {tag} nor this version on main; nothing was taken back")
    if on_main:
        paths = [file.path for file in contents.files]
        repo.ask("delete_files", delete_patterns=paths, commit_message=f"{contents.name} was withdrawn")
    repo.ask("super_squash_history")
    for other in _followers(repo, tag, commit):
        _make_anew(repo, other)
    _delete_large(repo, contents, tag)
    # Last: as long as it is there, a withdrawal that was stopped can be run again.
    if commit:
        repo.ask("delete_tag", tag=tag)


def _followers(repo: Repository, tag: str, commit: str) -> list[str]:
    """The other tags in whose history a commit stands, and those that a stopped withdrawal was making anew."""
    begun = {name.removeprefix(KEPT) for name in repo.refs("branches") if name.startswith(KEPT)}
    tags = set(repo.refs("tags")) - {tag}
    after = {
        other
        for other in tags - begun
        if any(one.commit_id == commit for one in repo.listed("list_repo_commits", revision=other))
    }
    return sorted(begun | after)


def _make_anew(repo: Repository, tag: str) -> None:
    """Give a tag a commit without a history; at every moment the tag or the branch holds its files."""
    branch = f"{KEPT}{tag}"
    if branch not in repo.refs("branches"):
        repo.ask("create_branch", branch=branch, revision=tag)
    repo.ask("super_squash_history", branch=branch)
    if tag in repo.refs("tags"):
        repo.ask("delete_tag", tag=tag)
    repo.ask("create_tag", tag=tag, revision=branch)
    repo.ask("delete_branch", branch=branch)


def _delete_large(repo: Repository, contents: Contents, tag: str) -> None:
    """Delete the release's large files that nothing but its own tag holds."""
    others = [name for kind in ("tags", "branches") for name in repo.refs(kind) if name != tag]
    kept = {file.lfs.sha256 for name in others for file in repo.tree(name).values() if file.lfs}
    gone = {file.sha256 for file in contents.files} - kept
    doomed = [file for file in repo.listed("list_lfs_files") if file.oid in gone]
    if doomed:
        repo.ask("permanently_delete_lfs_files", lfs_files=doomed, rewrite_history=False)
