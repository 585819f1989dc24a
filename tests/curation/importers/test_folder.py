"""A folder of one's own photos becomes a raw store; what cannot be used has a reason."""

import cv2
import numpy as np
import pytest

from curation import tables
from curation.errors import TableError, WorkspaceError
from curation.importers.store import import_photos
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace

HEADER = "id,category,role,path,view,attributes,name,brand\n"


@pytest.fixture
def folder(tmp_path):
    """Two photos, `a.png` and `b.jpg`, and a maker of the listing beside them."""
    place = tmp_path / "My Photos"
    (place / "sub").mkdir(parents=True)
    noise = np.random.default_rng(1).integers(0, 255, (40, 30, 3), np.uint8)
    cv2.imwrite(str(place / "a.png"), noise)
    cv2.imwrite(str(place / "sub/b.jpg"), noise)
    (place / "torn.jpg").write_bytes((place / "sub/b.jpg").read_bytes()[:300])
    (place / "page.jpg").write_bytes(b"<html>not found</html>")
    (place / "empty.jpg").write_bytes(b"")

    def make(*rows: str):
        (place / "images.csv").write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
        return place

    return make


def test_products_and_photos_come_in_with_what_is_known_of_them(folder, tmp_path):
    place = folder(
        'x1,Kleider,product,a.png,,"[{""key"":""Länge"",""value"":""Lang"",""section"":""""}]",Kleid,Belvara',
        "x1,Kleider,model,sub/b.jpg,front,,,",
    )
    workspace = Workspace(tmp_path / "ws")
    result = import_photos(place, workspace)
    assert (result.store, result.products, result.photos, result.removals) == ("my_photos", 1, 2, [])
    raw = workspace.raw(result.store)
    (product,) = tables.read(raw.products, RawProduct)
    assert (product.name, product.brand, product.category) == ("Kleid", "Belvara", "Kleider")
    assert product.attributes[0].value == "Lang"
    assert product.img_path == f"raw/{result.store}/images/Kleider/x1.png"
    assert product.model_img_paths == [f"raw/{result.store}/models/Kleider/x1@1.jpg"]
    images = tables.read(raw.images, RawImage)
    assert [(image.role, image.view, image.width, image.height) for image in images] == [
        ("product", "", 30, 40),
        ("model", "front", 30, 40),
    ]
    assert workspace.file(images[1].path).read_bytes() == (place / "sub/b.jpg").read_bytes()


def test_a_second_import_adds_to_the_first_and_replaces_what_has_the_same_id(folder, tmp_path):
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder("x1,Kleider,product,a.png,,,,", "x2,Kleider,product,a.png,,,,"), workspace)
    import_photos(folder("x2,Kleider,model,sub/b.jpg,,,,", "x3,Kleider,product,a.png,,,,"), workspace)
    images = tables.read(workspace.raw("my_photos").images, RawImage)
    assert [(image.id, image.role) for image in images] == [("x1", "product"), ("x2", "model"), ("x3", "product")]


def test_a_crawled_store_is_never_overwritten(folder, tmp_path):
    workspace = Workspace(tmp_path / "ws")
    workspace.raw("zalando").root.mkdir(parents=True)
    workspace.raw("zalando").ledger.touch()
    with pytest.raises(WorkspaceError) as error:
        import_photos(folder("x1,Kleider,product,a.png,,,,"), workspace, store="zalando")
    root = workspace.raw("zalando").root
    assert str(error.value) == f"{root} holds a crawl of zalando; name the import otherwise with --store"


def test_a_name_that_is_no_stores_name_is_refused(folder, tmp_path):
    with pytest.raises(WorkspaceError) as error:
        import_photos(folder(), Workspace(tmp_path), store="My/Photos")
    assert str(error.value) == (
        "a store's name is lower-case letters, digits and _, not 'My/Photos'; try --store my_photos"
    )


def test_files_are_linked_or_copied_never_moved_and_a_second_import_changes_nothing(folder, tmp_path):
    place = folder("x1,Kleider,product,a.png,,,,")
    workspace = Workspace(tmp_path / "ws")
    import_photos(place, workspace, store="mine")
    before = sorted(path.name for path in workspace.root.rglob("*"))
    import_photos(place, workspace, store="mine")
    assert (place / "a.png").is_file()
    assert sorted(path.name for path in workspace.root.rglob("*")) == before


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        ("x2,Kleider,model,torn.jpg,,,,", "truncated", "Truncated File Read"),
        ("x2,Kleider,model,page.jpg,,,,", "not_an_image", "the bytes begin with b'<html>not fo'"),
        ("x2,Kleider,model,empty.jpg,,,,", "empty_file", "the file has no bytes"),
        ("x2,Kleider,model,gone.jpg,,,,", "missing_file", "'gone.jpg' does not exist"),
        ("x2,Kleider,model,../../etc/passwd,,,,", "outside_folder", "'../../etc/passwd' lies outside the folder"),
        (
            "x2,Kleider,face,a.png,,,,",
            "unknown_role",
            "role must be one of product, model, detail, unknown, not 'face'",
        ),
        ("x2,Kleider,model,a.png,up,,,", "unknown_view", "view must be front, back, side or empty, not 'up'"),
        ("x2,Kleider,model,a.png,,Lang,,", "bad_attributes", "attributes must be a JSON array, not 'Lang'"),
        (",Kleider,model,a.png,,,,", "no_id", "the cell 'id' is empty"),
        ("x2,Kleider", "unknown_role", "role must be one of product, model, detail, unknown, not ''"),
    ],
)
def test_a_row_that_cannot_be_used_has_a_reason_and_costs_itself_only(folder, tmp_path, row, reason, detail):
    result = import_photos(folder("x1,Kleider,product,a.png,,,,", row), Workspace(tmp_path / "ws"))
    assert (result.products, result.photos) == (1, 1)
    (removal,) = result.removals
    assert (removal.item, removal.reason) == ("images.csv:3", reason)
    assert detail in removal.detail


def test_ids_that_would_leave_their_folder_stay_inside(folder, tmp_path):
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder("../../x,../y,product,a.png,,,,"), workspace, store="mine")
    (image,) = tables.read(workspace.raw("mine").images, RawImage)
    assert workspace.file(image.path).is_file()
    assert image.path.startswith("raw/mine/images/y-")


def test_a_folder_without_a_listing_is_told_what_the_listing_holds(tmp_path):
    with pytest.raises(WorkspaceError) as error:
        import_photos(tmp_path, Workspace(tmp_path / "ws"))
    assert str(error.value) == (
        f"{tmp_path / 'images.csv'} does not exist; it says which file shows which product: "
        "columns id, category, role, path, optional view, attributes, name, brand"
    )


def test_a_missing_column_is_named(folder, tmp_path):
    place = folder()
    (place / "images.csv").write_text("id,category,path\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        import_photos(place, Workspace(tmp_path / "ws"))
    assert str(error.value) == (
        f"{place / 'images.csv'}: column role missing; columns needed: id, category, role, path; "
        "optional: view, attributes, name, brand"
    )
