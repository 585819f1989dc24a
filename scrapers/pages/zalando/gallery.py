"""The photos of a Zalando product: every picture of its gallery once, the packshot told from the others."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from curation.schema import RawImage
from scrapers import cdn
from scrapers.pages.markup import absolute

_GALLERIES = ("galleryMediaZoom", "galleryMedia", "galleryThumbnails", "media", "images")
_SIZES = ("large", "medium", "small")
_PACKSHOTS = tuple(f"{size}PackshotImage" for size in _SIZES)
_MODELS = tuple(f"{size}ModelImage" for size in _SIZES)
_FILTER, _FOLDER = "zalando:filter=packshot", "zalando:media/packshot"


def photos(nodes: list[dict[str, Any]], others: Iterable[list[str]], store: str, sku: str, url: str) -> list[RawImage]:
    """One row a picture, in gallery order, at the best size.

    Args:
        nodes: the product's own nodes.
        others: galleries from other sources (JSON-LD, OpenGraph), asked only where they hold more pictures.
        store: name of the store.
        sku: the product's id.
        url: the page's address; relative addresses start from it.

    Roles: an address with `filter=packshot` (or of the packshot folder of old) shows the article alone; a picture that
    a tile of the same product calls its model image shows a person; of all others the store says nothing.
    """
    galleries = [*(list(_addresses(node.get(name), url)) for name in _GALLERIES for node in nodes), *others]
    gallery = max(galleries, key=lambda addresses: len(set(map(cdn.key, addresses))), default=[])
    packshots, models = (list(_named(nodes, names, url)) for names in (_PACKSHOTS, _MODELS))
    single = [*_named(nodes, ("primaryImage",), url), *packshots, *models]
    # The same picture may stand with and without the filter; the address that tells more is the one to ask.
    telling = {cdn.key(one): one for addresses in (*galleries, single) for one in addresses if _packshot(one)}
    shown = {cdn.key(one): one for one in reversed([*gallery, *single])} | telling
    named = dict.fromkeys(map(cdn.key, models), ("model", "zalando:ModelImage"))
    named |= dict.fromkeys(map(cdn.key, packshots), ("product", "zalando:PackshotImage"))
    rows = []
    for position, key in enumerate(dict.fromkeys(map(cdn.key, [*gallery, *single]))):
        flag = _packshot(shown[key])
        role, source = ("product", flag) if flag else named.get(key, ("unknown", "zalando:gallery"))
        rows.append(RawImage(store, sku, position, role, role_source=source, url=cdn.best(shown[key]), key=key))
    return rows


def _packshot(address: str) -> str:
    """How an address tells that it shows the article alone; empty where it does not."""
    parts = urlsplit(address)
    if "filter=packshot" in parts.query.split("&"):
        return _FILTER
    return _FOLDER if "/media/packshot/" in parts.path else ""


def _named(nodes: list[dict[str, Any]], names: Iterable[str], url: str) -> Iterator[str]:
    for name in names:
        for node in nodes:
            yield from _addresses([node.get(name)], url)


def _addresses(media: Any, url: str) -> Iterator[str]:
    """The pictures of a list of media; videos are none."""
    for item in media if isinstance(media, list) else []:
        if isinstance(item, dict) and item.get("__typename") not in ("Video", "ProductVideo"):
            address = absolute(item.get("uri"), url)
            if address and not urlsplit(address).path.lower().endswith((".mp4", ".webm", ".m3u8", ".mov")):
                yield address
