"""Whether what machines read says what is true, with all that its rules require: JSON, citation, changelog, page."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

from curation import tables
from curation.errors import ReleaseError
from curation.release.checks.subject import Faults, Subject, differs
from curation.release.croissant import CONFORMS_TO, CONFORMS_TO_RAI, CONTEXT, distribution
from curation.release.datapackage import SCHEMA, resources
from curation.release.layout import SPLITS
from curation.release.licences import LICENCES, OTHER, address
from curation.release.onehot import NAMED, names
from curation.release.questions import RAI
from curation.release.version import Version
from curation.schema import ReleaseRow
from curation.translate.vocabulary import values_of

CROISSANT, DATAPACKAGE, FACTS = "croissant.json", "datapackage.json", "release.json"
REQUIRED = (
    "@context", "@type", "dct:conformsTo", "name", "description", "license", "url", "creator", "datePublished",
    "distribution", "recordSet", "version", "citeAs",
)  # fmt: skip
"""Of a Croissant file: what the specification requires or recommends and the libraries let pass."""


def check_facts(subject: Subject) -> Faults:
    """`release.json`: name, version, date, licence, counts, the right to the photos."""
    facts = subject.facts
    try:
        Version.read(str(facts.get("version")))
    except ReleaseError as error:
        yield f"{FACTS}: {error}"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", str(facts.get("name"))):
        yield f"{FACTS}: name '{facts.get('name')}' must be lower-case letters, digits, - and _"
    if not _is_day(facts.get("date")):
        yield f"{FACTS}: date '{facts.get('date')}' is no day such as 2026-11-21"
    if facts.get("license") not in (OTHER, *LICENCES):
        yield f"{FACTS}: license '{facts.get('license')}' is none that the Hub knows"
    if facts.get("pairs") != subject.figures.pairs:
        yield differs(FACTS, "pairs", facts.get("pairs"), subject.figures.pairs)
    splits = {split: subject.figures.splits[split] for split in SPLITS}
    if facts.get("splits") != splits:
        yield differs(FACTS, "splits", facts.get("splits"), splits)
    said = facts.get("definition", {}).get("release", {})
    if facts.get("photos") and not (said.get("redistribute") is True and said.get("rights")):
        yield f"{FACTS}: there are photos, but its definition does not declare the right to pass them on"


def check_croissant(subject: Subject) -> Faults:
    """All that a Croissant file must say, and that it is so."""
    content = _json(subject, CROISSANT)
    yield from (f"{CROISSANT}: {name} is missing" for name in REQUIRED if not content.get(name))
    yield from (f"{CROISSANT}: rai:{name} is missing" for name in RAI.values() if not content.get(f"rai:{name}"))
    if content.get("@context") != CONTEXT:
        yield f"{CROISSANT}: @context is not that of Croissant 1.1"
    conforms = content.get("dct:conformsTo")
    if conforms != [CONFORMS_TO, CONFORMS_TO_RAI]:
        yield differs(CROISSANT, "dct:conformsTo", conforms, [CONFORMS_TO, CONFORMS_TO_RAI])
    if content.get("datePublished") and not _is_day(content["datePublished"]):
        yield f"{CROISSANT}: datePublished '{content['datePublished']}' is no day such as 2026-11-21"
    yield from _agrees(CROISSANT, content, subject, {"name": "name", "version": "version", "datePublished": "date"})
    license = subject.facts.get("license")
    if license in LICENCES and content.get("license") != address(str(license)):
        yield differs(CROISSANT, "license", content.get("license"), address(str(license)))
    yield from _same_list(CROISSANT, content.get("distribution"), distribution(subject.layout.root), "@id")
    yield from _record_sets(content.get("recordSet"), subject)


def _record_sets(found: Any, subject: Subject) -> Iterator[str]:
    sets = {part.get("@id"): part for part in found if isinstance(part, dict)} if isinstance(found, list) else {}
    rows = [
        {"splits/name": row.get("splits/name"), "splits/pairs": row.get("splits/pairs")}
        for row in sets.get("splits", {}).get("data", [])
    ]
    right = [{"splits/name": split, "splits/pairs": subject.figures.splits[split]} for split in SPLITS]
    if rows != right:
        yield differs(CROISSANT, "the record set of splits", rows, right)
    fields = [part.get("name") for part in sets.get("pairs", {}).get("field", [])]
    columns = [column.name for column in tables.columns(ReleaseRow)]
    if fields != columns:
        yield differs(CROISSANT, "the record set of pairs", fields, columns)


def check_datapackage(subject: Subject) -> Faults:
    """All that a data package must say, and that it is so."""
    content = _json(subject, DATAPACKAGE)
    for name in ("name", "title", "description", "version", "created", "homepage", "licenses", "contributors"):
        if not content.get(name):
            yield f"{DATAPACKAGE}: {name} is missing"
    if content.get("$schema") != SCHEMA:
        yield differs(DATAPACKAGE, "$schema", content.get("$schema"), SCHEMA)
    yield from _agrees(DATAPACKAGE, content, subject, {"name": "name", "version": "version"})
    values = {name: values_of(subject.layout.vocabulary(name)) for name in NAMED}
    yield from _same_list(DATAPACKAGE, content.get("resources"), resources(subject.layout.root, names(values)), "path")


def check_citation(subject: Subject) -> Faults:
    """Whether `CITATION.cff` and `CHANGELOG.md` speak of this version."""
    version, day = str(subject.facts.get("version")), str(subject.facts.get("date"))
    cff = subject.layout.citation.read_text(encoding="utf-8")
    for line in ("cff-version: 1.2.0", f"version: {version}", f"date-released: '{day}'"):
        if line not in cff.splitlines():
            yield f"CITATION.cff: the line '{line}' is missing"
    yield from (f"CITATION.cff: {key} is missing" for key in ("title:", "authors:") if f"\n{key}" not in cff)
    headings = re.findall(r"^## (.*)$", subject.layout.changelog.read_text(encoding="utf-8"), re.MULTILINE)
    if headings[:1] != [f"{version} ({day})"]:
        yield differs("CHANGELOG.md", "its first heading", headings[:1], [f"{version} ({day})"])


def check_preview(subject: Subject) -> Faults:
    """Whether `index.html` loads nothing and runs nothing."""
    text = subject.layout.preview.read_text(encoding="utf-8")
    if "default-src 'none'" not in text:
        yield "index.html: lacks the policy that forbids it to load anything"
    page = _Page()
    page.feed(text)
    yield from (f"index.html: {fault}" for fault in dict.fromkeys(page.faults))


class _Page(HTMLParser):
    """Collects what a preview has no use for."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link", "base", "form"):
            self.faults.append(f"holds <{tag}>, which a preview has no use for")
        for name, value in attrs:
            if name in ("src", "srcset", "poster", "background") and not str(value).startswith("data:image/"):
                self.faults.append(f"loads {str(value)[:80]}")
            elif name.startswith("on") or (name == "href" and not re.match(r"https?://", str(value))):
                self.faults.append(f"holds {name}={str(value)[:80]}, which a preview has no use for")


def _json(subject: Subject, name: str) -> dict[str, Any]:
    try:
        content = json.loads((subject.layout.root / name).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ReleaseError(f"is no JSON ({error})") from None
    if not isinstance(content, dict):
        raise ReleaseError("must be a JSON object")
    return content


def _agrees(file: str, content: Mapping[str, Any], subject: Subject, names: Mapping[str, str]) -> Iterator[str]:
    """What two files say of one thing must be the same."""
    for name, other in names.items():
        if content.get(name) and content[name] != subject.facts.get(other):
            yield differs(file, name, content[name], subject.facts.get(other))


def _same_list(file: str, found: Any, right: list[dict[str, Any]], key: str) -> Iterator[str]:
    """Whether a list of files says of each what is true of it: hash, size, columns."""
    said = {part.get(key): part for part in found if isinstance(part, dict)} if isinstance(found, list) else {}
    wanted = {part[key]: part for part in right}
    yield from (f"{file}: does not list {name}" for name in wanted if name not in said)
    yield from (f"{file}: lists {name}, which is no part of the release" for name in said if name not in wanted)
    for name in wanted.keys() & said.keys():
        for part in sorted({*wanted[name], *said[name]}):
            if wanted[name].get(part) != said[name].get(part):
                yield differs(file, f"{part} of {name}", said[name].get(part), wanted[name].get(part))


def _is_day(text: Any) -> bool:
    try:
        return date.fromisoformat(str(text)).isoformat() == str(text)
    except ValueError:
        return False
