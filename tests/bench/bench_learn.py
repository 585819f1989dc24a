"""What twenty and a hundred reviews are worth, on four drawn styles that the network never saw; mean of five seeds."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from curation.learn.check import Judged, better, cross_validate
from curation.learn.evidence import gather
from curation.learn.fit import PENALTY, fit
from curation.learn.sights import odds
from curation.pixels import pad_square
from curation.review.order import most_telling
from curation.reviews import NO_PHOTO
from curation.schema import Review
from curation.shots import network, words
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw

PRODUCTS = 250
SEEDS = 5
POOL = 2 / 3
"""Share of the products, by lot, that the queue may draw from; the others and those not reached measure."""
MIN_SCORE = 0.5


@dataclass(frozen=True)
class Drawn:
    """All photos of a style that may show a person."""

    names: list[str]
    product: np.ndarray
    """(n,) int."""
    features: np.ndarray
    """(n, d)."""
    odds: np.ndarray
    """(n,) the network's log odds of a full front."""
    front: np.ndarray
    """(n,) bool, as drawn."""

    def best(self, odds: np.ndarray) -> np.ndarray:
        """For each product its likeliest photo."""
        order = np.lexsort((odds, self.product))
        return order[np.flatnonzero(np.diff(self.product[order], append=-1))]


def pen(photo: np.ndarray) -> np.ndarray:
    """The photo as thin black lines on white."""
    gray = cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    lines = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4)
    return cv2.cvtColor(lines, cv2.COLOR_GRAY2RGB)


def see(style: str) -> Drawn:
    """Draw a style and let the network look; "pen" is style a in lines."""
    names, product, sights, front = [], [], [], []
    for place, article in enumerate(catalogue(PRODUCTS, style="a" if style == "pen" else style)):
        for photo in article.photos:
            if photo.role != "product":
                image = draw(article, photo, 256).image
                square = pad_square(pen(image) if style == "pen" else image, network.SIZE)
                names.append(f"{place}@{photo.position}")
                product.append(place)
                sights.append(network.loaded(None).see(square))
                front.append(photo.shot == "full_front")
    return Drawn(
        names,
        np.array(product),
        np.array([sight.features for sight in sights], np.float64),
        np.array([odds(sight.logits, words.ANY) for sight in sights]),
        np.array(front),
    )


def reviews(drawn: Drawn, products: np.ndarray) -> list[Review]:
    """What a person decides who knows a full front: the proposed photo, else another that is one, else none."""
    rows, best = [], drawn.best(drawn.odds)
    for product in products:
        proposed = int(best[product])
        fronts = np.flatnonzero((drawn.product == product) & drawn.front)
        chosen = proposed if drawn.front[proposed] else next(iter(fronts), None)
        value = NO_PHOTO if chosen is None else drawn.names[chosen]
        rows.append(Review("2026", "fashion", "dresses", "pair", "s", str(product), value, drawn.names[proposed]))
    return rows


def queue(drawn: Drawn, order: str, count: int, dice: np.random.Generator) -> np.ndarray:
    """The products that are reviewed."""
    best = drawn.best(drawn.odds)
    pool = dice.permutation(len(best))[: round(POOL * len(best))]
    if order == "lot":
        return pool[:count]
    likely = 1 / (1 + np.exp(-drawn.odds[best[pool]]))
    doubt = np.minimum(likely, 1 - likely)
    if order == "uncertain":
        return pool[np.argsort(-doubt, kind="stable")[:count]]
    nothing = np.empty((0, drawn.features.shape[1]))
    return pool[most_telling(doubt, drawn.features[best[pool]], nothing, count)]


def learned(drawn: Drawn, rows: list[Review]) -> tuple[np.ndarray, bool]:
    """All photos' log odds after learning, if cross-validation finds it better, and whether it did."""
    galleries: dict[tuple[str, str], list[str]] = {}
    for name, product in zip(drawn.names, drawn.product):
        galleries.setdefault(("s", str(product)), []).append(name)
    place = {name: number for number, name in enumerate(drawn.names)}
    evidence = gather(rows, galleries).evidence
    at = np.array([place[piece.photo] for piece in evidence])
    front, weight = (np.array([getattr(piece, name) for piece in evidence]) for name in ("front", "weight"))
    judged = Judged(drawn.features[at], drawn.odds[at], front, weight, drawn.product[at])
    if not better(*cross_validate(judged, PENALTY, MIN_SCORE)):
        return drawn.odds, False
    return drawn.odds + fit(judged.features, judged.odds, front, weight)(drawn.features), True


def reached(drawn: Drawn, odds: np.ndarray, left: np.ndarray) -> tuple[float, float, float]:
    """Of the products nobody reviewed: `front_full` (pairs that show a full front), coverage (products paired so, of
    those that can be), and with a pair forced on each, the share of these that get their front."""
    best = drawn.best(odds)[left]
    paired = odds[best] >= np.log(MIN_SCORE / (1 - MIN_SCORE))
    can = np.isin(left, drawn.product[drawn.front])
    right = drawn.front[best]
    return (paired & right).sum() / paired.sum(), (paired & right).sum() / can.sum(), right.sum() / can.sum()


def mean(drawn: Drawn, order: str, count: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Before and after on the same products, mean of the seeds; and how often the fit was kept."""
    before, after, kept = [], [], 0
    for seed in range(SEEDS):
        done = queue(drawn, order, count, np.random.default_rng(seed))
        left = np.setdiff1d(np.unique(drawn.product), done)
        odds, better_ = learned(drawn, reviews(drawn, done))
        before.append(reached(drawn, drawn.odds, left))
        after.append(reached(drawn, odds, left))
        kept += better_
    return np.mean(before, axis=0), np.mean(after, axis=0), kept


@pytest.mark.parametrize("style", ["pen", "a", "b", "c"])
def bench_what_reviews_are_worth(style):
    drawn = see(style)
    print(f"\nstyle {style}: {PRODUCTS} products, {len(drawn.names)} photos; front_full / coverage / forced")
    found = {}
    for count in (20, 100):
        for order in ("lot", "uncertain", "telling"):
            before, after, kept = mean(drawn, order, count)
            found[count, order] = before, after
            numbers = " / ".join(f"{a:.3f}" for a in before) + " -> " + " / ".join(f"{a:.3f}" for a in after)
            print(f"  {count:3} reviews, {order:9}: {numbers}; kept {kept} of {SEEDS}")
    before, after = found[20, "telling"]
    assert after[1] > before[1]
    if before[0] < 0.85:
        assert after[0] >= min(before[0] + 0.10, 0.95)
        assert found[100, "telling"][1][0] > after[0]
