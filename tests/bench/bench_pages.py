"""How many product pages a second one core reads."""

import time

from scrapers.demo.catalogue import catalogue
from scrapers.demo.stores import open_stores
from scrapers.demo.zalando_urls import product_path
from scrapers.pages import zalando


def bench_reading_product_pages():
    products = catalogue(40)
    (store,) = open_stores(products)
    pages = [(store.answer("www.zalando.de", product_path(p), "").body, product_path(p)) for p in products]
    start = time.perf_counter()
    found = [zalando.product(body, f"https://www.zalando.de{path}").product.id for body, path in pages]
    spent = time.perf_counter() - start
    size = sum(len(body) for body, _ in pages) / len(pages) / 1000
    print(f"\nzalando: {len(pages) / spent:,.0f} pages/s of {size:.0f} kB, one core")
    assert found == [product.id for product in products]
