"""The attribute list of an About You product: lanes of bullets, told apart by `$case`, since labels are translated."""

from collections.abc import Iterator
from typing import Any

from curation.schema import Attribute
from scrapers.pages.lists import keyed
from scrapers.pages.shapes import at, case, first, said

_BULLETS = {
    "bulletPointLane": "bulletPoints",
    "sizeLane": "bulletPoints",
    "materialLane": "bulletPoints",
    "regularLane": "items",
    "sustainabilityInfoLane": "cluster",
}
# Address and mail of the maker, which every shop of the EU must show; nothing about the article.
_NOT_ABOUT_THE_ARTICLE = ("manufacturerLane",)


def lanes(found: Any, unknown: list[str]) -> list[Attribute]:
    """Every bullet under the label of its lane; lanes of a kind that is not known are noted in `unknown`."""
    lines: list[Attribute] = []
    for lane in found if isinstance(found, list) else []:
        kind, content = case(at(lane, "type"))
        if kind in _BULLETS:
            section = said(at(lane, "label"))
            lines.extend(keyed(bullet, section) for bullet in _bullets(at(content, _BULLETS[kind])))
        elif kind not in _NOT_ABOUT_THE_ARTICLE:
            unknown.append(f"lane:{kind or 'none'}")
    return lines


def _bullets(items: Any) -> Iterator[str]:
    """The bullets of a lane: texts, or objects that hold one."""
    for item in items if isinstance(items, list) else [items]:
        text = said(item) or first(said(at(item, name)) for name in ("text", "label", "title", "value"))
        if text:
            yield text
        yield from (bullet for name in ("bulletPoints", "items") if at(item, name) for bullet in _bullets(item[name]))
