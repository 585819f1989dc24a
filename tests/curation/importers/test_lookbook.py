"""LookBook's names say which photo is the product and which show people wearing it."""

import shutil

import pytest

from curation import tables
from curation.errors import WorkspaceError
from curation.importers.store import import_photos
from curation.schema import RawImage, RawProduct
from curation.workspace import Workspace


def test_clean1_is_the_product_and_clean0_a_person(fill, tmp_path):
    folder = fill(
        "data/PID000001_CLEAN0_IID000001.jpg",
        "data/PID000001_CLEAN0_IID000002.jpg",
        "data/PID000001_CLEAN1_IID000003.jpg",
        "data/PID000002_CLEAN1_IID000004.jpg",
        "data/IID000005.jpg",
    )
    workspace = Workspace(tmp_path / "ws")
    result = import_photos(folder, workspace, "lookbook", "lookbook", category="tops")
    assert (result.products, result.photos, result.removals) == (2, 4, [])
    assert result.notes == ["1 other files were left alone: their names are not LookBook's"]
    raw = workspace.raw("lookbook")
    first, second = tables.read(raw.products, RawProduct)
    assert (first.id, first.category, first.img_path) == (
        "PID000001",
        "tops",
        "raw/lookbook/images/tops/PID000001.jpg",
    )
    assert len(first.model_img_paths) == 2
    assert second.model_img_paths == []
    assert [(image.position, image.role, image.role_source) for image in tables.read(raw.images, RawImage)][:3] == [
        (0, "product", "lookbook:CLEAN1"),
        (1, "model", "lookbook:CLEAN0"),
        (2, "model", "lookbook:CLEAN0"),
    ]


def test_a_folder_of_other_names_is_told_what_the_names_are(fill, tmp_path):
    folder = fill("a.jpg")
    with pytest.raises(WorkspaceError) as error:
        import_photos(folder, Workspace(tmp_path / "ws"), "lookbook")
    assert str(error.value) == (
        f"{folder} holds no photo named as in LookBook, such as PID000001_CLEAN1_IID000002.jpg; "
        "name the folder that does, or another --layout"
    )


@pytest.mark.real_data
def test_real_pairs_under_their_lookbook_names(real_data, tmp_path):
    folder = tmp_path / "lookbook"
    folder.mkdir()
    for number, path in enumerate(sorted((real_data / "lookbook").glob("*_product.png"))):
        person = path.with_name(path.name.replace("product", "person"))
        shutil.copy(path, folder / f"PID{number:06}_CLEAN1_IID{2 * number:06}.png")
        shutil.copy(person, folder / f"PID{number:06}_CLEAN0_IID{2 * number + 1:06}.png")
    result = import_photos(folder, Workspace(tmp_path / "ws"), "lookbook", workers=1)
    assert (result.products, result.photos, result.removals) == (78, 156, [])
