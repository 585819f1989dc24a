"""Photos are shown by number, scaled, and none but those of the build."""

import io

import pytest
from PIL import Image as Picture

from curation import tables
from curation.errors import PhotoError
from curation.review.photos import Photos, version
from curation.schema import Image


def opened(workspace) -> Photos:
    return Photos(workspace, workspace.build("fashion"))


def test_a_photo_is_scaled_to_the_wanted_height_and_never_enlarged(paired):
    photos = opened(paired())
    sizes = {size: Picture.open(io.BytesIO(photos.picture(1, size))).size for size in ("small", "medium")}
    assert sizes == {"small": (120, 180), "medium": (120, 180)}
    workspace = photos._workspace
    Picture.new("RGB", (900, 1400)).save(workspace.file(photos.path(1)))
    fresh = opened(workspace)
    assert Picture.open(io.BytesIO(fresh.picture(1, "small"))).size == (123, 192)
    assert Picture.open(io.BytesIO(fresh.picture(1, "medium"))).size == (463, 720)


@pytest.mark.parametrize("number", [-1, 24, 10**12])
def test_a_number_that_is_no_photo_is_refused(paired, number):
    with pytest.raises(PhotoError, match=f"^no_such_photo: {number} is no photo of this build$"):
        opened(paired()).picture(number, "small")


def test_a_table_that_names_a_file_outside_the_workspace_opens_nothing(paired, tmp_path):
    workspace = paired()
    build = workspace.build("fashion")
    Picture.new("RGB", (8, 8)).save(tmp_path / "private.png")
    rows = tables.read(build.images, Image)
    rows[1].path = "../private.png"
    tables.write(build.images, rows, Image)
    with pytest.raises(PhotoError, match=r"^outside_workspace: '\.\./private\.png' lies outside the workspace"):
        opened(workspace).picture(1, "small")


def test_a_link_that_leads_out_of_the_workspace_is_not_followed(paired, tmp_path):
    workspace = paired()
    Picture.new("RGB", (8, 8)).save(tmp_path / "private.png")
    path = workspace.root / "raw/zalando/P0@1.jpg"
    path.unlink()
    path.symlink_to(tmp_path / "private.png")
    with pytest.raises(PhotoError, match=r"^outside_workspace: "):
        opened(workspace).picture(1, "small")


def test_a_file_that_is_no_photo_is_never_handed_out(paired):
    workspace = paired()
    (workspace.root / "raw/zalando/P0@1.jpg").write_text("a secret")
    with pytest.raises(PhotoError, match=r"^not_an_image: "):
        opened(workspace).picture(1, "small")


def test_the_version_changes_with_the_table(paired):
    workspace = paired()
    build = workspace.build("fashion")
    before = version(build)
    assert version(build) == before
    tables.write(build.images, tables.read(build.images, Image)[:-1], Image)
    assert version(build) != before
