"""A Dask cluster gives the very files that processes of this machine give, also where one of its workers dies."""

import os
import shutil
import signal
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curation import daskengine
from curation.daskengine import DaskEngine
from curation.engine import engine, run_chunks
from curation.errors import ClusterError
from curation.stages import Pipeline

pytestmark = [
    # Dask's own sockets and event loops are closed by its own finalizers, after a test has ended.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of two worker processes, one thread each, on loopback; a worker that dies is replaced."""
    distributed = pytest.importorskip("distributed")
    import dask

    # One death more than none before Dask gives a chunk up: its default of three takes as many restarts.
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        made = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        )
        yield made.scheduler_address
        made.close()


def files(workspace) -> dict[str, bytes]:
    """What a build says, without what it remembers and how long it took."""
    root = workspace.build("fashion").root
    untimed = (path for path in root.rglob("*") if path.is_file() and path.parent.name != "stages")
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in untimed
        if "sqlite" not in path.name and path.name not in ("stats.json", "report.html")
    }


def made(workspace, scheduler: str, watch: Callable[[int], None] = lambda count: None) -> dict[str, bytes]:
    """The files of a whole run; `watch` is told of the photos as they are cleaned."""
    shutil.rmtree(workspace.root / "build", ignore_errors=True)
    with engine(scheduler, 2, workspace.root) as place:
        line = Pipeline(workspace, "fashion", engine=place)
        outcomes = list(line.run(watch=lambda name: watch if name == "clean" else lambda count: None))
        line.close()
    assert not [outcome.problem for outcome in outcomes if outcome.problem]
    return files(workspace)


def test_two_workers_give_the_files_of_local_processes_also_where_one_is_killed(store, cluster):
    workspace = store(products=70)
    bad = workspace.file("raw/zalando/models/damenbekleidung-kleider/P3@2.png")
    bad.write_bytes(bad.read_bytes()[:60])
    local = made(workspace, "")
    assert "pairs/dresses.parquet" in local
    assert b"P3@2.png" in local["removed/clean.csv"]
    assert made(workspace, cluster) == local
    killed = []

    def kill(count: int) -> None:
        if not killed:
            killed.append(next(iter(of_workers(cluster))))
            os.kill(killed[0], signal.SIGKILL)

    assert made(workspace, cluster, kill) == local
    assert killed
    assert killed[0] not in of_workers(cluster)


def of_workers(address: str) -> set[int]:
    """The process numbers of a cluster's workers."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return set(client.run(os.getpid).values())


def deadly(numbers):
    """Kills its process at 5."""
    if 5 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return [2 * number for number in numbers]


def test_an_item_that_kills_workers_of_a_cluster_costs_itself(cluster, tmp_path):
    with engine(cluster, None, tmp_path) as place:
        results = list(run_chunks(deadly, range(8), chunk=2, engine=place, lost=lambda number: f"lost {number}"))
    assert results == [0, 2, 4, 6, 8, "lost 5", 12, 14]


def test_where_nobody_answers_the_address_is_named(monkeypatch, tmp_path):
    pytest.importorskip("distributed")
    monkeypatch.setattr(daskengine, "TIMEOUT_S", 1)
    with pytest.raises(ClusterError) as error:
        DaskEngine("tcp://127.0.0.1:9", tmp_path)
    assert str(error.value) == (
        "no Dask scheduler answers at tcp://127.0.0.1:9 within 1 s; start one (dask scheduler) or mend the address, "
        "such as tcp://10.0.0.7:8786"
    )


def test_without_the_package_the_way_to_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError) as error:
        DaskEngine("tcp://127.0.0.1:9", tmp_path)
    assert str(error.value) == (
        "--scheduler tcp://127.0.0.1:9 needs the package distributed; install it (pip install 'pairwear[dask]') or "
        "leave --scheduler out"
    )


class FakeClient:
    """A cluster of one worker that says of itself what a test wants."""

    threads = {"tcp://w1": 1}  # noqa: RUF012
    said: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, address: str, **options: object) -> None:
        """Answers at once."""

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def run(self, function: Callable[[str], dict[str, str]], root: str) -> dict[str, dict[str, str]]:
        if self.said.get("missing"):
            raise ModuleNotFoundError(f"No module named '{self.said['missing']}'", name=self.said["missing"])
        return {"tcp://w1": {**function(root), **self.said}}

    def close(self) -> None:
        """Nothing to let go."""


@pytest.mark.parametrize(
    ("threads", "said", "message"),
    [
        ({}, {}, "the scheduler at tcp://x:1 has no workers; start some (dask worker tcp://x:1)"),
        (
            {"tcp://w1": 1},
            {"numpy": "1.0"},
            "worker tcp://w1 has numpy 1.0 there and {numpy} here; the same files need the same versions everywhere",
        ),
        (
            {"tcp://w1": 1},
            {"workspace": ""},
            "worker tcp://w1 does not see the workspace {root}; put it on a file system that all workers have under "
            "the same path",
        ),
        (
            {"tcp://w1": 1},
            {"missing": "curation"},
            "a worker of tcp://x:1 lacks the package curation; install the same pairwear {pairwear} on all of them",
        ),
    ],
)
def test_a_cluster_that_is_not_like_this_process_is_refused(monkeypatch, tmp_path, threads, said, message):
    fake = types.SimpleNamespace(Client=type("Client", (FakeClient,), {"threads": threads, "said": said}))
    monkeypatch.setitem(sys.modules, "distributed", fake)
    with pytest.raises(ClusterError) as error:
        DaskEngine("tcp://x:1", tmp_path)
    assert str(error.value) == message.format(**daskengine.facts(str(tmp_path)), root=tmp_path)


def test_workers_and_a_scheduler_together_are_a_wrong_usage(tmp_path: Path):
    from click.testing import CliRunner

    from curation.cli import main

    words = ["run", "--workspace", str(tmp_path), "--workers", "2", "--scheduler", "tcp://127.0.0.1:9"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "--workers is for this machine; a scheduler has workers of its own" in result.stderr
