"""What can go wrong, as one small tree. The command line shows any of these as one line and exits 1.

PairwearError
├── WorkspaceError      a folder or file that a step needs is not there
├── TableError          a table cannot be read: file, row, column and rule are named
├── SpecError           a dataset definition breaks its rules; all mistakes at once
├── VocabularyError     a vocabulary file contradicts itself
├── TranslationError    machine translation is asked for and cannot work
├── UnknownNameError    a category, stage or option value that does not exist; the known ones are named
├── CrawlError          a crawl cannot start as asked, or a ledger cannot be used
├── PhotoError          the bytes are no picture that can be used; carries a snake_case reason
├── TooFewPhotosError   fewer photos than clusters
├── ModelError          a network's file cannot be used
├── PageError           a local web page cannot be served
├── LearnError          nothing can be learned from the reviews
├── ReviewError         a line of reviews.csv means nothing, or names a photo that is gone
├── ReleaseError        a release cannot be built, checked or rebuilt
├── PublishError        a release cannot be sent where it was asked to go
├── ClusterError        a cluster of machines cannot be used
├── ConfigError         a preset, a key of it or a method does not exist or contradicts itself
├── DataError           there is nothing, or too little, to train or evaluate on
└── RunError            a training run or a checkpoint cannot be used
"""

from collections.abc import Callable, Iterable
from typing import Any


class PairwearError(Exception):
    """A mistake or a fault that the person at the keyboard can mend."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        # Worker processes send errors back, and pickle would call the constructors with the message alone.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[PairwearError], arguments: tuple[Any, ...], values: dict[str, Any]) -> PairwearError:
    """An error as it was in another process."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(values)
    return error


class WorkspaceError(PairwearError):
    """A folder or file that a step needs is not there, or holds nothing."""


class TableError(PairwearError):
    """A table cannot be read. The message names the file, the row and the way out."""


class SpecError(PairwearError):
    """A dataset definition breaks its rules. `mistakes` holds one line for each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class VocabularyError(PairwearError):
    """A vocabulary file contradicts itself or lacks a column."""


class TranslationError(PairwearError):
    """Machine translation is asked for and cannot work, such as for want of a key."""


class UnknownNameError(PairwearError):
    """A name that does not exist where it was looked up."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, plural: str = "") -> None:
        listed = ", ".join(known) or "none yet"
        super().__init__(f"unknown {kind} '{name}'; known {plural or kind + 's'}: {listed}")


class CrawlError(PairwearError):
    """A crawl cannot start as asked, or its ledger cannot be used."""


class PhotoError(PairwearError):
    """The bytes are no picture that can be used. `reason` is the snake_case word kept in tables."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}")


class TooFewPhotosError(PairwearError):
    """Fewer photos than clusters: K-Means has no answer."""


class ModelError(PairwearError):
    """A network's file is missing, cannot be run or has another shape."""


class PageError(PairwearError):
    """A local web page cannot be served, such as on a port that is in use."""


class LearnError(PairwearError):
    """Nothing can be learned from the reviews that there are."""


class ReviewError(PairwearError):
    """A person's decision cannot be followed: its line means nothing, or what it names is gone."""


class ReleaseError(PairwearError):
    """A release cannot be built, checked or rebuilt."""


class PublishError(PairwearError):
    """A release cannot be sent where it was asked to go."""


class ClusterError(PairwearError):
    """A cluster of machines that was named cannot be used."""


class ConfigError(PairwearError):
    """A preset, one of its keys or a method does not exist, or a value breaks its rule."""


class DataError(PairwearError):
    """There is nothing, or too little, to train or evaluate on."""


class RunError(PairwearError):
    """A training run or a checkpoint is missing, damaged or of another method."""
