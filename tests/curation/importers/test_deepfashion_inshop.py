"""DeepFashion's names say the item, the set of photos and the pose."""

import pytest

from curation import tables
from curation.errors import WorkspaceError
from curation.importers.store import import_photos
from curation.schema import RawImage, RawProduct
from curation.shots.words import possible
from curation.workspace import Workspace

NAMES = (
    "02_1_front.jpg",
    "02_2_side.jpg",
    "02_3_back.jpg",
    "02_4_full.jpg",
    "02_6_flat.jpg",
    "02_7_additional.jpg",
    "04_1_front.jpg",
)


@pytest.mark.parametrize("prefix", ["img/WOMEN/Dresses/id_00000002/", "WOMEN-Dresses-id_00000002-"])
def test_a_name_gives_product_item_gender_and_what_the_shot_may_be(fill, tmp_path, prefix):
    folder = fill(*(prefix + name for name in NAMES), "Anno/list_bbox_inshop.jpg")
    workspace = Workspace(tmp_path / "ws")
    result = import_photos(folder, workspace, "deepfashion-inshop", "inshop")
    assert (result.products, result.photos, result.removals) == (2, 7, [])
    assert result.notes == ["1 other files were left alone: their names are not DeepFashion's"]
    first, second = tables.read(workspace.raw("inshop").products, RawProduct)
    assert (first.id, first.group_id, first.category, first.gender) == (
        "id_00000002_02",
        "id_00000002",
        "Dresses",
        "female",
    )
    assert (second.id, second.group_id) == ("id_00000002_04", "id_00000002")
    assert first.category_path == ["WOMEN", "Dresses"]
    assert first.img_path == "raw/inshop/images/Dresses/id_00000002_02.jpg"
    images = tables.read(workspace.raw("inshop").images, RawImage)
    told = {image.role_source.partition(":")[2]: image for image in images if image.id == first.id}
    shots = {word: sorted(possible(image.role, image.view, image.focus)) for word, image in told.items()}
    assert shots["1_front"] == ["full_front", "threequarter_front", "upper_front"]
    assert shots["2_side"] == ["full_side", "threequarter_side"]
    assert shots["3_back"] == ["full_back", "partial_back"]
    assert shots["4_full"] == ["full_back", "full_front", "full_side"]
    assert shots["6_flat"] == ["packshot"]
    assert len(shots["7_additional"]) == 9
    assert told["7_additional"].focus == "additional"


def test_the_folder_may_be_one_below_the_top(fill, tmp_path):
    folder = fill("img/MEN/Denim/id_00000080/01_1_front.jpg")
    result = import_photos(folder / "img/MEN/Denim", Workspace(tmp_path / "ws"), "deepfashion-inshop")
    assert (result.store, result.products, result.photos) == ("denim", 1, 1)


def test_a_folder_of_other_names_is_told_what_the_names_are(fill, tmp_path):
    folder = fill("a.jpg")
    with pytest.raises(WorkspaceError) as error:
        import_photos(folder, Workspace(tmp_path / "ws"), "deepfashion-inshop")
    assert str(error.value) == (
        f"{folder} holds no photo named as in DeepFashion In-shop, such as "
        "img/WOMEN/Dresses/id_00000002/02_1_front.jpg; name the folder that holds img/, or another --layout"
    )
