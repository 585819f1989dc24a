"""The lists in which a page states what an article is like: definition lists, tables of two columns, bullets.

Read in one pass over the tags that matter, without building a tree, so that a page of nothing but "<li" takes no longer
than its length.
"""

import re
from collections.abc import Iterator
from html import unescape

from curation.schema import Attribute
from scrapers.pages.markup import attributes, visible
from scrapers.pages.wording import collapse, unescape_percent

_TAG = re.compile(
    r"<(/?)(dl|dt|dd|table|tr|th|td|ul|ol|li|h[1-6]|summary|nav|header|footer|form|select|button)\b([^<>]*)>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
# What stands in these is the shop's, not the article's.
_FURNITURE = frozenset(("nav", "header", "footer", "form", "select", "button"))
_OPENS_BOX = re.compile(r"<(?:div|section|article)\b([^<>]*)>", re.IGNORECASE)
# How shops name an article's properties: in class names (English everywhere), and in headings of the known stores.
_BOX = re.compile(
    r"descri|bullet|feature|attribut|characteristic|specification|propert|composition|merkmal|eigenschaft",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"beschreibung|details?\b|merkmal|eigenschaft|material|passform|pflege|description|features?\b|fit\b|care\b|"
    r"composition|matière|coupe|entretien|caractéristique",
    re.IGNORECASE,
)
_LONGEST_KEY, _LONGEST_VALUE = 60, 600
# A sentence with a colon in it is no line of an attribute list.
_KEY_WORDS = 2
_LINE_END = re.compile(r"<br\b[^<>]*>|</?(?:p|div|h[1-6])\b[^<>]*>|\n", re.IGNORECASE)
_KEYED = re.compile(r"([^:]{1,60}):\s+(\S.*)")


def attribute_lists(page: str) -> list[Attribute]:
    """Every line of such lists in page order, each once; the section is the heading above it.

    A bullet "key: value" keeps its key, any other has none. Bullets count only in a box or under a heading that is
    called like properties, since most bullets of a shop are menus; bullets with links never do.
    """
    return list(dict.fromkeys(_Reader().read(visible(page))))


def described(html: str) -> list[Attribute]:
    """Every line of the lists of a description, where all bullets are about the article.

    Without any list, the lines of its text that read "key: value".
    """
    text = visible(html)
    listed = list(dict.fromkeys(_Reader(everything=True).read(text)))
    if listed:
        return listed
    lines = (_words(line) for line in _LINE_END.split(text))
    return list(dict.fromkeys(line for said in lines if (line := keyed(said, "")).key and _is_key(line.key)))


def _is_key(text: str) -> bool:
    return len(text.split()) <= _KEY_WORDS


def keyed(bullet: str, section: str) -> Attribute:
    """A bullet as a line of an attribute list: "Ärmellänge: Langarm" has a key, "Reine Baumwolle" has none."""
    found = _KEYED.fullmatch(bullet)
    return Attribute(collapse(found[1]), found[2], section) if found else Attribute("", bullet, section)


class _Reader:
    """What is open at a place of the page."""

    def __init__(self, *, everything: bool = False) -> None:
        self._everything = everything
        self._heading = ""
        self._furniture = 0
        self._about = False
        self._key = ""
        self._cells: list[str] = []
        self._text: list[str] = []
        self._into = ""

    def read(self, page: str) -> Iterator[Attribute]:
        place = 0
        for tag in _TAG.finditer(page):
            if self._into:
                self._text.append(page[place : tag.start()])
            place = tag.end()
            name = tag[2].lower()
            if name in _FURNITURE:
                self._furniture = max(self._furniture + (-1 if tag[1] else 1), 0)
            elif name == "li" and self._into == "dd":
                # A list inside a definition: its lines are one value.
                self._text.append(", " if tag[1] else "")
            else:
                yield from self._closed(name, opening=not tag[1])
                if not tag[1]:
                    self._open(name)
                    if name in ("ul", "ol") and not self._everything:
                        # The box that the list lies in, where nothing stands between the two but text.
                        box = _OPENS_BOX.match(page, page.rfind("<", 0, tag.start()))
                        self._about = _about(tag[3]) or bool(box and _about(box[1]))

    def _open(self, name: str) -> None:
        if name in ("dt", "dd", "th", "td", "li", "summary") or name[0] == "h":
            self._into, self._text = name, []
        elif name in ("dl", "table", "tr"):
            self._key, self._cells, self._into = "", [], ""

    def _closed(self, name: str, *, opening: bool) -> Iterator[Attribute]:
        """What the tag ends: a cell ends with its own end, the next cell, or the end of what holds it."""
        if name in ("ul", "ol") and self._into != "li":
            return
        if self._into and (opening or name == self._into or name in ("dl", "table", "tr", "ul", "ol")):
            linked = self._into == "li" and any("<a" in part for part in self._text)
            said = self._said()
            into, self._into = self._into, ""
            if into == "dt":
                self._key = said.rstrip(": ")
            elif into in ("th", "td"):
                self._cells.append(said)
            elif into[0] == "h" or into == "summary":
                self._heading = said if len(said) <= _LONGEST_KEY else ""
            elif said and not self._furniture and not linked:
                yield from self._line(into, said)
        if name in ("tr", "table") and self._cells:
            cells, self._cells = self._cells, []
            if len(cells) == 2 and not self._furniture:
                yield from self._pair(cells[0].rstrip(": "), cells[1])

    def _line(self, into: str, said: str) -> Iterator[Attribute]:
        if into == "dd":
            yield from self._pair(self._key, said)
        elif (
            into == "li"
            and len(said) <= _LONGEST_VALUE
            and (self._everything or _HEADING.search(self._heading) or self._about)
        ):
            yield keyed(said, self._heading)

    def _pair(self, key: str, value: str) -> Iterator[Attribute]:
        if key and value and len(key) <= _LONGEST_KEY and len(value) <= _LONGEST_VALUE:
            yield Attribute(key, value, self._heading)

    def _said(self) -> str:
        text, self._text = _words("".join(self._text)), []
        return re.sub(r"\s+,", ",", text).strip(", ")


def _words(html: str) -> str:
    return collapse(unescape_percent(unescape(_ANY_TAG.sub(" ", html))))


def _about(written: str) -> bool:
    if not _BOX.search(written):
        return False
    parts = attributes(written)
    return any(_BOX.search(parts.get(name, "")) for name in ("class", "id", "itemprop", "data-testid", "data-qa"))
