import pytest

from scrapers.pages import STORES, page_for, schemaorg, zalando


@pytest.mark.parametrize(
    "host", ["www.zalando.de", "zalando.fr", "fr.zalando.ch", "www.zalando.co.uk", "WWW.ZALANDO.PL", "m.zalando.at:443"]
)
def test_every_domain_of_a_store_is_read_by_its_module(host: str):
    assert page_for(f"https://{host}/x.html") is zalando


@pytest.mark.parametrize(
    "url",
    [
        "https://www.laden.example/p/1",
        "https://zalando.laden.example/",
        "https://zalando.example.co.uk/",
        "https://www.notzalando.de/",
        "https://localhost/",
        "kein Ort",
        "http://[",
    ],
)
def test_every_other_host_is_read_as_plain_schema_org(url: str):
    assert page_for(url) is schemaorg


@pytest.mark.parametrize("store", STORES)
def test_a_registered_store_offers_products_and_listings(store: str):
    page = page_for(f"https://www.{store}.de/x")
    assert page is STORES[store]
    assert callable(page.product)
    assert callable(page.listing)
