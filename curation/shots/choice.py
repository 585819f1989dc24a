"""Which sources of a photo's shot are asked, and how sure a pair must be: `[shots]` of a definition."""

from dataclasses import dataclass

from curation.errors import SpecError

USES = ("both", "model", "store", "none")


@dataclass(frozen=True)
class Shots:
    """`[shots]`: what decides whether a photo is a full front."""

    use: str = "both"
    """both (the store's word, then the network), model (the network alone), store (the store's word, then the
    silhouette) or none (the plain thesis method: distance alone). A person's review of a shot or a pair counts in all
    but none; the cluster a person chose counts there, too, as in the thesis."""
    min_score: float = 0.5
    """Probability of a full front below which a product is rejected rather than paired, 0 to 1."""
    network: str = ""
    """An ONNX file to use instead of the one that is shipped, such as one trained on photos of your own."""

    def __post_init__(self) -> None:
        mistakes = []
        if self.use not in USES:
            mistakes.append(f"use must be one of {', '.join(USES)}, not '{self.use}'")
        if not 0 <= self.min_score <= 1:
            mistakes.append(f"min_score is {self.min_score}; it is a probability, 0 to 1")
        if mistakes:
            raise SpecError(mistakes)

    @property
    def asks_store(self) -> bool:
        return self.use in ("both", "store")

    @property
    def asks_network(self) -> bool:
        return self.use in ("both", "model")


NONE = Shots(use="none")
"""The plain thesis method."""
