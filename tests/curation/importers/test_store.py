"""What all layouts share: the same folder gives the same store, ids never collide, a full disk costs nothing."""

import errno

import pytest

from curation import tables
from curation.cli import EXPORTS, IMPORTS
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters.layouts import LAYOUTS as EXPORT_LAYOUTS
from curation.importers.layouts import LAYOUTS
from curation.importers.store import import_photos
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace


def everything(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(workspace.root.rglob("*")) if path.is_file()}


def test_the_command_offers_the_layouts_there_are():
    assert tuple(LAYOUTS) == IMPORTS
    assert tuple(EXPORT_LAYOUTS) == EXPORTS


def test_an_unknown_layout_is_refused_by_name(tmp_path):
    with pytest.raises(UnknownNameError) as error:
        import_photos(tmp_path, Workspace(tmp_path), "coco")
    assert str(error.value) == (
        "unknown layout 'coco'; known layouts: folder, thesis2018, lookbook, imagefolder, deepfashion-inshop"
    )


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WorkspaceError) as error:
        import_photos(tmp_path / "gone", Workspace(tmp_path), "lookbook")
    assert str(error.value) == f"{tmp_path / 'gone'} does not exist; name the folder that holds the photos"


def test_the_same_folder_twice_gives_the_same_bytes(fill, tmp_path):
    folder = fill("a/1.jpg", "b/2.png")
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "imagefolder", "mine")
    before = everything(workspace)
    import_photos(folder, workspace, "imagefolder", "mine")
    assert everything(workspace) == before


def test_photos_are_linked_not_copied_where_that_can_be(fill, tmp_path):
    folder = fill("a/1.jpg")
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "imagefolder", "mine")
    (image,) = tables.read(workspace.raw("mine").images, RawImage)
    assert workspace.file(image.path).samefile(folder / "a/1.jpg")


def test_ids_that_differ_only_in_case_do_not_share_a_file(fill, tmp_path):
    folder = fill("1.jpg", "2.jpg", images__csv="id,category,role,path\nab,x,product,1.jpg\nAB,x,product,2.jpg\n")
    workspace = Workspace(tmp_path / "ws")
    import_photos(folder, workspace, "folder", "mine")
    paths = {product.id: product.img_path for product in tables.read(workspace.raw("mine").products, RawProduct)}
    assert paths == {"ab": "raw/mine/images/x/ab.jpg", "AB": "raw/mine/images/x/AB-06d94594.jpg"}


def test_a_second_folder_adds_to_the_store(fill, tmp_path):
    workspace = Workspace(tmp_path / "ws")
    import_photos(fill("x/1.jpg", folder="first"), workspace, "imagefolder", "mine")
    import_photos(fill("x/2.jpg", folder="second"), workspace, "imagefolder", "mine")
    assert [product.id for product in tables.read(workspace.raw("mine").products, RawProduct)] == ["1", "2"]


def test_many_broken_photos_come_back_from_worker_processes_with_their_reasons(fill, tmp_path):
    folder = fill(*(f"x/{number}.jpg" for number in range(70)))
    for number in range(0, 70, 7):
        (folder / f"x/{number}.jpg").write_bytes(b"<html>")
    result = import_photos(folder, Workspace(tmp_path / "ws"), "imagefolder", "mine", workers=2)
    assert (result.products, result.photos, result.reasons) == (70, 60, {"not_an_image": 10})


def test_a_full_disk_is_said_in_one_line_and_the_tables_stay(fill, tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "ws")
    import_photos(fill("x/1.jpg", folder="first"), workspace, "imagefolder", "mine")
    before = everything(workspace)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("curation.importers.photos.link_file", full)
    with pytest.raises(WorkspaceError) as error:
        import_photos(fill("x/2.jpg", folder="second"), workspace, "imagefolder", "mine")
    assert str(error.value) == (
        f"no space left on the disk of {workspace.raw('mine').root}; the tables are as they were; free some space and "
        "import again"
    )
    assert everything(workspace) == before


def test_a_disk_that_is_really_full_leaves_no_table(fill, small_disk):
    folder = fill(*(f"x/{number}.jpg" for number in range(40)))
    done = small_disk(f"import {folder} --layout imagefolder --store mine --workspace DISK")
    assert "Error: no space left on the disk of " in done.stderr
    assert ".jpg" in done.stdout
    assert ".csv" not in done.stdout
    assert ".part" not in done.stdout
