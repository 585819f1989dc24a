"""No photo is read twice in a whole run, whatever asks for it; counted by Python's audit events in every process."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from curation import tables
from curation.schema import RawImage
from curation.stages import Pipeline

HOOK = """
import os, sys

log = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[0].endswith((".png", ".jpg")):
        if "/raw/" in arguments[0] and "r" in str(arguments[1]):
            frame, shown = sys._getframe(), False
            while frame:
                shown |= frame.f_code.co_filename.endswith(("report/pictures.py", "cluster/record.py"))
                frame = frame.f_back
            os.write(log, f"{'shown' if shown else 'read'} {os.getpid()} {arguments[0]}\\n".encode())

sys.addaudithook(hook)
"""


def opened(workspace, folder: Path, *words: str) -> list[tuple[str, str, str]]:
    """What `curate run` opened: for reading or for showing it, in which process, which photo."""
    (folder / "sitecustomize.py").write_text(HOOK)
    log = folder / "opened.txt"
    log.unlink(missing_ok=True)
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    subprocess.run(
        [sys.executable, "-c", "from curation.cli import main; main()", "run", "--workspace", workspace.root, *words],
        env={**os.environ, "PYTHONPATH": path, "OPENED": str(log)},
        check=True,
        capture_output=True,
    )
    lines = log.read_text().splitlines() if log.is_file() else []
    return [(kind, process, photo) for kind, process, photo in (line.split(" ", 2) for line in lines)]


@pytest.mark.parametrize(("use", "hashed"), [("none", False), ("both", True), ("model", False)])
def test_no_photo_is_read_twice_in_a_run_by_two_processes(store, tmp_path, use, hashed):
    workspace = store(products=70)
    definition = workspace.root / "fashion/dataset.toml"
    definition.write_text(definition.read_text().replace('use = "none"', f'use = "{use}"'))
    if hashed:
        with_hashes(workspace)
    events = opened(workspace, tmp_path, "--workers", "2")
    read = Counter(photo for kind, _, photo in events if kind == "read")
    assert len(read) == 280
    assert set(read.values()) == {1}
    assert len({process for kind, process, _ in events if kind == "read"}) > 1
    again = opened(workspace, tmp_path, "--workers", "2", "--again")
    assert [photo for kind, _, photo in again if kind == "read"] == []


def with_hashes(workspace) -> None:
    """As a crawl leaves the table: with the SHA-256 of each photo."""
    import hashlib

    raw = workspace.raw("zalando")
    rows = tables.read(raw.images, RawImage)
    for row in rows:
        row.sha256 = hashlib.sha256(workspace.file(row.path).read_bytes()).hexdigest()
    tables.write(raw.images, rows, RawImage)


def test_a_photo_that_cannot_be_read_is_tried_once_in_a_run_too(store, tmp_path):
    workspace = store(products=6)
    bad = workspace.file("raw/zalando/images/damenbekleidung-kleider/P3.png")
    bad.write_bytes(bad.read_bytes()[:60])
    events = opened(workspace, tmp_path, "--workers", "1")
    read = Counter(photo for kind, _, photo in events if kind == "read")
    assert read[str(bad)] == 1
    assert set(read.values()) == {1}


def test_a_photo_that_kills_its_readers_is_dropped_with_a_reason_and_nothing_else_is(store, tmp_path):
    workspace = store(products=70)
    deadly = """
import os, signal, sys

def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith("P5@2.png"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
"""
    (tmp_path / "sitecustomize.py").write_text(deadly)
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    words = ["clean", "--workspace", str(workspace.root), "--workers", "2"]
    done = subprocess.run(
        [sys.executable, "-c", "from curation.cli import main; main()", *words],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[:2] == ["280 photos: 279 kept, 1 dropped", "      1 crashes_reader"]
    removed = workspace.build("fashion").removed("clean").read_text()
    photo = "raw/zalando/models/damenbekleidung-kleider/P5@2.png"
    assert f'zalando,P5,{photo},crashes_reader,"the process that read {photo} died, each time it was tried"' in removed


def test_a_run_that_was_stopped_opens_only_what_it_had_not_finished(store, tmp_path):
    workspace = store(products=60)
    line = Pipeline(workspace, "fashion", workers=1)
    line.prepare()

    class StopError(Exception):
        """Ctrl-C at a moment of our choosing."""

    def stop(count: int) -> None:
        if count >= 128:
            raise StopError

    with pytest.raises(StopError):
        line.ensure(line.clean(stop))
    line.close()
    events = opened(workspace, tmp_path, "--workers", "1")
    read = [photo for kind, _, photo in events if kind == "read"]
    # The 60 product photos had been read for their colours; of the 180 others one chunk of 128 was finished and kept.
    assert 0 < len(read) <= 180 - 128
