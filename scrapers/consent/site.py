"""What one host says about its pages and photos: its robots.txt, its tdmrep.json, and then each answer of its own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scrapy.http import Headers, Response, TextResponse

from scrapers.consent import directives, tdmrep
from scrapers.consent.robots import Robots
from scrapers.consent.tdmrep import Reservation
from scrapers.consent.verdict import FORBIDS, PAGE, PHOTO, ROBOTS, TDM, Policy, Said, Verdict

_META = re.compile(rb"<meta\b", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """One origin (scheme, host and port) as it was found when it was first asked."""

    robots: Robots
    reservations: tuple[tdmrep.Rule, ...] = ()
    """Entries of tdmrep.json in their order."""

    def door(self, url: str, policy: Policy) -> Verdict:
        """Whether a URL may be asked for at all: robots.txt alone decides that."""
        return policy.decide(PAGE, self._robots(url, policy), [ROBOTS])

    def photo(self, url: str, headers: Headers, policy: Policy) -> Verdict:
        """Whether a photo may be kept, given the headers of its answer."""
        tdm = tdmrep.strongest(tdmrep.of_file(self.reservations, url), _tdm(headers))
        said = [*self._robots(url, policy), *_tags(headers, policy), *_reserved(tdm)]
        return policy.decide(PHOTO, said, [ROBOTS, "tdmrep.json", "headers"])

    def page(self, response: Response, policy: Policy) -> tuple[Verdict, Verdict]:
        """Whether the facts of a page may be kept, and whether its photos may."""
        url, headers, meta = response.url, response.headers, list(meta_elements(response))
        tdm = tdmrep.strongest(tdmrep.of_file(self.reservations, url), _tdm(headers), tdmrep.of_meta(meta))
        named = _said(directives.of_meta(meta, policy.names), "meta")
        said = [*self._robots(url, policy), *_tags(headers, policy), *named, *_reserved(tdm)]
        if not is_html(response):
            said = [one for one in said if one.name != "noindex"]
        asked = [ROBOTS, "tdmrep.json", "headers", "page"]
        return policy.decide(PAGE, said, asked), policy.decide(PHOTO, said, asked)

    def _robots(self, url: str, policy: Policy) -> list[Said]:
        return [] if self.robots.allows(url, policy.names) else [Said(ROBOTS, self.robots.said)]


def is_html(response: Response) -> bool:
    """Whether an answer calls itself a page."""
    kind = (response.headers.get("Content-Type") or b"").split(b";")[0].strip().lower()
    return kind in (b"text/html", b"application/xhtml+xml")


def meta_elements(response: Response) -> Iterator[tuple[str, str]]:
    """Name and content of the meta elements of a page; nothing for answers that are none."""
    if is_html(response) and isinstance(response, TextResponse) and _META.search(response.body):
        for element in response.xpath("//meta[@name and @content]"):
            yield element.attrib["name"], element.attrib["content"]


def _tags(headers: Headers, policy: Policy) -> Iterator[Said]:
    values = [value.decode("latin-1") for value in headers.getlist("X-Robots-Tag")]
    return _said(directives.of_headers(values, policy.names), "x-robots-tag")


def _said(found: Iterable[str], where: str) -> Iterator[Said]:
    return (Said(name, f"{where}:{name}") for name in sorted(found) if name in FORBIDS)


def _tdm(headers: Headers) -> Reservation | None:
    values, policies = (
        [value.decode("latin-1") for value in headers.getlist(name)] for name in (tdmrep.HEADER, tdmrep.POLICY)
    )
    return tdmrep.of_headers(values, policies)


def _reserved(tdm: Reservation | None) -> list[Said]:
    return [Said(TDM, tdm.told)] if tdm and tdm.reserved else []
