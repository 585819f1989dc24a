"""A disk without room stops a stage with one line; what was there before stays whole, and the next run goes on."""

import errno
import os
import resource
import subprocess
import sys

import pytest

from curation.errors import WorkspaceError
from curation.stages import Pipeline


def files(workspace) -> dict[str, bytes]:
    """What later stages read, without the caches, which may grow."""
    root = workspace.build("fashion").root
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "sqlite" not in path.name
    }


@pytest.mark.parametrize("stage", ["ingest", "translate", "clean", "pair", "split", "report"])
def test_a_stage_without_room_leaves_the_old_files_whole_and_says_so(store, monkeypatch, stage):
    workspace = store(products=5)
    list(Pipeline(workspace, "fashion", workers=1).run())
    before = files(workspace)
    line = Pipeline(workspace, "fashion", workers=1)
    made = line.pair("dresses") if stage == "pair" else getattr(line, stage)()

    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(WorkspaceError) as error:
        line.ensure(made, again=True)
    assert str(error.value) == (
        f"no space left on the disk of {line.build.root}; stage '{made.name}' stopped, and every file is whole, "
        "as before or as after; free some space and run the same command again: it goes on where it stopped"
    )
    after = files(workspace)
    # A stage begins by taking back its word for what it is about to write; everything else is as it was.
    assert {name for name in before if after.get(name) != before[name]} <= {"splits.json"}
    assert not [name for name in after if name.endswith(".part")]


def test_a_real_limit_on_file_size_is_one_line_and_the_next_run_goes_on(store):
    workspace = store(products=5)

    def curate_run(limit: int) -> subprocess.CompletedProcess[str]:
        code = "from curation.cli import main; main()"
        words = ["run", "--workspace", str(workspace.root), "--workers", "1"]
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )

    full = curate_run(6_000)
    assert full.returncode == 1
    assert full.stderr.startswith("Error: no space left on the disk of ")
    assert full.stderr.count("\n") == 1
    assert not list(workspace.root.rglob("*.part"))
    assert curate_run(resource.RLIM_INFINITY).returncode == 0


def test_another_fault_of_the_system_is_not_called_a_full_disk(store, monkeypatch):
    workspace = store(products=2)

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    line = Pipeline(workspace, "fashion", workers=1)
    with pytest.raises(OSError, match="Input/output error"):
        line.ensure(line.ingest())
