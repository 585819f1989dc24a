"""Publish a release, look at what that would do, or take it back."""

from pathlib import Path

from curation.errors import PublishError
from curation.release.publish.check import check
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination
from curation.release.publish.plan import Plan, Progress, Sent, Withdrawal
from curation.release.publish.quiet import quiet_libraries


def plan(release: Path, to: str, *, workspace: Path | None = None) -> Plan:
    """What `publish` would do; nothing is written anywhere.

    Raises:
        PublishError: it would be refused.
    """
    contents = read(release)
    with quiet_libraries():
        found = destination(to).plan(contents)
    check(contents, workspace)
    return found


def publish(
    release: Path,
    to: str,
    *,
    workspace: Path | None = None,
    confirm: bool = False,
    private: bool = False,
    progress: Progress = lambda count: None,
) -> Sent:
    """Send a release; the same call goes on where an earlier one was stopped.

    Args:
        release: the folder of a finished release.
        to: where; one of `destinations.KINDS`.
        workspace: what was recorded after the release was built (removals, reservations) is looked up there.
        confirm: give a draft on Zenodo its DOI.
        private: make a new repository on the Hub visible to its owner only.
        progress: called with the number of bytes that have just gone.

    Raises:
        PublishError: the release may not be published, or cannot be sent.
    """
    contents = read(release)
    target = destination(to, confirm=confirm, private=private)
    # First: who lacks a key need not wait until gigabytes are verified.
    target.ready()
    check(contents, workspace)
    with quiet_libraries():
        target.plan(contents)
        return target.send(contents, progress)


def unpublish(release: Path, to: str, *, really: bool = False) -> Withdrawal:
    """What taking a release back does and what a person has to do; it is done where `really`.

    Raises:
        PublishError: the place cannot be reached or refuses.
    """
    contents = read(release)
    target = destination(to)
    with quiet_libraries():
        found = target.withdrawal(contents)
        if really:
            target.withdraw(contents)
    if really and not found.does:
        raise PublishError(f"nothing could be taken back from {found.place}; {'; '.join(found.person)}")
    return found
