import csv
import json

import cv2
import numpy as np

from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw
from scrapers.demo.truth import truths, write_truth


def test_one_line_for_each_photo(tmp_path):
    products = catalogue(12)
    path = write_truth(tmp_path / "truth", products)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(product.photos) for product in products)
    assert json.loads((tmp_path / "truth" / "truth.json").read_text())[0]["id"] == products[0].id
    by_photo = {(row["id"], int(row["position"])): row for row in rows}
    for product in products:
        for photo in product.photos:
            row = by_photo[product.id, photo.position]
            assert row["shot"] == photo.shot
            assert row["color"] == product.values["color"]
            assert row["sleeve_length"] == product.values.get("sleeve_length", "")


def test_a_packshot_is_worn_by_nobody_and_every_other_photo_says_the_whole_outfit():
    products = {product.id: product for product in catalogue(30)}
    for row in truths(products.values()):
        worn = [article["id"] for article in json.loads(row.worn)]
        outfit = [article.id for article in products[row.id].outfit]
        assert worn == ([] if row.shot == "packshot" else [row.id, *outfit])
    assert any(product.outfit for product in products.values())


def test_written_masks_are_the_drawn_ones(tmp_path):
    product = catalogue(1)[0]
    write_truth(tmp_path, [product], masks=True, height=96)
    for photo in product.photos:
        path = tmp_path / "masks" / product.store / f"{product.id}@{photo.position}.garment.png"
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        np.testing.assert_array_equal(mask > 127, draw(product, photo, 96).garment)
