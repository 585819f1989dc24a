"""What is not as it was released is named: every file, the list of checksums itself, what does not belong there."""

import shutil

import pytest

from curation.errors import ReleaseError
from curation.release.checksums import parse
from curation.release.layout import Layout
from curation.release.verify import verify


def flip(path, place: int) -> bytes:
    """Change one bit of a file; gives what it was."""
    before = path.read_bytes()
    data = bytearray(before)
    data[place % len(data)] ^= 1
    path.write_bytes(bytes(data))
    return before


@pytest.mark.parametrize("form", ["links", "photos", "tars"])
def test_one_flipped_byte_in_any_listed_file_is_named(copy, form):
    layout = copy(form)
    listed = parse(layout.checksums.read_text())
    assert len(listed) > 25
    for number, name in enumerate(listed):
        before = flip(layout.root / name, 7919 * number)
        assert verify(layout.root) == [f"{name}: is damaged: its SHA-256 is not the one in SHA256SUMS"]
        (layout.root / name).write_bytes(before)
    assert verify(layout.root) == []


def test_a_damaged_list_of_checksums_is_reported_as_such_wherever_it_is_hit(copy):
    layout = copy("links")
    size = layout.checksums.stat().st_size
    for place in range(0, size, 37):
        before = flip(layout.checksums, place)
        (fault,) = [line for line in verify(layout.root) if line.startswith("SHA256SUMS ")]
        assert "damaged" in fault
        layout.checksums.write_bytes(before)
    assert verify(layout.root) == []


def test_the_words_for_a_damaged_list(copy):
    layout = copy("links")
    text = layout.checksums.read_text()
    digit = text[0]
    layout.checksums.write_text(("0" if digit != "0" else "1") + text[1:])
    assert verify(layout.root) == ["SHA256SUMS is damaged: SHA256SUMS.sha256 holds another hash; fetch both again"]
    layout.checksums.write_text(text.replace("  ", " ", 1))
    assert verify(layout.root) == [
        "SHA256SUMS is missing or damaged: line 1 is not HASH, two spaces, FILE; fetch it again"
    ]
    layout.checksums.write_text(text + text.splitlines(keepends=True)[0])
    name = text.splitlines()[0].split("  ")[1]
    assert verify(layout.root) == [
        f"SHA256SUMS is missing or damaged: line {len(text.splitlines()) + 1} names {name} a second time; "
        "fetch it again"
    ]
    layout.checksums.unlink()
    assert verify(layout.root) == [
        "SHA256SUMS is missing or damaged: No such file or directory; fetch it again",
    ]


def test_a_damaged_hash_of_the_list_is_told_from_a_damaged_list(copy):
    layout = copy("links")
    for broken in ("", "nonsense\n", layout.checksums_checksum.read_text().replace("SHA256SUMS", "OTHER")):
        layout.checksums_checksum.write_text(broken)
        assert verify(layout.root) == [
            "SHA256SUMS.sha256 is missing or damaged: every file is as SHA256SUMS says; fetch it again"
        ]


def test_what_is_missing_added_or_leads_elsewhere_is_named(copy, resign):
    layout = copy("links")
    (layout.root / "train" / "extra.py").write_text("print()")
    (layout.root / ".hidden").write_text("")
    (layout.root / "elsewhere").symlink_to("/tmp")
    (layout.root / "vocabularies" / "care.csv").unlink()
    (layout.root / ".gitattributes").write_text("* text=auto")
    assert verify(layout.root) == [
        "vocabularies/care.csv: is missing, but SHA256SUMS names it",
        ".hidden: is no file of a release; take it out",
        "elsewhere: is a link; a release holds files only",
        "train/extra.py: is no file of a release; take it out",
    ]


def test_a_file_that_nobody_vouches_for_is_named(copy):
    layout = copy("photos")
    shutil.copy(next(layout.root.glob("train/product/*.jpg")), layout.root / "train" / "product" / "more.jpg")
    assert "train/product/more.jpg: is not in SHA256SUMS; nobody vouches for it" in verify(layout.root)


def test_a_list_that_names_a_file_outside_is_refused(copy, resign):
    layout = copy("links")
    secret = layout.root.parent / "secret"
    secret.write_text("")
    text = layout.checksums.read_text()
    layout.checksums.write_text(text + f"{'0' * 64}  ../secret\n")
    resigned = Layout(layout.root)
    from curation.release.checksums import sha256

    resigned.checksums_checksum.write_text(f"{sha256(layout.checksums)}  SHA256SUMS\n")
    assert verify(layout.root) == ["SHA256SUMS: names '../secret', which lies outside the release"]


def test_a_folder_that_is_no_release_says_so(tmp_path):
    with pytest.raises(ReleaseError) as error:
        verify(tmp_path / "nothing")
    assert str(error.value) == (
        f"{tmp_path / 'nothing'} is no folder; name that of a release, such as datasets/releases/fashion-1.0.0"
    )
    assert verify(tmp_path)[0] == "SHA256SUMS is missing or damaged: No such file or directory; fetch it again"
