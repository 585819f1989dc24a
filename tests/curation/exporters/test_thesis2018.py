"""The layout of 2018 goes out, and what came from it goes back as it came."""

import csv
import shutil

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import tables
from curation.errors import UnknownNameError
from curation.exporters.export import export
from curation.exporters.legacyrow import row as legacy_row
from curation.exporters.thesis2018 import ATTRIBUTES
from curation.importers.store import import_photos
from curation.importers.thesis2018 import COLUMNS, LABELS, product_of
from curation.ingest import _product, ingest
from curation.schema import Image, Pair, Product
from curation.spec import DatasetSection, Spec
from curation.translate.stage import translate
from curation.workspace import Workspace

CELL = st.text(alphabet="aZä5 ,:%\xa0;\"'\n", max_size=30)


def read(path, separator=";"):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def legacy(folder, rows, photos):
    """A folder as 2018 left it: `data.csv` as pandas writes it, 256x256 JPEGs."""
    folder.mkdir()
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, *LABELS], delimiter=";", lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    for number, name in enumerate(photos):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).integers(0, 255, (256, 256, 3), np.uint8)
        cv2.imwrite(str(folder / name), noise)
    return folder


def there_and_back(folder, tmp_path, **options):
    """Import, ingest, translate, export."""
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "thesis2018", "legacy", workers=1, **options)
    spec = Spec(dataset=DatasetSection(name="fashion"))
    ingest(workspace, spec)
    build = workspace.build("fashion")
    translate(workspace, build, spec.translate, workers=1)
    return export(workspace, build, tmp_path / "out", "thesis2018", workers=1)


def test_a_legacy_folder_comes_back_byte_for_byte(tmp_path, files):
    rows = [
        {
            "id": "01.899.12",
            "img_path": "blouses/01.899.12.jpg",
            "attributes": "Lockerer Schnitt, Material: 56 % Baumwolle, 42 % Lyocell, Pflege: Handwäsche, nicht bügeln",
            "brand": "s.Oliver BLACK LABEL",
            "category": "blouses",
            "color": "red",
            "img_url": "https://a.example/p",
            "model_img_urls": "https://a.example/0, https://a.example/1, https://a.example/2",
            "name": 'Bluse "FIONA"; lang',
            "product_url": "https://shop.example/bluse",
            "sleeve_length": "short",
            "neckline": "lines",
        },
        {
            "id": "X/2",
            "img_path": "kleider/X-2.jpg",
            "attributes": "Damen Kleid,Eng anliegender, ärmelloser Schnitt,Länge:\xa0Kurz",
            "category": "kleider",
            "color": "schwarz-weiß",
            "fit": "enormous",
        },
    ]
    photos = ["blouses/01.899.12.jpg", "blouses/01.899.12@0.jpg", "blouses/01.899.12@2.jpg", "kleider/X-2.jpg"]
    folder = legacy(tmp_path / "legacy", rows, photos)
    result = there_and_back(folder, tmp_path)
    assert (result.splits, result.photos, result.skipped) == ({"train": 2}, 4, [])
    assert (tmp_path / "out/data.csv").read_bytes() == (folder / "data.csv").read_bytes()
    for name in photos:
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()
    assert set(files(tmp_path / "out")) - set(files(folder)) == {
        "export.json",
        "img_attr.csv",
        "pairs.csv",
        "train_imgs.csv",
    }
    assert (tmp_path / "out/train_imgs.csv").read_text() == "blouses/01.899.12.jpg\nkleider/X-2.jpg\n"


@given(
    cells=st.fixed_dictionaries({name: CELL for name in (*COLUMNS, *LABELS, "extra") if name != "img_path"}),
)
def test_every_cell_comes_back_whatever_stands_in_it(cells):
    cells = {**cells, "img_path": "dresses/x.jpg"}
    product, _ = product_of(cells, cells["id"].strip() or "x", cells["category"].strip() or "dresses", "s", "")
    row = legacy_row(_product(product), "dresses/x.jpg")
    expected = dict(cells)
    # What is empty is filled from the path.
    expected["id"] = cells["id"] or "x"
    expected["category"] = cells["category"] or "dresses"
    assert {name: row.get(name, "") for name in expected} == expected


def test_rows_without_their_photo_come_back_alone(tmp_path, files):
    rows = [{"id": id, "img_path": f"tops/{id}.jpg", "category": "tops", "name": f"Top {id}"} for id in "ab"]
    folder = legacy(tmp_path / "legacy", rows, ["tops/b.jpg"])
    result = there_and_back(folder, tmp_path)
    assert (result.splits, result.photos) == ({"train": 1}, 1)
    assert result.notes[1:] == ["1 rows came without their product photo; they stand in data.csv alone"]
    assert (tmp_path / "out/data.csv").read_bytes() == (folder / "data.csv").read_bytes()
    assert len(read(tmp_path / "out/img_attr.csv", ",")) == 1
    assert "tops/a.jpg" not in files(tmp_path / "out")


@pytest.mark.real_data
def test_all_printed_rows_of_2018_come_back(real_data, tmp_path):
    source = real_data / "attributes" / "rows.csv"
    rows = read(source)
    photos = [row["img_path"] for row in rows if row["img_path"].endswith(".jpg")]
    folder = legacy(tmp_path / "legacy", [], photos)
    shutil.copy(source, folder / "data.csv")
    result = there_and_back(folder, tmp_path)
    # Of one row the notebook printed "..." for the path.
    assert (len(rows), result.splits) == (156, {"train": 155})
    back = {row["img_path"]: row for row in read(tmp_path / "out/data.csv")}
    assert len(back) == len(rows)
    for row in rows:
        expected = {name: "" if cell == "NaN" else cell for name, cell in row.items()}
        expected["id"] = row["id"] or row["img_path"].rpartition("/")[2].removesuffix(".jpg")
        assert back[row["img_path"]] == expected
    for name in photos:
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()


def test_products_of_stores_go_out_in_the_vocabularys_words(curated, tmp_path, files):
    workspace, build = curated(pairs=2, splits=("train", "validation"), suffix=".png")
    result = export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    assert (result.splits, result.photos) == ({"train": 1, "validation": 1}, 6)
    assert files(tmp_path / "out") == [
        "data.csv",
        "dresses/P.0.jpg",
        "dresses/P.0@0.jpg",
        "dresses/P.0@2.jpg",
        "export.json",
        "img_attr.csv",
        "pairs.csv",
        "pants/P.1.jpg",
        "pants/P.1@0.jpg",
        "pants/P.1@2.jpg",
        "train_imgs.csv",
        "val_imgs.csv",
    ]
    first, _ = read(tmp_path / "out/data.csv")
    assert list(first) == [*COLUMNS, *LABELS]
    assert (first["id"], first["category"], first["fit"]) == ("P.0", "dresses", "loose")
    assert first["attributes"] == "Länge: Lang; weit, Unifarben"
    assert first["model_img_urls"] == "https://a.example/0.jpg, https://a.example/2.jpg"
    photo = cv2.imread(str(tmp_path / "out/dresses/P.0.jpg"))
    assert photo.shape == (256, 256, 3)
    assert (tmp_path / "out/pairs.csv").read_text() == (
        "id;img_path;model_img_path\nP.0;dresses/P.0.jpg;dresses/P.0@0.jpg\nP.1;pants/P.1.jpg;pants/P.1@0.jpg\n"
    )


def test_the_one_hot_table_has_a_column_a_value_in_the_order_of_2018(curated, tmp_path):
    workspace, build = curated(pairs=1)
    export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    (row,) = read(tmp_path / "out/img_attr.csv", ",")
    assert [name for name, cell in row.items() if cell == "1"] == ["category_dresses", "color_black", "fit_loose"]
    names = list(row)
    assert names[0] == "img_path"
    attributes = [max((name for name in ATTRIBUTES if column.startswith(f"{name}_")), key=len) for column in names[1:]]
    assert list(dict.fromkeys(attributes)) == list(ATTRIBUTES)
    # All 40 columns of 2018 are there; a vocabulary may have grown.
    assert {"category_blouses", "color_beige", "length_3-4", "pattern_polkadots", "neckline_wide"} <= set(names)
    for attribute in ATTRIBUTES:
        values = [column for column, of in zip(names[1:], attributes) if of == attribute]
        assert values == sorted(values)


def test_two_stores_with_one_id_do_not_share_a_photo(curated, tmp_path):
    workspace, build = curated(pairs=2)
    products = tables.read(build.products, Product)
    products[1].id, products[1].category, products[1].store = products[0].id, products[0].category, "zeta"
    tables.write(build.products, products, Product)
    export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    rows = read(tmp_path / "out/data.csv")
    assert [(row["id"], row["img_path"]) for row in rows] == [
        ("P.0", "dresses/P.0.jpg"),
        ("P.0", "dresses/P.0-zeta.jpg"),
    ]


def test_what_this_layout_has_no_place_for_is_said(curated, tmp_path):
    workspace, build = curated(pairs=3, splits=("train", "train"))
    products = tables.read(build.products, Product)
    products[0].img_path = ""
    tables.write(build.products, products, Product)
    tables.write(build.pairs("dresses"), tables.read(build.pairs("dresses"), Pair)[1:], Pair)
    (workspace.raw("shop").root / "models/P.1@0.jpg").write_bytes(b"<html>")
    result = export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    assert result.notes == [
        "1 products have no product photo and are not in this layout",
        "1 products are in no split, so in none of the lists; curate split places them",
    ]
    assert [(removal.id, removal.item, removal.reason) for removal in result.skipped] == [
        ("P.1", "raw/shop/models/P.1@0.jpg", "not_an_image")
    ]
    assert (tmp_path / "out/pairs.csv").read_text().splitlines()[1:] == ["P.2;dresses/P.2.jpg;dresses/P.2@0.jpg"]
    assert sorted(path.name for path in (tmp_path / "out/pants").iterdir()) == ["P.1.jpg", "P.1@2.jpg"]


def test_what_cleaning_dropped_is_there_but_in_no_list(curated, tmp_path):
    workspace, build = curated(pairs=3, splits=("train", "train", "train"))
    images = tables.read(build.images, Image)
    for image in images:
        if image.path.endswith(("images/P.0.jpg", "P.1@2.jpg")):
            image.keep, image.reason = False, "near_duplicate"
    tables.write(build.images, images, Image)
    result = export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    assert (result.splits, result.photos) == ({"train": 2, "in no list": 1}, 9)
    assert result.notes == ["2 photos were dropped by cleaning; they stand in dropped.csv and in no list"]
    assert (tmp_path / "out/dropped.csv").read_text() == (
        "img_path;reason\ndresses/P.0.jpg;near_duplicate\npants/P.1@2.jpg;near_duplicate\n"
    )
    assert (tmp_path / "out/train_imgs.csv").read_text() == "pants/P.1.jpg\ndresses/P.2.jpg\n"
    assert len(read(tmp_path / "out/data.csv")) == 3


def test_a_packshot_that_the_pair_found_in_the_gallery_is_the_product_photo(curated, tmp_path, files):
    workspace, build = curated(pairs=1)
    (product,) = tables.read(build.products, Product)
    product.img_path = ""
    tables.write(build.products, [product], Product)
    result = export(workspace, build, tmp_path / "out", "thesis2018", workers=1)
    assert (result.photos, result.notes[1:]) == (3, [])
    assert [name for name in files(tmp_path / "out") if name.startswith("dresses/")] == [
        "dresses/P.0.jpg",
        "dresses/P.0@0.jpg",
        "dresses/P.0@2.jpg",
    ]


def test_a_category_nothing_has_is_refused(curated, tmp_path):
    workspace, build = curated()
    with pytest.raises(UnknownNameError) as error:
        export(workspace, build, tmp_path / "out", "thesis2018", categories=("hats",))
    assert str(error.value) == "unknown category 'hats'; known categories: dresses, pants"
    assert not (tmp_path / "out").exists()
