"""What the pages of an ordinary demo shop look like: frame, style sheet, and the blocks that all of them show."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from scrapers.demo.offer import Offer, euros

STYLE = """
*{box-sizing:border-box}body{margin:0;font:15px/1.55 system-ui,"Segoe UI",Helvetica,Arial,sans-serif;color:#1c1c1e}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}img{display:block;width:100%}
header{background:var(--accent);color:#fff}main,.bar{max-width:1200px;margin:0 auto;padding:0 24px}
.bar{display:flex;gap:28px;align-items:center;min-height:64px;flex-wrap:wrap}.bar b{font-size:21px}
.crumbs{color:#6a6a70;font-size:13px;margin:18px 0}.crumbs a::after{content:"/";color:#b4b4ba;margin:0 8px}
.product{display:grid;grid-template-columns:minmax(0,1.6fr) minmax(300px,1fr);gap:48px;margin-bottom:48px}
ul{list-style:none;margin:0;padding:0}.gallery{display:grid;grid-template-columns:repeat(3,1fr);gap:10px}
.gallery img,.tile img{aspect-ratio:693/1000;object-fit:contain;background:#f4f4f5}
h1{font-size:24px;font-weight:600;line-height:1.25;margin:4px 0 12px}h2{font-size:16px;margin:26px 0 8px}
.brand{color:#6a6a70;margin:0}.price{font-size:21px;font-weight:600;margin:0 0 14px}
s,small{color:#6a6a70;font-size:13px;font-weight:400;margin-left:6px}
.choice{display:flex;gap:8px;flex-wrap:wrap;margin:6px 0 16px}
.choice a,.choice li{border:1px solid #c9c9ce;border-radius:4px;padding:6px 13px;min-width:48px;text-align:center}
.choice li:has(a){border:0;padding:0}.choice li a{display:block}.choice [aria-current]{border-color:var(--accent);
color:var(--accent)}.choice .gone{color:#adadb3;text-decoration:line-through}
dl{display:grid;grid-template-columns:minmax(130px,auto) 1fr;gap:4px 20px;margin:0}dt{color:#6a6a70}dd{margin:0}
table{border-collapse:collapse;width:100%}td{padding:5px 12px 5px 0;border-bottom:1px solid #e6e6ea}
td:first-child{color:#6a6a70;width:44%}.bullets li{padding-left:16px;position:relative}
.bullets li::before{content:"";position:absolute;left:2px;top:10px;width:5px;height:5px;border-radius:50%;
background:var(--accent)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:28px 20px;margin:20px 0}.tile{font-size:14px}
.tile p{margin:2px 0}.pages{display:flex;gap:24px;justify-content:center;margin:32px 0}
footer{border-top:1px solid #e0e0e4;margin-top:48px;color:#6a6a70;font-size:13px}
@media(max-width:800px){.product{grid-template-columns:1fr}.tiles{grid-template-columns:repeat(2,1fr)}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """What the pages of one shop have in common."""

    host: str
    title: str
    """Its name over the door."""
    accent: str
    """CSS colour of its header."""
    entrance: str
    """Path of the listing that its header links to."""


def document(front: Front, title: str, head: str, body: str) -> str:
    """A whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(title)} | {escape(front.title)}</title>\n{head}\n"
        f"<style>:root{{--accent:{front.accent}}}{STYLE}</style>\n</head>\n<body>\n"
        f'<header><div class="bar"><b><a href="https://{front.host}/">{escape(front.title)}</a></b>'
        f'<nav><a href="https://{front.host}{front.entrance}">Damenbekleidung</a></nav></div></header>\n'
        f"<main>{body}</main>\n"
        '<footer><div class="bar">Gezeichnete Waren. Hier wird nichts verkauft.</div></footer>\n</body>\n</html>\n'
    )


def json_script(attributes: str, data: object) -> str:
    """A block of JSON; no text of it can end its script early."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"<script {attributes}>{words}</script>"


def json_ld(data: object) -> str:
    """A block for search engines."""
    return json_script('type="application/ld+json"', data)


def meta(named: Mapping[str, str]) -> str:
    """The head's lines: `og:` and `product:` names as property, others as name."""
    return "\n".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{escape(content)}"/>'
        for name, content in named.items()
    )


def link(relation: str, url: str) -> str:
    """A line of the head that names another page."""
    return f'<link rel="{relation}" href="{escape(url)}"/>'


def crumbs(steps: Iterable[tuple[str, str]], here: str) -> str:
    """The way from the entrance: label and URL of each step, then the page's own name."""
    links = "".join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in steps)
    return f'<nav class="crumbs" aria-label="Brotkrumen">{links}{escape(here)}</nav>'


def picture(url: str, alt: str = "") -> str:
    return f'<img src="{escape(url)}" alt="{escape(alt)}" loading="lazy"/>'


def gallery(urls: Iterable[str], alt: str = "", extra: str = "") -> str:
    """All photos of a product, in order; `extra` are attributes of the list."""
    return f'<ul class="gallery"{extra}>{"".join(f"<li>{picture(url, alt)}</li>" for url in urls)}</ul>'


def price_line(asked: Offer) -> str:
    before = f" <s>{euros(asked.original)}</s> <small>{asked.discount}</small>" if asked.on_sale else ""
    return f"<span>{euros(asked.current)}</span>{before}"


def sizes(asked: Offer, extra: str = "") -> str:
    """The sizes of a page; those sold out are crossed out."""
    items = "".join(
        f'<li class="{"left" if size in asked.left else "gone"}">{escape(size)}</li>' for size in asked.stock
    )
    note = "" if asked.in_stock else "<p>Leider ausverkauft.</p>"
    return f'<h2>Größe</h2><ul class="choice"{extra}>{items}</ul>{note}'


def choice(label: str, links: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """Links to choose among: colours of a product, filters of a listing; label and URL of each."""
    items = "".join(
        f'<a href="{escape(url)}"{" aria-current=true" if name == chosen else ""}>{escape(name)}</a>'
        for name, url in links
    )
    return f'<nav class="choice" aria-label="{escape(label)}">{items}</nav>' if items else ""


def bullets(points: Sequence[str], extra: str = "") -> str:
    items = "".join(f"<li>{escape(point)}</li>" for point in points)
    return f'<ul class="bullets{extra}">{items}</ul>'


def paging(url_of: Mapping[int, str], number: int) -> str:
    """Links to the pages before and after page `number`; `url_of` gives the URL of every page."""
    back = f'<a rel="prev" href="{escape(url_of[number - 1])}">zurück</a>' if number - 1 in url_of else ""
    on = f'<a rel="next" href="{escape(url_of[number + 1])}">weiter</a>' if number + 1 in url_of else ""
    return f'<nav class="pages">{back}<span>Seite {number} von {max(1, len(url_of))}</span>{on}</nav>'
