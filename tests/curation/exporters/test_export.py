"""What all exports share: their record, their totals, the command, a full disk."""

import json

import pytest
from click.testing import CliRunner

from curation.cli import main
from curation.errors import UnknownNameError, WorkspaceError
from curation.exporters.export import export
from curation.exporters.layouts import LAYOUTS
from curation.exporters.pictures import write_all


def run(*words: object):
    return CliRunner().invoke(main, ["export", *map(str, words)])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_what_it_holds_and_can_be_made_again(curated, tmp_path, layout, files):
    workspace, build = curated(pairs=4, splits=("test", "train", "validation", "train"))
    target = tmp_path / "out"
    result = export(workspace, build, target, layout, workers=1)
    assert sum(result.splits.values()) + len(result.skipped) == 4
    assert list(result.splits) == ["train", "validation", "test"]
    says = json.loads((target / "export.json").read_text())
    assert says == {
        "layout": layout,
        "dataset": "fashion",
        "size": None,
        "splits": {"train": 2, "validation": 1, "test": 1},
        "photos": result.photos,
        "skipped": 0,
        "files": len(files(target)),
    }
    before = {name: (target / name).read_bytes() for name in files(target)}
    export(workspace, build, target, layout, workers=2)
    assert {name: (target / name).read_bytes() for name in files(target)} == before


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parts_and_categories_can_be_chosen(curated, tmp_path, layout):
    workspace, build = curated(pairs=4, splits=("train", "train", "test", "test"))
    assert export(workspace, build, tmp_path / "a", layout, splits=("test",), workers=1).splits == {"test": 2}
    found = export(workspace, build, tmp_path / "b", layout, categories=("pants",), workers=1)
    assert found.splits == {"train": 1, "test": 1}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_photo_is_counted_while_it_is_drawn(curated, tmp_path, layout):
    workspace, build = curated(pairs=3)
    seen: list[int] = []
    export(workspace, build, tmp_path / "out", layout, size=32, workers=1, progress=seen.append)
    assert sum(seen) == (9 if layout == "thesis2018" else 6)


@pytest.mark.parametrize("layout", ["imagefolder", "webdataset", "pix2pix"])
def test_a_pair_in_no_split_is_left_out_counted_and_listed(curated, tmp_path, layout):
    workspace, build = curated(pairs=4, splits=("train", "test", "validation"))
    result = export(workspace, build, tmp_path / "out", layout, workers=1)
    assert result.splits == {"train": 1, "validation": 1, "test": 1}
    assert [(removal.id, removal.reason) for removal in result.skipped] == [("P.3", "no_split")]
    assert result.notes == [
        "1 pairs are in no split and left out; curate split places new products, and "
        f"{build.removed('split')} says which it could not"
    ]
    assert "no_split" in (tmp_path / "out/skipped.csv").read_text()


def test_an_unknown_layout_is_refused_by_name(curated, tmp_path):
    workspace, build = curated()
    with pytest.raises(UnknownNameError) as error:
        export(workspace, build, tmp_path / "out", "coco")
    assert str(error.value) == ("unknown layout 'coco'; known layouts: thesis2018, imagefolder, webdataset, pix2pix")


def test_the_command_prints_totals_and_notes(curated, tmp_path):
    workspace, _ = curated(pairs=3)
    done = run(tmp_path / "out", "--layout", "pix2pix", "--workspace", workspace.root, "--workers", 1)
    assert done.stdout == f"3 pairs (3 train), 0 skipped; {tmp_path / 'out'}\n"
    assert done.stderr == "Note: there are no splits yet (curate split makes them): everything is train\n"


def test_the_command_prints_json(curated, tmp_path):
    workspace, _ = curated(pairs=2, splits=("train", "test"))
    done = run(tmp_path / "out", "--layout", "webdataset", "--workspace", workspace.root, "--json", "--workers", 1)
    assert json.loads(done.stdout) == {
        "layout": "webdataset",
        "folder": str(tmp_path / "out"),
        "splits": {"train": 1, "test": 1},
        "photos": 4,
        "skipped": 0,
        "notes": [],
    }


def test_a_mistake_is_one_line_and_exit_code_1(curated, tmp_path):
    workspace, build = curated(pairs=1)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.tex").write_text("...")
    done = run(tmp_path / "thesis", "--layout", "pix2pix", "--workspace", workspace.root)
    assert (done.exit_code, done.stderr) == (
        1,
        f"Error: {tmp_path / 'thesis'} is not empty and no export of ours (export.json is missing); "
        "name another folder\n",
    )
    done = run(tmp_path / "out", "--layout", "pix2pix", "--workspace", workspace.root, "--split", "test")
    assert (done.exit_code, done.stderr) == (
        1,
        f"Error: {build.splits} does not exist, so nothing is test; run curate split, or leave --split out\n",
    )
    assert run(tmp_path / "out", "--layout", "coco").exit_code == 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_disk_that_is_really_full_keeps_nothing_half_built(curated, small_disk, tmp_path, layout):
    workspace, _ = curated(pairs=60, suffix=".png")
    done = small_disk(f"export DISK/out --layout {layout} --size 512 --workspace {workspace.root} --workers 1")
    target = tmp_path / "disk" / "out"
    assert done.stderr.splitlines()[-1] == (
        f"Error: no space left on the disk of {target}; nothing of the export was kept and {target} is as it was; "
        "free some space and try again"
    )
    assert done.stdout == f"{tmp_path / 'disk'}\n"


def test_a_full_disk_in_a_worker_process_is_told_the_same_way(curated, small_disk, tmp_path):
    workspace, _ = curated(pairs=70, suffix=".png")
    done = small_disk(f"export DISK/out --layout pix2pix --size 512 --workspace {workspace.root} --workers 2")
    assert done.stderr.splitlines()[-1].startswith(f"Error: no space left on the disk of {tmp_path / 'disk' / 'out'};")
    assert done.stdout == f"{tmp_path / 'disk'}\n"


def test_a_full_disk_leaves_an_earlier_export_as_it_was(curated, tmp_path, monkeypatch, files):
    workspace, build = curated(pairs=2)
    export(workspace, build, tmp_path / "out", "pix2pix", workers=1)
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")}

    def full(*arguments):
        write_all(*arguments)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("curation.exporters.pix2pix.write_all", full)
    with pytest.raises(WorkspaceError, match="no space left on the disk of"):
        export(workspace, build, tmp_path / "out", "pix2pix", size=64, workers=1)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
