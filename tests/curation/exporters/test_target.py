"""An export is there whole or not at all, and replaces nothing but an export."""

import errno
from pathlib import Path

import pytest

from curation.errors import WorkspaceError
from curation.exporters.target import new_folder, sign


def write(target, name="a.txt"):
    with new_folder(target) as folder:
        (folder / name).write_text(name)
        sign(folder, {"layout": "test"})


def refused(target) -> str:
    with pytest.raises(WorkspaceError) as error, new_folder(target):
        pytest.fail("the folder may not be written")
    return str(error.value)


def test_the_folder_appears_when_the_block_ends(tmp_path):
    target = tmp_path / "deep" / "out"
    with new_folder(target) as folder:
        (folder / "a.txt").write_text("a")
        assert not target.exists()
        sign(folder, {"layout": "test"})
    assert sorted(path.name for path in target.iterdir()) == ["a.txt", "export.json"]
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_an_earlier_export_is_replaced_whole(tmp_path):
    write(tmp_path / "out", "old.txt")
    write(tmp_path / "out", "new.txt")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["export.json", "new.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").is_file()


def test_a_folder_may_be_named_by_a_dot_or_a_link(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to("out")
    write(tmp_path / "link")
    assert (tmp_path / "out" / "a.txt").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "out"]
    monkeypatch.chdir(tmp_path / "out")
    write(Path("."), "b.txt")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["b.txt", "export.json"]


def test_whatever_is_no_export_stays(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work")
    assert refused(tmp_path / "out") == (
        f"{tmp_path / 'out'} is not empty and no export of ours (export.json is missing); name another folder"
    )
    assert refused(tmp_path / "out" / "thesis.tex") == f"{tmp_path / 'out' / 'thesis.tex'} is a file; name a folder"
    (tmp_path / "out" / "export.json").write_text("[1]")
    assert refused(tmp_path / "out") == (
        f"{tmp_path / 'out' / 'export.json'} is not as we write it; name another folder"
    )


def test_an_export_to_which_somebody_added_a_file_stays(tmp_path):
    write(tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("notes")
    assert refused(tmp_path / "out") == (
        f"{tmp_path / 'out'} holds 3 files, its export.json speaks of 2: somebody put some in or took some out; "
        "move the folder away or name another"
    )


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ValueError("a bug")])
def test_a_block_that_fails_leaves_the_old_export_and_nothing_else(tmp_path, fault):
    write(tmp_path / "out", "old.txt")

    def half_way():
        with new_folder(tmp_path / "out") as folder:
            (folder / "half.txt").write_text("half")
            raise fault

    with pytest.raises(type(fault)):
        half_way()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["export.json", "old.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_run_left_is_cleared_away(tmp_path):
    left = tmp_path / ".out.part"
    left.mkdir()
    (left / "half.jpg").write_bytes(b"half")
    write(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not (tmp_path / "out" / "half.jpg").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_in_one_line(tmp_path, number):
    with pytest.raises(WorkspaceError) as error, new_folder(tmp_path / "out"):
        raise OSError(number, "No space left on device")
    assert str(error.value) == (
        f"no space left on the disk of {tmp_path / 'out'}; nothing of the export was kept and {tmp_path / 'out'} is as "
        "it was; free some space and try again"
    )
    assert list(tmp_path.iterdir()) == []


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(tmp_path):
    with pytest.raises(PermissionError), new_folder(tmp_path / "out"):
        raise PermissionError(errno.EACCES, "Permission denied")
