"""How products are dealt out to training, validation and test: `[split]` of a definition."""

from dataclasses import dataclass

from curation.errors import SpecError

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class SplitSettings:
    """`[split]`: which products are for training, validation and test."""

    train: float = 0.8
    """Share of the products for training."""
    validation: float = 0.1
    """Share for choosing among trained networks."""
    test: float = 0.1
    """Share for the final figures. The three make 1."""
    seed: int = 2018
    """Another number deals anew."""
    balance: bool = False
    """Deal so that each category and color gets its share as exactly as groups allow. What was dealt stays as long as
    splits.parquet is there; without balance it stays even in a build from nothing, and the shares come by chance."""

    @property
    def shares(self) -> tuple[float, float, float]:
        """In the order of `SPLITS`."""
        return self.train, self.validation, self.test

    def __post_init__(self) -> None:
        mistakes = [
            f"{name} is {share:g}; it is a share, 0 to 1"
            for name, share in zip(SPLITS, self.shares)
            if not 0 <= share <= 1
        ]
        if not mistakes and abs(sum(self.shares) - 1) > 1e-6:
            mistakes.append(f"train + validation + test make {sum(self.shares):g}; they must make 1")
        if mistakes:
            raise SpecError(mistakes)
