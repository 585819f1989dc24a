"""Raw tables become one table of products and one of photos; nothing is lost on the way."""

import pytest

from curation import tables
from curation.errors import TableError, UnknownNameError
from curation.ingest import ingest
from curation.schema import Image, Product, RawImage, Removal
from curation.spec import DatasetSection, Spec
from curation.workspace import Workspace

SPEC = Spec(DatasetSection("fashion"))


def ingested(workspace: Workspace) -> tuple[list[Product], list[Image], list[Removal]]:
    build = workspace.build("fashion")
    return (
        tables.read(build.ingested, Product),
        tables.read(build.images, Image),
        tables.read(build.removed("ingest"), Removal),
    )


def test_the_stores_words_are_kept_and_nothing_is_mapped(store):
    ingest(store(products=1), SPEC)
    (product,), images, removed = ingested(store(products=1))
    assert (product.store_category, product.store_color) == ("damenbekleidung-kleider", "acid black")
    assert (product.category, product.color, product.unmapped, product.provenance) == ("", "", [], [])
    assert len(images) == 4
    assert removed == []


def test_a_broken_row_costs_itself_only(store):
    workspace = store(products=3)
    path = workspace.raw("zalando").products
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace(",,", ",cheap,", 1).replace("[]", "[", 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = ingest(workspace, SPEC)
    products, images, removed = ingested(workspace)
    assert [product.id for product in products] == ["P0", "P2"]
    assert removed[0].item == "raw/zalando/products.csv:3"
    assert removed[0].reason == "bad_row"
    assert removed[0].detail == "category_path must be a JSON array, not '['"
    # the photos of the lost product are counted too: 3 x 4 photos = 8 kept + 4 removed
    assert len(images) == 8
    assert [row.reason for row in removed].count("no_product") == 4
    assert result.removed == 5


def test_a_second_row_of_the_same_product_is_counted_and_left_out(store):
    workspace = store(products=2)
    path = workspace.raw("zalando").products
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    ingest(workspace, SPEC)
    products, _, removed = ingested(workspace)
    assert len(products) == 2
    assert removed == [Removal("zalando", "P1", "zalando/products.csv", "duplicate_row")]


def test_a_photo_that_was_not_stored_is_kept_in_the_table_with_its_reason(store):
    workspace = store(products=1)
    raw = workspace.raw("zalando")
    images = tables.read(raw.images, RawImage)
    images[1].path, images[1].status, images[1].reason = "", "failed", "http_404"
    tables.write(raw.images, images, RawImage)
    ingest(workspace, SPEC)
    _, images, _ = ingested(workspace)
    assert (images[1].keep, images[1].reason, images[1].fetch_reason) == (False, "not_stored_http_404", "http_404")


def test_a_missing_column_stops_with_its_name(store):
    workspace = store(products=1)
    path = workspace.raw("zalando").products
    path.write_text(path.read_text(encoding="utf-8").replace(",brand,", ",maker,", 1), encoding="utf-8")
    with pytest.raises(TableError, match=r"products\.csv: column brand missing; columns found: store, id, group_id"):
        ingest(workspace, SPEC)


def test_a_store_of_the_definition_that_is_not_there_is_named(store):
    with pytest.raises(UnknownNameError) as error:
        ingest(store(products=1), Spec(DatasetSection("fashion", stores=("aboutyou",))))
    assert str(error.value) == "unknown store 'aboutyou'; known stores: zalando"


def test_two_stores_stand_in_one_table_sorted_by_store_and_id(store):
    store(products=2, name="zalando")
    workspace = store(products=2, name="aboutyou")
    ingest(workspace, SPEC)
    products, _, _ = ingested(workspace)
    assert [(p.store, p.id) for p in products] == [
        ("aboutyou", "P0"),
        ("aboutyou", "P1"),
        ("zalando", "P0"),
        ("zalando", "P1"),
    ]
