"""A release copied to a folder: whole files only, resumed, never overwritten."""

import errno
import os

import pytest

from curation.errors import PublishError
from curation.release.publish import folder as module
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination


def send(root, to):
    return destination(str(to)).send(read(root), lambda count: None)


def test_the_folder_holds_the_release_byte_for_byte(release, body, tmp_path):
    root = release()
    sent = send(root, tmp_path / "out")
    assert body(tmp_path / "out/fashion-1.0.0") == body(root)
    assert (sent.address, sent.bytes) == (str(tmp_path / "out/fashion-1.0.0"), sum(map(len, body(root).values())))
    assert send(root, tmp_path / "out").bytes == 0


def test_what_was_stopped_goes_on_and_leaves_no_half_file(release, body, tmp_path, monkeypatch):
    root, out = release(), tmp_path / "out"
    usual, left = os.replace, [4]

    def full(source, target):
        left[0] -= 1
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        usual(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(PublishError) as error:
            send(root, out)
    assert str(error.value) == (
        f"no space left on the disk of {out}/fashion-1.0.0; make room, then run the same command again: what is there "
        "stays there"
    )
    assert len(body(out)) == 3
    sent = send(root, out)
    assert 0 < sent.bytes < sum(map(len, body(root).values()))
    assert body(out / "fashion-1.0.0") == body(root)


def test_a_file_that_differs_before_the_end_is_sent_again_and_after_it_refused(release, body, tmp_path):
    root, out = release(), tmp_path / "out"
    send(root, out)
    there = out / "fashion-1.0.0"
    (there / "data.csv").write_bytes(b"?")
    with pytest.raises(PublishError) as error:
        send(root, out)
    assert str(error.value) == (
        f"{there} is there already and differs in data.csv; a release that was sent is never changed: build a new "
        "version, or take that one back with curate unpublish"
    )
    (there / "SHA256SUMS").unlink()
    send(root, out)
    assert body(there) == body(root)


def test_a_release_is_not_copied_onto_itself(release):
    root = release()
    with pytest.raises(PublishError) as error:
        send(root, root.parent)
    assert str(error.value) == f"{root} is the release itself; name the folder that it is to be copied into"


def test_a_release_that_changed_since_it_was_built_is_not_sent(release, tmp_path):
    root = release()
    (root / "data.csv").write_bytes(b"changed")
    with pytest.raises(PublishError) as error:
        send(root, tmp_path / "out")
    assert str(error.value) == f"{root}/data.csv is not what SHA256SUMS says; build the release again"


def test_a_release_is_taken_back_and_what_is_not_of_it_stays(release, tmp_path):
    root, out = release(), tmp_path / "out"
    send(root, out)
    (out / "fashion-1.0.0/notes.txt").write_text("mine")
    destination(str(out)).withdraw(read(root))
    assert [path.name for path in (out / "fashion-1.0.0").rglob("*")] == ["notes.txt"]
    (out / "fashion-1.0.0/notes.txt").unlink()
    send(root, out)
    destination(str(out)).withdraw(read(root))
    assert list(out.iterdir()) == []


def test_what_is_not_there_is_not_taken_back(release, tmp_path):
    found = destination(str(tmp_path / "out")).withdrawal(read(release()))
    assert (found.does, found.person) == ((), ("nothing of the release lies there",))


def test_a_folder_that_cannot_be_written_is_said(release, tmp_path, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(module, "atomic_write", forbidden)
    with pytest.raises(PublishError) as error:
        send(release(), tmp_path / "out")
    assert str(error.value) == (
        f"{tmp_path}/out/fashion-1.0.0 cannot be written (Permission denied); choose a folder that you may write to"
    )
