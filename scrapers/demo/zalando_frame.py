"""What every page of the Zalando demo store has around it: head, header, footer, style sheet."""

from collections.abc import Sequence
from html import escape

from scrapers.demo.offer import Offer, euros, offer
from scrapers.demo.picks import packshot, worn
from scrapers.demo.product import DemoProduct
from scrapers.demo.zalando_nodes import kind
from scrapers.demo.zalando_state import embed
from scrapers.demo.zalando_urls import SHOP, photo_uri, product_url

STYLE = """
*{box-sizing:border-box}body{margin:0;font:15px/1.5 Helvetica,Arial,sans-serif;color:#1a1a1a;background:#fff}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}img{display:block;max-width:100%}
main,.bar{max-width:1240px;margin:0 auto;padding:0 24px}header{border-bottom:1px solid #ddd}
.bar{display:flex;gap:20px;align-items:center;min-height:60px;flex-wrap:wrap}.bar b{font-size:22px;margin-right:20px}
.crumbs{color:#66676e;font-size:13px;margin:18px 0}.crumbs a::after{content:"\\203A";color:#aaa;margin:0 8px}
.product{display:grid;grid-template-columns:minmax(0,1.7fr) minmax(300px,1fr);gap:48px}
ul{list-style:none;margin:0;padding:0}.gallery{display:grid;grid-template-columns:repeat(3,1fr);gap:8px}
.gallery img,.tile img{width:100%;aspect-ratio:693/1000;object-fit:contain;background:#f7f7f7}
h1{font-size:22px;font-weight:400;margin:0 0 8px}main>h1:first-child{margin-top:24px}
h3{font-size:15px;margin:0}h2{font-size:17px;margin:24px 0 8px}
.price{font-size:20px;margin:0 0 16px}.sale{color:#c20a2b}
.price s,.tile s,small{color:#66676e;font-size:13px;margin-left:4px}
.colors,.sizes,.filters{display:flex;gap:8px;flex-wrap:wrap;margin:8px 0 20px}
.colors img{width:56px;border:1px solid #ddd}
.sizes li,.filters a{border:1px solid #bbb;padding:6px 14px;min-width:52px;text-align:center}
.filters a{text-transform:capitalize;font-size:14px}.filters [aria-current]{border-color:#1a1a1a}
.sizes .gone{color:#aaa;border-color:#ddd;text-decoration:line-through}
dl{display:grid;grid-template-columns:minmax(130px,auto) 1fr;gap:4px 20px;margin:0;font-size:14px}
dt{color:#66676e}dd{margin:0}section{border-top:1px solid #ddd;margin-top:20px}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:28px 20px;margin:20px 0}.tile{font-size:14px}
.tile h3{font-size:14px;margin-top:8px}.tile h3+h3{font-weight:400;margin-top:0}.tile p{margin:2px 0}
.pages{display:flex;gap:24px;justify-content:center;margin:32px 0}
footer{border-top:1px solid #ddd;margin-top:48px;color:#66676e;font-size:13px}
@media(max-width:800px){.product{grid-template-columns:1fr}.tiles{grid-template-columns:repeat(2,1fr)}}
"""


def document(head: str, body: str, root: object) -> str:
    """A whole page; `root` is the state at the head of its body."""
    return (
        '<!DOCTYPE html>\n<html class="rendering-engine" lang="de-DE">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<style>{STYLE}</style>\n{head}\n</head>\n<body>\n<div data-re>"
        f'<script type="application/json" class="re-data-el-init">{embed(root)}</script>\n'
        f"{_header()}\n{body}\n{_footer()}</div>\n</body>\n</html>\n"
    )


def _header() -> str:
    return (
        f'<header><div class="bar"><b><a href="https://{SHOP}/">Demo-Laden</a></b>'
        f'<nav><a href="https://{SHOP}/damenbekleidung/">Damenbekleidung</a></nav></div></header>'
    )


def _footer() -> str:
    """With the scripts of two older renderers, whose JSON stands in CDATA and need not be JSON at all."""
    props = '{"props":{"footerData":[{"title":"Hilfe","links":[{"href":"/faq/","title":"Hilfe","text":"Hilfe"}]}]}}'
    return (
        '<footer><div class="bar">Gezeichnete Waren. Hier wird nichts verkauft.</div></footer>'
        f"<script id='z-stt-glados-props' type='application/json'><![CDATA[{props}]]></script>"
        "<script id='z-coast-mini_cart-observability-sdk' type='application/json'><![CDATA[undefined]]></script>"
    )


def asset(name: str, cls: str) -> str:
    """The scripts that would bring a block to life: noise between the data blocks."""
    return f'<script data-re-asset class="{cls}">window.__asset = window.__asset || ["{name}"];</script>'


def data_block(cls: str, data: object, extra: str = " data-re-asset") -> str:
    """A block of embedded state."""
    return f'<script{extra} type="application/json" class="{cls}">{embed(data)}</script>'


def wrapper(position: str, html: str) -> str:
    """The element that a renderer would hydrate, `re-1-3` for position 1-3."""
    element = f"x-wrapper-re-{position}"
    return f'<{element} re-hydration-id="re-{position}" style="display:block">{html}</{element}>'


def picture(uri: str, alt: str, eager: bool = False) -> str:
    loading = "" if eager else ' loading="lazy"'
    return f'<img draggable="false" alt="{escape(alt)}" src="{escape(uri)}"{loading}/>'


def price_line(asked: Offer) -> str:
    if not asked.on_sale:
        return f"<span>{euros(asked.current)}</span>"
    before = f"<s>{euros(asked.original)}</s> <small>{asked.discount}</small>"
    return f'<span class="sale">{euros(asked.current)}</span> {before}'


def tiles(products: Sequence[DemoProduct]) -> str:
    """Tiles as listings and carousels show them."""
    return f'<div class="tiles">{"".join(_tile(product) for product in products)}</div>'


def _tile(product: DemoProduct) -> str:
    shown = worn(product.photos) or packshot(product.photos) or product.photos[0]
    alt = f"{product.brand} - {kind(product)} - {product.color_name}"
    return (
        f'<article class="tile"><a href="{escape(product_url(product))}">{picture(photo_uri(shown, 300), alt)}'
        f"<h3>{escape(product.brand)}</h3><h3>{escape(product.name)} - {escape(product.color_name)}</h3></a>"
        f"<p>{price_line(offer(product))}</p></article>"
    )
