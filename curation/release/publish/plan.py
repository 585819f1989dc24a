"""What would go where and how much, before anything goes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from curation.release.publish.contents import Contents

Progress = Callable[[int], None]
"""Called with the number of bytes that have just gone."""


@dataclass(frozen=True)
class Item:
    """One file as the destination will have it."""

    name: str
    bytes: int
    there: bool = False
    """Whether it is there already, byte for byte."""


@dataclass(frozen=True)
class Plan:
    """What a publication would do."""

    to: str
    """The address that was given, such as "zenodo"."""
    place: str
    """Where it would stand, such as "hf://datasets/owner/name, tag v1.0.0"."""
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    """What a person should know before, a sentence each."""

    @property
    def bytes(self) -> int:
        """What is still to go."""
        return sum(item.bytes for item in self.items if not item.there)


@dataclass(frozen=True)
class Sent:
    """What a publication did."""

    address: str
    """Where a person finds it."""
    state: str
    """published, or draft where a person has to confirm."""
    files: int
    """That the destination has now."""
    bytes: int
    """That were sent by this run."""
    id: str = ""
    """The service's own number, where it has one."""
    notes: tuple[str, ...] = ()
    """What is left to do, a sentence each."""


@dataclass(frozen=True)
class Withdrawal:
    """What taking a release back does, and what only a person can."""

    place: str
    does: tuple[str, ...]
    """What the interface allows, a sentence each."""
    person: tuple[str, ...] = field(default_factory=tuple)
    """What a person must do, a sentence each."""


class Destination(Protocol):
    """A place that releases can be sent to."""

    def ready(self) -> None:
        """Make sure that nothing is missing here, such as a key; asks nobody.

        Raises:
            PublishError: says what, and how to get it.
        """

    def plan(self, contents: Contents) -> Plan:
        """What would go; writes nothing.

        Raises:
            PublishError: it could not go as it is.
        """

    def send(self, contents: Contents, progress: Progress) -> Sent:
        """Send what is not there yet; the same call goes on where an earlier one was stopped.

        Raises:
            PublishError: in one line.
        """

    def withdrawal(self, contents: Contents) -> Withdrawal:
        """What `withdraw` would do; writes nothing."""

    def withdraw(self, contents: Contents) -> None:
        """Take back what can be taken back.

        Raises:
            PublishError: in one line.
        """
