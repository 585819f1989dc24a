"""What a release holds is what its SHA256SUMS lists."""

import pytest

from curation.errors import PublishError
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination


def test_the_lists_go_last(release):
    contents = read(release())
    assert [file.path for file in contents.files][-2:] == ["SHA256SUMS", "SHA256SUMS.sha256"]
    assert contents.name == "fashion-1.0.0"


def test_a_release_whose_folder_was_renamed_keeps_its_name(release, tmp_path):
    assert read(release().rename(tmp_path / "copy")).name == "fashion-1.0.0"


def test_no_release(tmp_path):
    with pytest.raises(PublishError) as error:
        read(tmp_path)
    assert str(error.value) == f"{tmp_path} is no release: it has no SHA256SUMS; build one with curate release VERSION"


def test_a_missing_file(release):
    root = release()
    (root / "data.csv").unlink()
    with pytest.raises(PublishError) as error:
        read(root)
    assert str(error.value) == f"{root} lacks data.csv, which SHA256SUMS lists; build the release again"


def test_a_file_too_many_and_a_link(release, tmp_path):
    root = release()
    (root / "notes.txt").write_text("mine")
    (root / "train/link").symlink_to("/etc/hostname")
    with pytest.raises(PublishError) as error:
        read(root)
    assert str(error.value) == (
        f"{root} holds notes.txt and 1 more, which SHA256SUMS does not list; take it out of the release"
    )


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a//b", "a\\b", "./a"])
def test_a_list_that_leads_outside(release, path):
    root = release()
    sums = (root / "SHA256SUMS").read_text()
    (root / "SHA256SUMS").write_text(f"{'0' * 64}  {path}\n{sums}")
    with pytest.raises(PublishError) as error:
        read(root)
    assert (
        str(error.value)
        == (f"{root}/SHA256SUMS:1: '{'0' * 64}  {path}' is no line of sha256sum; build the release again")[
            : len(str(error.value))
        ]
    )
    assert "is no line of sha256sum" in str(error.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "fashion"}', '{"name": "fashion", "version": "one"}'])
def test_a_release_without_a_name(release, text):
    root = release()
    (root / "release.json").write_text(text)
    with pytest.raises((PublishError,)) as error:
        read(root)
    assert str(error.value) == (
        f"{root}/release.json does not name the dataset and its version; build the release again"
    )


@pytest.mark.parametrize(
    ("address", "options", "line"),
    [
        ("ftp://host/x", {}, "a release can be sent to hf://owner/name, zenodo, zenodo-sandbox, s3://bucket/folder, "
         "gs://bucket/folder or a folder, not to 'ftp://host/x'"),
        ("hf://fashion", {}, "'hf://fashion' names no repository; write hf://owner/name"),
        ("s3://", {}, "'s3://' names no bucket; write s3://bucket/folder"),
        ("out", {"confirm": True}, "--confirm is for zenodo, where a draft waits for it; out is published at once"),
        ("zenodo", {"private": True}, "--private is for hf://owner/name, not for zenodo"),
    ],
)  # fmt: skip
def test_an_address_that_names_no_place(address, options, line):
    with pytest.raises(PublishError) as error:
        destination(address, **options)
    assert str(error.value) == line
