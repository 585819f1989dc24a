"""What there is to train on: the photos and pairs of a build or a release, with attributes and splits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import DataError

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Article:
    """A product: what is known of it beyond its photos."""

    key: str
    """Store and id, as `store/id`."""
    split: str
    """train, validation or test."""
    category: str
    """A value of the vocabulary."""
    attributes: Mapping[str, str]
    """Attribute to value; what is not stated is not there."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a product."""

    path: Path
    """Where its file lies, or the tar that holds it."""
    sha256: str
    """Of its bytes when the table was made; empty where the table does not say."""
    role: str
    """product (the article alone) or model (worn by a person)."""
    shot: str
    """Which shot it is, where something has looked."""
    article: int
    """Its product: a place in `Table.articles`."""
    span: tuple[int, int] | None = None
    """First byte and number of bytes within a tar."""
    identity: str = ""
    """What tells its bytes from others where sha256 is empty: a tar's hash and the name within."""

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            OSError: they cannot be read.
        """
        if self.span is None:
            return self.path.read_bytes()
        with self.path.open("rb") as file:
            file.seek(self.span[0])
            return file.read(self.span[1])


@dataclass(frozen=True)
class Table:
    """Products, their photos, and which two of these make a pair."""

    source: Path
    """The build or release it was read from."""
    split_rule: str
    """How products came into their splits, in words for a report."""
    articles: tuple[Article, ...]
    photos: tuple[Photo, ...]
    pairs: tuple[tuple[int, int], ...]
    """Places in `photos`: the product photo, and the front-facing full-body photo of a person."""

    def of(self, photo: int) -> Article:
        """The product that a photo shows."""
        return self.articles[self.photos[photo].article]

    def pairs_in(
        self, split: str, categories: Sequence[str] = (), *, all_models: bool = False
    ) -> list[tuple[int, int]]:
        """The pairs of a split, in the table's order.

        Args:
            categories: only products of these; empty = all.
            all_models: instead of the chosen photo, every photo of a person, one pair for each.

        Raises:
            DataError: there are none; the message says what there is.
        """
        chosen = [pair for pair in self.pairs if self._is_in(self.of(pair[0]), split, categories)]
        if not chosen:
            raise DataError(self._no_pairs(split, categories))
        if not all_models:
            return chosen
        worn: dict[int, list[int]] = {}
        for place, photo in enumerate(self.photos):
            if photo.role == "model":
                worn.setdefault(photo.article, []).append(place)
        return [(product, model) for product, _ in chosen for model in worn[self.photos[product].article]]

    def articles_in(self, split: str) -> int:
        """How many products lie in a split."""
        return sum(article.split == split for article in self.articles)

    def _is_in(self, article: Article, split: str, categories: Sequence[str]) -> bool:
        return article.split == split and (not categories or article.category in categories)

    def _no_pairs(self, split: str, categories: Sequence[str]) -> str:
        if not self.pairs:
            return f"{self.source} holds no pairs; make them with curate pair, then train again"
        if categories:
            there = sorted({self.of(pair[0]).category for pair in self.pairs})
            return (
                f"{self.source} holds no pairs of {', '.join(categories)} in the split {split}; "
                f"categories with pairs: {', '.join(there)}"
            )
        counts = Counter(self.of(pair[0]).split for pair in self.pairs)
        listed = ", ".join(f"{name} {counts[name]}" for name in SPLITS)
        return f"{self.source} holds no pairs in the split {split} (pairs by split: {listed}); curate split deals them"
