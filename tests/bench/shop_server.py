"""A shop on loopback that costs next to nothing to serve, for measuring who asks it: python shop_server.py KIND N.

`photos N`: a Shopify shop whose products have ten photos each, N JPEGs of about 100 kB, each with bytes of its own.
`rows N`: the same with photos of a few hundred bytes, for counting rows. `zalando N` and `schemaorg N`: N product pages
of that demo store. Prints its port.
"""

import asyncio
import io
import json
import sys
from urllib.parse import parse_qs

import numpy as np
from PIL import Image

from scrapers.demo.answer import Answer
from scrapers.demo.catalogue import catalogue
from scrapers.demo.mall import Mall
from scrapers.demo.stores import open_stores

SHOP = "shop.example"
PHOTOS = 10
PAGE = 250


class Shop:
    """products.json and photos; each photo is one of a few pictures with a comment of its own in it."""

    def __init__(self, photos: int, side: int, pictures: int) -> None:
        self.photos = photos
        noise = np.random.default_rng(2018)
        self.pictures = [_jpeg(noise, side) for _ in range(pictures)]

    def answer(self, target: str) -> tuple[int, str, bytes]:
        path, _, query = target.partition("?")
        if path.startswith("/cdn.shop.example/") and path.endswith(".jpg"):
            number = int(path.rpartition("/")[2].removesuffix(".jpg"))
            picture, comment = self.pictures[number % len(self.pictures)], f"{number:08}".encode()
            return 200, "image/jpeg", picture[:2] + b"\xff\xfe\x00\x0a" + comment + picture[2:]
        if path == f"/{SHOP}/meta.json":
            return 200, "application/json", b'{"currency": "EUR"}'
        if path == f"/{SHOP}/products.json":
            first = (int(parse_qs(query)["page"][0]) - 1) * PAGE
            products = [self.product(n) for n in range(first, min(first + PAGE, self.photos // PHOTOS))]
            return 200, "application/json", json.dumps({"products": products}).encode()
        return 404, "text/plain", b"not found\n"

    def product(self, number: int) -> dict[str, object]:
        photos = range(number * PHOTOS, (number + 1) * PHOTOS)
        return {
            "id": number + 1,
            "title": f"Kleid {number}",
            "handle": f"kleid-{number}",
            "vendor": "Marke",
            "product_type": "Kleider",
            "variants": [{"id": number + 1, "price": "9.00", "option1": "M"}],
            "images": [{"id": n, "src": f"https://cdn.shop.example/{n}.jpg", "position": n} for n in photos],
        }


def _jpeg(noise: np.random.Generator, side: int) -> bytes:
    """A photo-like picture: soft patches with grain; 925 pixels a side give about 100 kB."""
    small = Image.fromarray(noise.integers(0, 255, (12, 12, 3), dtype=np.uint8)).resize((side, side))
    grain = np.clip(np.asarray(small, np.int16) + noise.normal(0, 8, (side, side, 3)), 0, 255).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(grain).save(packed, "JPEG", quality=72)
    return packed.getvalue()


class Pages:
    """A demo store; each answer is made once."""

    def __init__(self, store: str, products: int) -> None:
        self.mall = Mall(open_stores(catalogue(products, 5, stores=(store,))))
        self.made: dict[str, Answer] = {}

    def answer(self, target: str) -> tuple[int, str, bytes]:
        if target not in self.made:
            self.made[target] = self.mall.answer(target)
        found = self.made[target]
        return found.status, found.headers.get("Content-Type", "text/plain"), found.body


class Connection(asyncio.Protocol):
    """HTTP/1.1 with GET only, as far as two well-behaved clients need it."""

    def __init__(self, shop: Shop | Pages) -> None:
        self.shop, self.pending = shop, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self.pending = (self.pending + data).split(b"\r\n\r\n")
        for head in heads:
            status, kind, body = self.shop.answer(head.split(b" ", 2)[1].decode())
            line = f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(line.encode() + body)


async def main(kind: str, number: int) -> None:
    shops = {"photos": lambda: Shop(number, 925, 40), "rows": lambda: Shop(number, 16, 1)}
    shop = shops[kind]() if kind in shops else Pages(kind, number)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shop), "127.0.0.1", 0, backlog=512)
    size = f", {sum(map(len, shop.pictures)) // len(shop.pictures)} bytes a photo" if isinstance(shop, Shop) else ""
    print(f"{server.sockets[0].getsockname()[1]}{size}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
