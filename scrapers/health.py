"""Whether what a crawl brought can be trusted: how full its fields are, what could not be read, and what fell.

A shop that changes its pages does not fail loudly: products without prices come, or none at all. Measured is what lies
in the ledger, so a crawl that was killed and went on is judged as a whole.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy.settings import BaseSettings

from curation.errors import CrawlError
from curation.schema import RawProduct
from scrapers.ledger import Ledger
from scrapers.ledger_crawls import Crawl, Past
from scrapers.ledger_pages import Pages

FIELDS = ("name", "brand", "category", "color", "price", "sizes", "attributes", "photos")
"""Whose coverage is measured: the share of products that have one; photos = at least one is stored."""
EMPTY = ("http_404", "http_410", "not_in_replay")
"""Answers for a listing that mean: nothing is sold there, or nobody saved it."""


@dataclass(frozen=True)
class Floors:
    """Below which a crawl ends with exit code 1."""

    coverage: Mapping[str, float] = field(default_factory=lambda: {"name": 0.9, "photos": 0.5})
    """By field, the share of products that must have one, in [0, 1]."""
    unread: float = 0.2
    """The share of product pages that may give no product, and of listings that may not be read, in [0, 1]."""
    drop: float = 0.5
    """By how much product pages and any field's coverage may fall against the last crawl, in [0, 1]."""
    sample: int = 20
    """How few products or pages say nothing yet about shares."""


def floors(settings: BaseSettings) -> Floors:
    """The floors as set.

    Raises:
        CrawlError: one is no share, or names no field.
    """
    try:
        coverage = settings.getdict("HEALTH_COVERAGE")
    except (TypeError, ValueError):
        raise CrawlError(
            "HEALTH_COVERAGE must be shares by field as a JSON object such as "
            f"{{\"name\": 0.9}}, not '{settings['HEALTH_COVERAGE']}'"
        ) from None
    for name in coverage:
        if name not in FIELDS:
            raise CrawlError(f"HEALTH_COVERAGE names '{name}'; fields: {', '.join(FIELDS)}")
    given = {f"HEALTH_COVERAGE of {name}": value for name, value in coverage.items()}
    given |= {name: settings.get(name) for name in ("HEALTH_UNREAD", "HEALTH_DROP")}
    shares = {name: _share(name, value) for name, value in given.items()}
    return Floors(
        {name: shares[f"HEALTH_COVERAGE of {name}"] for name in coverage},
        shares["HEALTH_UNREAD"],
        shares["HEALTH_DROP"],
        settings.getint("HEALTH_SAMPLE"),
    )


def _share(name: str, value: object) -> float:
    try:
        share = float(str(value))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise CrawlError(f"{name} must be a share from 0 to 1, not '{value}'")
    return share


def measure(ledger: Ledger, crawl: Crawl, pages: Pages) -> dict[str, Any]:
    """What a crawl brought, as its row in the ledger keeps it.

    Gives `products` (read in this crawl), `listed` (product pages it was led to, known ones among them), `pages`
    (product pages asked for), `unchanged` (those that had not changed since they were read), `waiting` (pages still to
    be asked for), `reasons` (why some product pages failed), `listings` (listings and sitemaps asked for), `unlisted`
    (why some of those could not be read), `vanished` (known product pages that nothing led to),
    `in_all` (products of all crawls), `photos` (how many of this crawl's photos are in each state) and `coverage`
    (share of this crawl's products by field, in [0, 1]).
    """
    filled: Counter[str] = Counter()
    products = 0
    for product in ledger.products(crawl):
        products += 1
        filled.update(_filled(product))
    states = ledger.counts(crawl)
    return {
        "products": products,
        "listed": max(pages.listed(), products),
        "pages": pages.product_pages(),
        "unchanged": pages.unchanged(),
        "waiting": pages.waiting(),
        "reasons": pages.reasons(),
        "listings": pages.listings(),
        "unlisted": {why: count for why, count in pages.reasons(listings=True).items() if why not in EMPTY},
        "vanished": pages.vanished(),
        "in_all": ledger.counts()["products"],
        "photos": {name.removeprefix("images_"): count for name, count in states.items() if name != "products"},
        "coverage": {name: round(filled[name] / products, 4) for name in FIELDS} if products else {},
    }


def _filled(product: RawProduct) -> Iterator[str]:
    for name in FIELDS:
        has = product.img_path or product.model_img_paths if name == "photos" else getattr(product, name)
        if has is not None and has not in ("", []):
            yield name


def findings(summary: Mapping[str, Any], last: Past | None, limits: Floors) -> list[str]:
    """What lies below the floors, a sentence each; nothing for a crawl that can be trusted."""
    return [*_empty_fields(summary, last, limits), *_unread(summary, limits), *_fallen(summary, last, limits)]


def _empty_fields(summary: Mapping[str, Any], last: Past | None, limits: Floors) -> Iterator[str]:
    products, coverage = summary["products"], summary["coverage"]
    if products < limits.sample:
        return
    before = last.summary.get("coverage", {}) if last else {}
    for name, share in coverage.items():
        floor, then = limits.coverage.get(name, 0.0), before.get(name)
        told = f" ({_percent(then)} last time)" if then is not None else ""
        if share < floor:
            yield f"{name}: {_percent(share)} of {products} products have it, the floor is {_percent(floor)}{told}"
        elif then is not None and share < then * (1 - limits.drop):
            yield f"{name}: {_percent(share)} of {products} products have it, {_percent(then)} last time"


def _unread(summary: Mapping[str, Any], limits: Floors) -> Iterator[str]:
    pages, reasons = summary["pages"], summary["reasons"]
    unread = sum(reasons.values())
    if lost := lost_listings(summary):
        failed, listings = sum(summary["unlisted"].values()), summary["listings"]
        if failed > listings * limits.unread:
            yield lost
    if pages >= limits.sample and unread > pages * limits.unread:
        why = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        yield (
            f"product pages: {unread} of {pages} gave no product ({why}), at most {_percent(limits.unread)} may; "
            "no_product means that the store changed its pages"
        )


def lost_listings(summary: Mapping[str, Any]) -> str:
    """Which listings could not be read, as a sentence; empty where all were."""
    reasons, listings = summary["unlisted"], summary["listings"]
    if not reasons:
        return ""
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
    return f"listings: {sum(reasons.values())} of {listings} could not be read ({why}); the next crawl asks again"


def _fallen(summary: Mapping[str, Any], last: Past | None, limits: Floors) -> Iterator[str]:
    if last is None:
        return
    then, now = last.summary.get("listed", 0), summary["listed"]
    if then >= limits.sample and now < then * (1 - limits.drop):
        yield f"product pages: {now} were listed, {then} last time ({last.started_at[:10]})"


def _percent(share: float) -> str:
    return f"{share:.0%}"
