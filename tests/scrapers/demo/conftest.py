"""What the tests of the demo stores share: a picture in place of a drawing, and a client of a store."""

import io
from urllib.parse import urljoin, urlsplit

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.catalogue import catalogue
from scrapers.demo.stores import STORES


class Client:
    """Asks a store for URLs as a crawler would, and walks its listings."""

    def __init__(self, store, products):
        self.store = store
        self.products = products
        self.shop, self.cdn = store.hosts

    def get(self, url):
        parts = urlsplit(urljoin(f"https://{self.shop}/", url))
        return self.store.answer(parts.netloc, parts.path, parts.query)

    def page(self, url):
        answer = self.get(url)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), url
        return answer.body.decode()

    def listings(self):
        """URL and HTML of every page of every listing, from the entrance on by links to categories and next pages."""
        start = self.get("/").headers.get("Location", f"https://{self.shop}/")
        queue, seen = [start], {start}
        for url in queue:
            html = self.page(url)
            yield url, html
            links = Selector(html).css(".pages a, nav.choice[aria-label=Kategorien] a, main > nav.filters a")
            for found in links.xpath("@href").getall():
                onward = urljoin(url, found)
                if onward not in seen and "/_" not in onward:
                    seen.add(onward)
                    queue.append(onward)

    def product_urls(self):
        """Every product page that the listings lead to, in order of appearance."""
        tiles = [Selector(html).css("article a::attr(href)").getall() for _, html in self.listings()]
        return list(dict.fromkeys(url for urls in tiles for url in urls))

    def photo_urls(self, url):
        """The photos of a product page's gallery."""
        return Selector(self.page(url)).css(".gallery img::attr(src)").getall()


def stand_in(product, photo):
    """A dark figure on white with a colour of its own for each photo, without the cost of drawing it."""
    picture = Image.new("RGB", (60, 90), "white")
    picture.paste(tuple(int(photo.key[at : at + 2], 16) // 2 for at in (0, 2, 4)), (20, 5, 40, 50))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=95)
    return packed.getvalue()


def stand_in_cut_out(product, photo):
    """The same figure with nothing around it."""
    picture = Image.new("RGBA", (60, 90), (255, 255, 255, 0))
    picture.paste(tuple(int(photo.key[at : at + 2], 16) // 2 for at in (0, 2, 4)), (20, 5, 40, 50))
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    return packed.getvalue()


def client(name, products):
    quick = {"draw": stand_in} | ({"cut_out": stand_in_cut_out} if name == "aboutyou" else {})
    return Client(STORES[name](products, **quick), products)


@pytest.fixture
def open_client():
    """A client of a store by its name, with the products given."""
    return client


@pytest.fixture(scope="session", params=STORES)
def any_store(request):
    """A client of each demo store there is."""
    return client(request.param, catalogue(products=70, stores=[request.param]))
