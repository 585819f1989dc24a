"""A store with ordinary markup as a TOML file: where its products are, and what only this store means by its addresses.

site = "https://www.laden.example"
product = '/p/[a-z0-9-]+$'                      # addresses that are product pages
listings = ["https://www.laden.example/kleider/"]
attributes = ["dl.details", "table.facts"]      # where attribute lists stand, as CSS
[[role]]
image = 'type\\[LOOKBOOK\\]'                    # a picture whose address matches ...
role = "model"                                  # ... shows this
"""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy import Selector

from curation.errors import SpecError
from curation.schema import ROLES
from curation.workspace import shipped
from scrapers.pages.storename import store_name

FOLDER = "stores"
_VIEWS = ("", "front", "back", "side")


@dataclass(frozen=True)
class RoleRule:
    """What pictures with such an address show."""

    image: str
    """Regular expression, searched in the picture's address with percent signs undone."""
    role: str
    """product, model, detail or unknown."""
    view: str = ""
    """front, back or side; empty where the address does not say."""


@dataclass(frozen=True)
class Definition:
    """What is special about one store; everything but the site may be left away."""

    name: str
    """What the file is called: the store's name in every table."""
    site: str
    """The shop's own address."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps; without them those that robots.txt names, else /sitemap.xml."""
    listings: tuple[str, ...] = ()
    """Pages to start from where no sitemap leads to products."""
    product: str = ""
    """Regular expression for addresses that are product pages; without it every address of a sitemap is looked at."""
    listing: str = ""
    """Regular expression for links to further listings; without it only links called "next" are followed."""
    attributes: tuple[str, ...] = ()
    """CSS selectors of the boxes in which attribute lists stand; without them they are looked for on the whole page."""
    role: tuple[RoleRule, ...] = ()
    """The first rule that matches a picture's address says what it shows."""

    @property
    def host(self) -> str:
        return store_name(self.site)

    def shows(self, address: str) -> tuple[str, str, str]:
        """Role, view and how both are known, for the address of a picture."""
        plain = unquote(address)
        for rule in self.role:
            if found := re.search(rule.image, plain):
                return rule.role, rule.view, f"{self.name}:{found[0]}"
        return "unknown", "", "schemaorg:image"


def read(path: Path) -> Definition:
    """A store's file.

    Raises:
        SpecError: it is no TOML, or breaks the rules; all mistakes at once, one line each.
    """
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError([f"{path}: cannot be read as TOML ({error})"]) from error
    mistakes = list(_mistakes(given))
    if mistakes:
        raise SpecError([f"{path}: {mistake}" for mistake in mistakes])
    roles = tuple(RoleRule(**rule) for rule in given.pop("role", []))
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}
    return Definition(name=path.stem, role=roles, **values)


def _mistakes(given: dict[str, Any]) -> list[str]:
    known = [field.name for field in fields(Definition) if field.name != "name"]
    found = [f"unknown key '{name}'; known keys: {', '.join(known)}" for name in given if name not in known]
    if "site" not in given:
        found.append('site is missing; name the shop, as in site = "https://www.laden.example"')
    found += [_address(name, given[name]) for name in ("site",) if name in given]
    for name in ("sitemaps", "listings", "attributes"):
        value = given.get(name, [])
        if not isinstance(value, list):
            found.append(f"{name} must be a list of texts, not {value!r}")
        else:
            found += [_selector(one) if name == "attributes" else _address(name, one) for one in value]
    found += [_pattern(name, given[name]) for name in ("product", "listing") if name in given]
    rules = given.get("role", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return [*filter(None, found), "role must be written as [[role]] tables with image and role"]
    return [*filter(None, found), *(mistake for rule in rules for mistake in _rule(rule))]


def _rule(rule: dict[str, Any]) -> list[str]:
    known = [field.name for field in fields(RoleRule)]
    found = [f"unknown key '{name}' in [[role]]; known keys: {', '.join(known)}" for name in rule if name not in known]
    found += [_pattern("image", rule.get("image"))]
    for name, allowed in (("role", ROLES), ("view", _VIEWS)):
        if (value := rule.get(name, "")) not in allowed:
            found.append(f"{name} must be one of {', '.join(filter(None, allowed))}, not {value!r}")
    return list(filter(None, found))


def _address(name: str, value: Any) -> str:
    good = isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and urlsplit(value).hostname
    return "" if good else f"{name} must hold an address such as https://www.laden.example, not {value!r}"


def _pattern(name: str, value: Any) -> str:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        return f"{name} must be a regular expression, not {value!r} ({error})"
    return ""


def _selector(value: Any) -> str:
    try:
        Selector(text="<p>").css(value)
    except (SyntaxError, RuntimeError, ValueError, TypeError, AttributeError):
        return f"attributes must hold CSS selectors such as dl.details, not {value!r}"
    return ""


def find(name: str, workspace: Path | None = None) -> Path | None:
    """The file of a store: the workspace's own, else the shipped one; None where neither has it."""
    folders = [workspace, shipped()] if workspace else [shipped()]
    paths = (folder / FOLDER / f"{name}.toml" for folder in folders if folder)
    return next((path for path in paths if path.is_file()), None)


def names(workspace: Path | None = None) -> list[str]:
    """The stores that have a file, sorted."""
    folders = [workspace, shipped()] if workspace else [shipped()]
    return sorted({path.stem for folder in folders if folder for path in (folder / FOLDER).glob("*.toml")})


def for_url(url: str, workspace: Path | None = None) -> Definition | None:
    """The definition of the store that an address belongs to; None where no file names its host."""
    host = store_name(url)
    for name in names(workspace) if host else []:
        path = find(name, workspace)
        if path and (found := _cached(path, path.stat().st_mtime_ns)).host == host:
            return found
    return None


@lru_cache(maxsize=256)
def _cached(path: Path, _changed: int) -> Definition:
    return read(path)
