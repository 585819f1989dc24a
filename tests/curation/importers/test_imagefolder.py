"""Hugging Face's imagefolder comes in with or without metadata."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation import tables
from curation.errors import TableError, WorkspaceError
from curation.importers.store import import_photos
from curation.schema import Attribute, RawImage, RawProduct
from curation.workspace import Workspace

ROWS = [
    {
        "product_file_name": "product/a.jpg",
        "model_file_name": "model/a.png",
        "id": "A1",
        "name": "Kleid",
        "category": "dresses",
        "fit": "loose",
        "shot": "full_front",
        "price": 12.5,
    },
    {"product_file_name": "product/b.jpg", "model_file_name": "", "id": "B2", "name": "", "category": "pants"},
]
PHOTOS = ("train/product/a.jpg", "train/model/a.png", "train/product/b.jpg")


def metadata(suffix: str, rows: list[dict]) -> bytes:
    if suffix == "jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    names = list(rows[0])
    if suffix == "csv":
        lines = [",".join(str(row.get(name, "")) for name in names) for row in rows]
        return "\n".join([",".join(names), *lines]).encode()
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_rows_with_two_photos_become_products(fill, tmp_path, suffix):
    folder = fill(*PHOTOS)
    (folder / "train" / f"metadata.{suffix}").write_bytes(metadata(suffix, ROWS))
    workspace = Workspace(tmp_path / "ws")
    result = import_photos(folder, workspace, "imagefolder", "hf")
    assert (result.products, result.photos, result.removals) == (2, 3, [])
    first, second = tables.read(workspace.raw("hf").products, RawProduct)
    assert (first.id, first.name, first.category) == ("A1", "Kleid", "dresses")
    assert first.attributes == [
        Attribute("fit", "loose", "label"),
        Attribute("shot", "full_front", "kept"),
        Attribute("price", "12.5", "kept"),
    ]
    assert first.img_path == "raw/hf/images/dresses/A1.jpg"
    assert second.model_img_paths == []
    roles = [(image.id, image.role, image.role_source) for image in tables.read(workspace.raw("hf").images, RawImage)]
    assert roles == [
        ("A1", "product", "imagefolder:product_file_name"),
        ("A1", "model", "imagefolder:model_file_name"),
        ("B2", "product", "imagefolder:product_file_name"),
    ]


def test_rows_with_one_photo_each_are_gathered_by_id(fill, tmp_path):
    rows = [{"file_name": "1.jpg", "id": "A", "role": "product"}, {"file_name": "2.jpg", "id": "A", "role": "model"}]
    folder = fill("1.jpg", "2.jpg", metadata__jsonl=metadata("jsonl", rows))
    result = import_photos(folder, Workspace(tmp_path / "ws"), "imagefolder", "hf")
    assert (result.products, result.photos) == (1, 2)


def test_one_id_of_two_stores_is_two_products(fill, tmp_path):
    rows = [{"product_file_name": f"{name}.jpg", "id": "7", "store": name} for name in ("x", "y")]
    folder = fill("x.jpg", "y.jpg", metadata__jsonl=metadata("jsonl", rows))
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "imagefolder", "hf")
    products = tables.read(workspace.raw("hf").products, RawProduct)
    assert [product.id for product in products] == ["7", "y:7"]
    assert len({product.img_path for product in products}) == 2


def test_without_metadata_the_folder_is_the_category(fill, tmp_path):
    folder = fill("train/dress/a.jpg", "train/hat/b.png", "test/dress/a.jpg", notes__txt="no photo")
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "imagefolder", "cc0")
    found = {product.id: product.category for product in tables.read(workspace.raw("cc0").products, RawProduct)}
    assert found == {"a": "dress", "train_dress_a.jpg": "dress", "b": "hat"}


def test_a_row_without_its_photo_stays_a_product_and_the_photo_has_a_reason(fill, tmp_path):
    folder = fill("a.jpg")
    rows = [{"product_file_name": "a.jpg", "id": "A"}, {"product_file_name": "gone.jpg", "id": "B", "name": "Rock"}]
    (folder / "metadata.jsonl").write_bytes(metadata("jsonl", rows))
    result = import_photos(folder, Workspace(tmp_path / "ws"), "imagefolder", "hf")
    assert (result.products, result.photos) == (2, 1)
    assert [(removal.id, removal.item, removal.reason) for removal in result.removals] == [
        ("B", "metadata.jsonl:2", "missing_file")
    ]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("metadata.jsonl", b"{\n", "{path}:1: must be a JSON object, not '{'; mend the line"),
        (
            "metadata.csv",
            b"image,id\n1.jpg,1\n",
            "{path}: no column names a photo; columns needed: file_name, or several that end in _file_name",
        ),
        ("metadata.csv", b"file_name\n\xff.jpg\n", "{path} is not UTF-8 (byte 10); save it as UTF-8"),
    ],
)
def test_a_metadata_file_that_cannot_be_read_is_named(tmp_path, name, data, fault):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableError) as error:
        import_photos(tmp_path, Workspace(tmp_path / "ws"), "imagefolder", "hf")
    assert str(error.value) == fault.replace("{path}", str(tmp_path / name))


def test_an_empty_folder_is_told_what_is_looked_for(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(WorkspaceError) as error:
        import_photos(tmp_path / "empty", Workspace(tmp_path / "ws"), "imagefolder")
    assert str(error.value) == (
        f"{tmp_path / 'empty'} holds neither metadata.csv, metadata.jsonl, metadata.parquet nor a photo; "
        "name the folder that does"
    )


@pytest.mark.real_data
def test_real_photos_in_a_folder_for_each_class(real_data, tmp_path):
    result = import_photos(real_data / "clothing_cc0" / "test", Workspace(tmp_path / "ws"), "imagefolder", "cc0")
    assert (result.products, result.photos, result.removals) == (80, 80, [])
