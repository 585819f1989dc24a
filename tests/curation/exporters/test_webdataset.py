"""The shards are read by webdataset and by Hugging Face, and are the same bytes each time."""

import io
import json
import tarfile

import cv2
import numpy as np
import pytest
from PIL import Image

from curation.exporters.export import export


def entries(path):
    with tarfile.open(path) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}


def test_a_pair_is_three_files_of_one_name(curated, tmp_path, files):
    workspace, build = curated(pairs=3, splits=("train", "validation", "test"))
    result = export(workspace, build, tmp_path / "out", "webdataset", workers=1)
    assert (result.splits, result.photos, result.skipped) == ({"train": 1, "validation": 1, "test": 1}, 6, [])
    assert files(tmp_path / "out") == ["export.json", "test-000000.tar", "train-000000.tar", "validation-000000.tar"]
    found = entries(tmp_path / "out" / "train-000000.tar")
    key = next(iter(found)).partition(".")[0]
    assert sorted(found) == [f"{key}.json", f"{key}.model.jpg", f"{key}.product.jpg"]
    assert found[f"{key}.product.jpg"] == (workspace.raw("shop").root / "images/P.0.jpg").read_bytes()
    facts = json.loads(found[f"{key}.json"])
    assert (facts["store"], facts["id"], facts["category"], facts["brand"]) == ("shop", "P.0", "dresses", "Ärmel & Co")


def test_the_same_build_gives_the_same_bytes(curated, tmp_path):
    workspace, build = curated(pairs=8)
    export(workspace, build, tmp_path / "one", "webdataset", workers=1)
    export(workspace, build, tmp_path / "two", "webdataset", workers=2)
    name = "train-000000.tar"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    with tarfile.open(tmp_path / "one" / name) as tar:
        assert {(entry.mtime, entry.uid, entry.gid, entry.uname, entry.mode) for entry in tar} == {(0, 0, 0, "", 0o644)}


def test_a_shard_that_is_full_is_followed_by_another_and_no_pair_is_torn(curated, tmp_path):
    workspace, build = curated(pairs=5)
    export(workspace, build, tmp_path / "out", "webdataset", shard_bytes=4000, workers=1)
    shards = sorted((tmp_path / "out").glob("*.tar"))
    assert [shard.name for shard in shards][:2] == ["train-000000.tar", "train-000001.tar"]
    names = [[name.partition(".")[0] for name in entries(shard)] for shard in shards]
    assert all(len(shard) % 3 == 0 for shard in names)
    assert len({key for shard in names for key in shard}) == 5


def test_a_photo_that_is_no_jpeg_becomes_one_of_its_own_size(curated, tmp_path):
    workspace, build = curated(pairs=1, suffix=".png")
    export(workspace, build, tmp_path / "out", "webdataset", workers=1)
    found = entries(tmp_path / "out" / "train-000000.tar")
    photos = [Image.open(io.BytesIO(data)) for name, data in found.items() if name.endswith(".jpg")]
    assert [(photo.format, photo.size) for photo in photos] == [("JPEG", (60, 90)), ("JPEG", (40, 60))]


def test_an_unreadable_photo_costs_its_pair_and_is_listed(curated, tmp_path):
    workspace, build = curated(pairs=3)
    (workspace.raw("shop").root / "models/P.1@0.jpg").write_bytes(b"<html>")
    result = export(workspace, build, tmp_path / "out", "webdataset", size=32, workers=1)
    assert result.splits == {"train": 2}
    assert [(removal.id, removal.reason) for removal in result.skipped] == [("P.1", "not_an_image")]
    assert "not_an_image" in (tmp_path / "out" / "skipped.csv").read_text()


# Its reader leaves the last tar to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_webdataset_reads_it(curated, tmp_path):
    import webdataset

    workspace, build = curated(pairs=4)
    export(workspace, build, tmp_path / "out", "webdataset", size=32, workers=1)
    urls = str(tmp_path / "out" / "train-000000.tar")
    found = list(
        webdataset.WebDataset(urls, shardshuffle=False).decode("rgb8").to_tuple("product.jpg", "model.jpg", "json")
    )
    assert [(product.shape, model.shape) for product, model, _ in found] == [((32, 32, 3), (32, 32, 3))] * 4
    assert {facts["id"] for _, _, facts in found} == {"P.0", "P.1", "P.2", "P.3"}
    product, _, facts = found[0]
    original = cv2.imread(str(workspace.raw("shop").root / f"images/{facts['id']}.jpg"))[:, :, ::-1]
    assert np.abs(product[16, 16].astype(int) - original[30, 20]).max() <= 4


def test_hugging_face_reads_it(curated, tmp_path, hugging_face):
    workspace, build = curated(pairs=3, splits=("train", "train", "test"))
    export(workspace, build, tmp_path / "out", "webdataset", size=32, workers=1)
    shown = hugging_face(
        f"""
data = load_dataset("webdataset", data_files={{s: r"{tmp_path / "out"}/" + s + "-*.tar" for s in ("train", "test")}})
row = data["test"][0]
print({{split: len(rows) for split, rows in data.items()}}, row["product.jpg"].size, row["json"]["id"])
"""
    )
    assert shown == "{'train': 2, 'test': 1} (32, 32) P.2\n"
