"""The folders that pytorch-CycleGAN-and-pix2pix reads, aligned and unaligned."""

import cv2
import numpy as np

from curation.exporters.export import export


def test_a_picture_shows_the_product_left_and_the_person_right(curated, tmp_path, files):
    workspace, build = curated(pairs=3, splits=("train", "validation", "test"))
    result = export(workspace, build, tmp_path / "out", "pix2pix", workers=1)
    assert (result.splits, result.photos) == ({"train": 1, "validation": 1, "test": 1}, 9)
    folders = sorted({name.partition("/")[0] for name in files(tmp_path / "out")} - {"export.json"})
    assert folders == ["test", "testA", "testB", "train", "trainA", "trainB", "val", "valA", "valB"]
    (aligned,) = (tmp_path / "out/train").iterdir()
    picture = cv2.imread(str(aligned))
    assert picture.shape == (256, 512, 3)
    raw = workspace.raw("shop").root
    product, person = (cv2.imread(str(raw / name)) for name in ("images/P.0.jpg", "models/P.0@0.jpg"))
    assert np.abs(picture[128, 128].astype(int) - product[30, 20]).max() <= 4
    assert np.abs(picture[128, 384].astype(int) - person[45, 30]).max() <= 4
    # White beside the upright photos, up to both edges of the halves.
    assert picture[:, [0, 255, 256, 511]].min() >= 252
    for half, part in (("A", picture[:, :256]), ("B", picture[:, 256:])):
        alone = cv2.imread(str(tmp_path / f"out/train{half}" / aligned.name))
        assert alone.shape == (256, 256, 3)
        assert np.abs(alone.astype(int) - part).max() <= 12


def test_the_size_can_be_chosen(curated, tmp_path):
    workspace, build = curated(pairs=1)
    export(workspace, build, tmp_path / "out", "pix2pix", size=64, workers=1)
    (aligned,) = (tmp_path / "out/train").iterdir()
    assert cv2.imread(str(aligned)).shape == (64, 128, 3)


def test_an_unreadable_photo_leaves_no_half_of_its_pair(curated, tmp_path, files):
    workspace, build = curated(pairs=2)
    (workspace.raw("shop").root / "models/P.1@0.jpg").write_bytes(b"")
    result = export(workspace, build, tmp_path / "out", "pix2pix", workers=1)
    assert (result.splits, [removal.reason for removal in result.skipped]) == ({"train": 1}, ["empty_file"])
    assert len(files(tmp_path / "out")) == 3 + 2


def test_the_same_build_gives_the_same_bytes(curated, tmp_path, files):
    workspace, build = curated(pairs=3)
    for name in ("one", "two"):
        export(workspace, build, tmp_path / name, "pix2pix", workers=1)
    for name in files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
