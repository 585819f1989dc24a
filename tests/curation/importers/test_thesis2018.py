"""The folders of the 2018 thesis come in: rows, photos of the products, photos of people by number."""

import shutil

import pytest

from curation import tables
from curation.errors import TableError, WorkspaceError
from curation.importers.store import import_photos
from curation.ingest import ingest
from curation.schema import Attribute, Product, RawImage, RawProduct
from curation.spec import DatasetSection, Spec
from curation.translate.engine import Engine
from curation.translate.product import Filler
from curation.workspace import Workspace

MERGED = (
    "id;img_path;attributes;brand;category;color;img_url;model_img_urls;name;product_url;"
    "sleeve_length;length;neckline;pattern;fit\n"
)
ROW = (
    "X-1;dresses/X-1.jpg;Material:\xa099% Viskose, 1% Elasthan, Ausschnitt:\xa0Rundhals;ACME;dresses;black;"
    "https://a.example/x.jpg;https://a.example/0.jpg, https://a.example/1.jpg, https://a.example/2.jpg;Kleid;;"
    "short;knee;lines;;NaN\n"
)


def imported(folder, tmp_path, **options):
    workspace = Workspace(tmp_path / "ws")
    return workspace, import_photos(folder, workspace, "thesis2018", "legacy", workers=1, **options)


def test_a_row_and_its_photos_come_in_with_the_places_they_had(fill, tmp_path):
    folder = fill("dresses/X-1.jpg", "dresses/X-1@0.jpg", "dresses/X-1@2.jpg", data__csv=MERGED + ROW)
    workspace, result = imported(folder, tmp_path)
    assert (result.products, result.photos, result.removals, result.notes) == (1, 3, [], [])
    (product,) = tables.read(workspace.raw("legacy").products, RawProduct)
    assert (product.brand, product.category, product.color, product.name) == ("ACME", "dresses", "black", "Kleid")
    assert product.model_img_urls == [f"https://a.example/{number}.jpg" for number in range(3)]
    assert product.attributes == [
        Attribute("Material", "99% Viskose, 1% Elasthan"),
        Attribute("Ausschnitt", "Rundhals"),
        Attribute("sleeve_length", "short", "label"),
        Attribute("length", "knee", "label"),
        Attribute("neckline", "lines", "label"),
        Attribute("pattern", "", "kept"),
        Attribute("fit", "", "kept"),
        Attribute("attributes", "Material:\xa099% Viskose, 1% Elasthan, Ausschnitt:\xa0Rundhals", "kept"),
    ]
    images = tables.read(workspace.raw("legacy").images, RawImage)
    assert [(image.position, image.role, image.url, image.key) for image in images] == [
        (0, "product", "https://a.example/x.jpg", "dresses/X-1.jpg"),
        (1, "unknown", "https://a.example/0.jpg", "dresses/X-1@0.jpg"),
        (3, "unknown", "https://a.example/2.jpg", "dresses/X-1@2.jpg"),
    ]


@pytest.mark.parametrize("place", ["source/models/dresses", "source_models/dresses"])
def test_photos_of_people_may_lie_where_2018_put_them(fill, tmp_path, picture, place):
    folder = fill("dresses/X-1.jpg", data__csv=MERGED + ROW)
    models = tmp_path / place
    models.mkdir(parents=True)
    (models / "X-1@1.jpg").write_bytes(picture(7))
    (models / "GONE@0.jpg").write_bytes(picture(8))
    _, result = imported(folder, tmp_path)
    assert result.photos == 2
    assert result.notes == ["1 photos of products that no row speaks of were left alone"]


def test_labels_outrank_words_and_say_so(fill, tmp_path):
    folder = fill("dresses/X-1.jpg", data__csv=MERGED + ROW)
    workspace, _ = imported(folder, tmp_path)
    ingest(workspace, Spec(dataset=DatasetSection(name="fashion")))
    (product,) = tables.read(workspace.build("fashion").ingested, Product)
    Filler(Engine(workspace)).fill(product)
    assert (product.category, product.color, product.material) == ("dresses", "black", "viscose")
    # The word says "Rundhals"; the data set says "lines", which is the vocabulary's "lined".
    assert (product.sleeve_length, product.length, product.neckline, product.fit) == ("short", "knee", "lined", "")
    assert "sleeve_length=short: label 'short' (label 'short')" in product.provenance
    assert product.unmapped == []


def test_a_label_no_vocabulary_knows_is_listed(fill, tmp_path):
    folder = fill("dresses/X-1.jpg", data__csv=MERGED + ROW.replace("short;knee", "gigot;knee"))
    workspace, _ = imported(folder, tmp_path)
    ingest(workspace, Spec(dataset=DatasetSection(name="fashion")))
    (product,) = tables.read(workspace.build("fashion").ingested, Product)
    Filler(Engine(workspace)).fill(product)
    assert (product.sleeve_length, product.unmapped) == ("", ["sleeve_length: gigot"])


def test_rows_that_cannot_be_used_have_a_reason(fill, tmp_path):
    rows = [
        "1;kleider/1.jpg;;;kleider;black",
        "1;kleider/1.jpg;;;kleider;red",
        ";kleider/2.jpg;;;;blue",
        ";;;;kleider;blue",
        "3;kleider/3.jpg;a;b;c;d;e",
        "4;../4.jpg;;;kleider;red",
        "5;kleider/5.jpg;;;kleider;red",
    ]
    text = "id;img_path;attributes;brand;category;color\n" + "\n".join(rows)
    folder = fill("kleider/1.jpg", "kleider/2.jpg", data__csv=text)
    workspace, result = imported(folder, tmp_path)
    assert [(removal.id, removal.item, removal.reason, removal.detail) for removal in result.removals] == [
        ("", "data.csv:6", "bad_row", "has 7 cells, the header has 6: 3;kleider/3.jpg;a;b;c;d;e"),
        ("1", "data.csv:3", "duplicate_id", "a second row of this id: color 'red' instead of 'black'"),
        ("", "data.csv:5", "no_id", "the cells 'id' and 'img_path' are empty"),
        ("4", "data.csv:7", "outside_folder", "'../4.jpg' lies outside the folder"),
        ("5", "data.csv:8", "missing_file", "'kleider/5.jpg' does not exist"),
    ]
    assert result.reasons == {"bad_row": 1, "duplicate_id": 1, "missing_file": 1, "no_id": 1, "outside_folder": 1}
    products = tables.read(workspace.raw("legacy").products, RawProduct)
    assert [(product.id, product.category, bool(product.img_path)) for product in products] == [
        ("1", "kleider", True),
        ("2", "kleider", True),
        ("4", "kleider", False),
        ("5", "kleider", False),
    ]
    assert result.notes == ["2 rows have no id; they took the name of their photo"]


def test_a_missing_folder_of_photos_is_named_and_costs_no_row(fill, tmp_path):
    text = "id;img_path\n1;kleider/1.jpg\n2;hosen/2.jpg\n3;hosen/3.jpg\n"
    folder = fill("kleider/1.jpg", data__csv=text)
    _, result = imported(folder, tmp_path)
    assert (result.products, result.photos, result.reasons) == (3, 1, {"missing_file": 2})
    assert result.notes == [f"{folder / 'hosen'} does not exist: 2 photos are missing"]


def test_the_one_folder_that_is_missing_is_named_as_one(fill, tmp_path):
    folder = fill(data__csv="id;img_path\n1;kleider/1.jpg\n2;kleider/2.jpg\n")
    with pytest.raises(WorkspaceError) as error:
        imported(folder, tmp_path)
    assert f"; {folder / 'kleider'} does not exist; put them there" in str(error.value)


def test_no_photo_at_all_is_a_mistake_unless_the_rows_are_wanted_alone(fill, tmp_path):
    folder = fill(data__csv="id;img_path\n1;kleider/1.jpg\n2;hosen/2.jpg\n")
    with pytest.raises(WorkspaceError) as error:
        imported(folder, tmp_path)
    assert str(error.value) == (
        f"{folder}: none of the 2 photos it speaks of is there, the first is 'kleider/1.jpg'; "
        f"{folder / 'hosen'}, {folder / 'kleider'} do not exist; put them there, or import the rows alone with "
        "--without-photos"
    )
    assert not (tmp_path / "ws").exists()
    _, result = imported(folder, tmp_path, without_photos=True)
    assert (result.products, result.photos) == (2, 0)


def test_a_folder_without_data_csv_is_told_its_columns(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(WorkspaceError) as error:
        imported(tmp_path / "empty", tmp_path)
    assert str(error.value) == (
        f"{tmp_path / 'empty' / 'data.csv'} does not exist; it lists the products: columns id, img_path, attributes, "
        "brand, category, color, img_url, model_img_urls, name, product_url, separated by semicolons"
    )


def test_a_file_without_img_path_is_refused(fill, tmp_path):
    with pytest.raises(TableError, match="column img_path missing; columns found: id, name"):
        imported(fill(data__csv="id;name\n1;x\n"), tmp_path)


@pytest.mark.real_data
def test_all_printed_rows_of_2018_come_in(real_data, tmp_path):
    shutil.copy(real_data / "attributes" / "rows.csv", tmp_path / "rows.csv")
    workspace = Workspace(tmp_path / "ws")
    result = import_photos(tmp_path / "rows.csv", workspace, "thesis2018", "legacy", without_photos=True, workers=1)
    assert (result.products, result.photos, result.reasons) == (156, 0, {"missing_file": 156})
    products = tables.read(workspace.raw("legacy").products, RawProduct)
    whole = [
        product for product in products if Attribute("attributes_truncated", "False", "kept") in product.attributes
    ]
    assert len(whole) == 15
    lines = [line for product in whole for line in product.attributes if not line.section]
    assert Attribute("Material Oberstoff", "84% Baumwolle, 8% sonstige Materialien, 8% Leinen") in lines
    assert Attribute("", "Eng anliegender, ärmelloser Schnitt") in lines
