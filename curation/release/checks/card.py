"""Whether `README.md` says what is true: its YAML, its figures, its answers. Stricter than the Hub, and offline."""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import yaml

from curation.release import figures
from curation.release.card import counted
from curation.release.checks.subject import Faults, Subject, differs
from curation.release.licences import LICENCES, OTHER
from curation.release.questions import QUESTIONS
from curation.release.settings import TASKS

CARD = "README.md"
LARGEST = 1_000_000
"""Bytes of a card; ours have some 10,000."""
FIELDS = (
    "language", "license", "pretty_name", "task_categories", "tags", "language_creators", "source_datasets",
    "annotations_creators", "size_categories", "configs", "dataset_info",
)  # fmt: skip
OPTIONAL = ("license_name", "license_link")


class _Strict(yaml.SafeLoader):  # type: ignore[misc]
    """Refuses what the plain loader passes over: a key that stands twice, and references to elsewhere in the text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError("it uses & or *, which a card has no use for")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"'{key}' stands twice")
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def check_card(subject: Subject) -> Faults:
    """All that can be wrong with a card."""
    path = subject.layout.card
    if path.stat().st_size > LARGEST:
        yield f"{CARD}: is larger than {LARGEST:,} bytes"
        return
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL)
    if not match:
        yield f"{CARD}: does not begin with YAML between two lines of ---"
        return
    try:
        values = yaml.load(match[1], _Strict)
    except yaml.YAMLError as error:
        yield f"{CARD}: its YAML cannot be read: {' '.join(str(error).split())}"
        return
    if not isinstance(values, dict):
        yield f"{CARD}: its YAML must be keys and values"
        return
    yield from _fields(values)
    yield from _true(values, subject)
    yield from _body(match[2], subject)


def _fields(values: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{CARD}: {name} is missing from its YAML" for name in FIELDS if not values.get(name))
    yield from (f"{CARD}: '{name}' is no key of a card's YAML" for name in values if name not in (*FIELDS, *OPTIONAL))
    license = values.get("license")
    if license and license not in (OTHER, *LICENCES):
        yield f"{CARD}: license '{license}' is none that the Hub knows"
    if license == OTHER and not (values.get("license_name") and values.get("license_link")):
        yield f"{CARD}: license is other, so license_name and license_link are needed"
    for code in _listed(values, "language"):
        if not re.fullmatch(r"[a-z]{2,3}", str(code)):
            yield f"{CARD}: language '{code}' is no ISO 639 code"
    for task in _listed(values, "task_categories"):
        if task not in TASKS:
            yield f"{CARD}: task_categories '{task}' is none that the Hub knows"


def _listed(values: Mapping[str, Any], name: str) -> list[Any]:
    found = values.get(name)
    return found if isinstance(found, list) else [found] if found else []


def _true(values: Mapping[str, Any], subject: Subject) -> Iterator[str]:
    """What follows from the files must be what follows from the files."""
    for name, right in counted(subject.layout, subject.figures, subject.form).items():
        said = values.get(name)
        if name == "dataset_info" and isinstance(said, dict):
            for part in sorted({*said, *right}):
                if said.get(part) != right.get(part):
                    yield differs(CARD, f"dataset_info.{part}", said.get(part), right.get(part))
        elif said is not None and said != right:
            yield differs(CARD, name, said, right)
    facts = subject.facts
    for name, right in (("license", facts.get("license")), ("pretty_name", facts.get("title"))):
        if values.get(name) and values[name] != right:
            yield differs(CARD, name, values[name], right)


def _body(text: str, subject: Subject) -> Iterator[str]:
    found = re.search(rf"{re.escape(figures.BEGIN)}\n.*?{re.escape(figures.END)}\n", text, re.DOTALL)
    if not found:
        yield f"{CARD}: has no figures between {figures.BEGIN} and {figures.END}"
    elif found[0] != (right := figures.block(subject.figures)):
        lines = zip_longest(found[0].splitlines(), right.splitlines())
        said, wanted = next((one, other) for one, other in lines if one != other)
        yield f"{CARD}: its figures say '{said}', the data '{wanted}'"
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))
    yield from (f"{CARD}: '{name}' is not answered" for name in QUESTIONS if not sections.get(name, "").strip())
    version = str(subject.facts.get("version"))
    if f"Version {version} of {subject.facts.get('date')}" not in text:
        yield f"{CARD}: does not say that it is version {version} of {subject.facts.get('date')}"
