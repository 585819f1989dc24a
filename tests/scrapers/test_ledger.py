"""The ledger keeps a product and its photos together, and refuses what it cannot read."""

import sqlite3

import pytest

from curation import tables
from curation.errors import CrawlError
from curation.schema import Attribute, RawImage, RawProduct
from curation.workspace import Workspace
from scrapers.ledger import Ledger, with_paths
from scrapers.pages.item import ProductItem


@pytest.fixture
def raw(tmp_path):
    return Workspace(tmp_path).raw("zalando")


def item(number: str = "A1", category: str = "kleider", photos: int = 2) -> ProductItem:
    images = [
        RawImage("zalando", number, position, role="product" if position == 1 else "unknown", key=f"k{position}")
        for position in range(photos)
    ]
    product = RawProduct("zalando", number, category=category, attributes=[Attribute("Länge", "Lang", "size_fit")])
    return ProductItem(product, images)


def test_what_was_saved_is_exported_by_id_and_position(raw):
    with Ledger(raw.ledger) as ledger:
        ledger.save(item("B2"))
        ledger.save(item("A1"))
        ledger.export(raw)
    products = tables.read(raw.products, RawProduct)
    assert [product.id for product in products] == ["A1", "B2"]
    assert products[0].attributes == [Attribute("Länge", "Lang", "size_fit")]
    images = tables.read(raw.images, RawImage)
    assert [(image.id, image.position) for image in images] == [("A1", 0), ("A1", 1), ("B2", 0), ("B2", 1)]


def test_a_product_seen_in_two_categories_keeps_its_first_folder(raw):
    with Ledger(raw.ledger) as ledger:
        assert ledger.folder("A1") == ""
        ledger.save(item(category="kleider"))
        ledger.save(item(category="sale"))
        assert ledger.folder("A1") == "kleider"


def test_saving_again_replaces_the_gallery(raw):
    with Ledger(raw.ledger) as ledger:
        ledger.save(item(photos=3))
        ledger.save(item(photos=1))
        assert [image.position for image in ledger.images("A1")] == [0]
        assert ledger.counts() == {"products": 1, "images_queued": 1}


def test_a_product_and_its_photos_are_saved_together_or_not_at_all(raw):
    broken = item()
    broken.images[1] = broken.images[0]
    with Ledger(raw.ledger) as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.save(broken)
        assert ledger.counts() == {"products": 0}


def test_a_second_reader_sees_what_was_committed_while_the_first_is_open(raw):
    with Ledger(raw.ledger) as writer, Ledger(raw.ledger) as reader:
        writer.save(item())
        assert reader.counts() == {"products": 1, "images_queued": 2}


def test_another_version_is_refused_by_name(raw):
    with Ledger(raw.ledger):
        pass
    database = sqlite3.connect(raw.ledger)
    with database:
        database.execute("UPDATE meta SET value = '99'")
    database.close()
    with pytest.raises(CrawlError) as error:
        Ledger(raw.ledger)
    assert str(error.value) == (
        f"{raw.ledger} has schema version 99, this version reads 2; move it away and crawl again"
    )


def test_a_file_that_is_no_ledger_is_refused_by_name(raw):
    raw.root.mkdir(parents=True)
    raw.ledger.write_bytes(b"not a database, by any measure" * 50)
    with pytest.raises(CrawlError, match=r"ledger\.sqlite is no ledger \(file is not a database\); move it away"):
        Ledger(raw.ledger)


def test_the_first_product_photo_is_the_products_own_and_all_others_follow_in_order():
    images = item(photos=4).images
    for image in images:
        image.url, image.path = f"u{image.position}", f"p{image.position}"
    images[3].path = ""
    product = with_paths(item().product, images)
    assert (product.img_url, product.img_path) == ("u1", "p1")
    assert product.model_img_urls == ["u0", "u2", "u3"]
    assert product.model_img_paths == ["p0", "p2"]
