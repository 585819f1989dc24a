"""Two pictures a row, read by Hugging Face."""

import json

from curation import tables
from curation.exporters.export import export
from curation.importers.store import import_photos
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace


def test_each_split_has_its_photos_and_rows(curated, tmp_path, files):
    workspace, build = curated(pairs=2, splits=("train", "test"), suffix=".png")
    result = export(workspace, build, tmp_path / "out", "imagefolder", workers=1)
    assert (result.splits, result.photos) == ({"train": 1, "test": 1}, 4)
    shown = files(tmp_path / "out")
    key = next(name for name in shown if name.startswith("train/model/")).removeprefix("train/model/")
    assert key.startswith("shop-P_0-")
    assert key.endswith(".png")
    assert f"train/product/{key}" in shown
    (row,) = map(json.loads, (tmp_path / "out" / "train" / "metadata.jsonl").read_text().splitlines())
    assert row == {
        "product_file_name": f"product/{key}",
        "model_file_name": f"model/{key}",
        "store": "shop",
        "id": "P.0",
        "category": "dresses",
        "color": "black",
        "length": "",
        "sleeve_length": "",
        "fit": "loose",
        "pattern": "",
        "neckline": "",
        "occasion": "",
        "name": "Kleid 0",
        "brand": "Ärmel & Co",
        "product_url": "",
        "shot": "full_front",
    }


def test_photos_are_links_to_the_store_unless_a_size_is_asked_for(curated, tmp_path):
    workspace, build = curated(pairs=1)
    source = workspace.raw("shop").root / "images/P.0.jpg"
    export(workspace, build, tmp_path / "linked", "imagefolder", workers=1)
    (linked,) = (tmp_path / "linked/train/product").iterdir()
    assert linked.samefile(source)
    export(workspace, build, tmp_path / "drawn", "imagefolder", size=32, workers=1)
    (drawn,) = (tmp_path / "drawn/train/product").iterdir()
    assert not drawn.samefile(source)


def test_a_missing_photo_costs_its_pair(curated, tmp_path):
    workspace, build = curated(pairs=3)
    (workspace.raw("shop").root / "images/P.2.jpg").unlink()
    result = export(workspace, build, tmp_path / "out", "imagefolder", workers=1)
    assert result.splits == {"train": 2}
    assert [(removal.id, removal.reason) for removal in result.skipped] == [("P.2", "missing_file")]
    assert len(list((tmp_path / "out/train/model").iterdir())) == 2


def test_hugging_face_reads_two_pictures_and_the_attributes(curated, tmp_path, hugging_face):
    workspace, build = curated(pairs=4, splits=("train", "train", "validation", "test"))
    export(workspace, build, tmp_path / "out", "imagefolder", workers=1)
    shown = hugging_face(
        f"""
data = load_dataset("imagefolder", data_dir=r"{tmp_path / "out"}")
print({{split: len(rows) for split, rows in data.items()}})
row = data["test"][0]
print(row["product"].size, row["model"].size, row["id"], row["category"], row["brand"])
print(sorted(data["train"].features))
"""
    )
    assert shown == (
        "{'train': 2, 'validation': 1, 'test': 1}\n"
        "(40, 60) (60, 90) P.3 pants Ärmel & Co\n"
        "['brand', 'category', 'color', 'fit', 'id', 'length', 'model', 'name', 'neckline', 'occasion', 'pattern', "
        "'product', 'product_url', 'shot', 'sleeve_length', 'store']\n"
    )


def test_an_export_can_be_imported_again(curated, tmp_path):
    workspace, build = curated(pairs=3, splits=("train", "train", "test"))
    export(workspace, build, tmp_path / "out", "imagefolder", workers=1)
    again = Workspace(tmp_path / "again")
    result = import_photos(tmp_path / "out", again, "imagefolder", "back", workers=1)
    assert (result.products, result.photos, result.removals) == (3, 6, [])
    products = tables.read(again.raw("back").products, RawProduct)
    assert [(product.id, product.category, product.brand) for product in products] == [
        ("P.0", "dresses", "Ärmel & Co"),
        ("P.1", "pants", "Ärmel & Co"),
        ("P.2", "dresses", "Ärmel & Co"),
    ]
    roles = [image.role for image in tables.read(again.raw("back").images, RawImage)]
    assert roles == ["product", "model"] * 3
