"""Run a function over chunks of items: in this process, in worker processes, or on a Dask cluster that exists.

Results come in the order of the items whatever finishes first and wherever, so that the same input gives the same
files. A worker that dies costs time only: what it had is given to others. An item that kills every worker that takes
it is found by halving its chunk, and costs itself alone.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar

from curation.errors import ClusterError

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 256
"""Photos a task: enough that sending it costs nothing beside decoding, few enough that progress moves."""
AHEAD = 3
"""Chunks a worker that are handed out before they are needed; more would pile up results in memory."""
DEATHS = 2
"""Workers that may die at one item before it is given up."""


class WorkersDied(Exception):  # noqa: N818 - an event between engine and this file, never seen by a user
    """A worker died while it had this chunk, or while another had and all had to go."""


class Engine(Protocol):
    """Where chunks are worked on."""

    workers: int
    """How many chunks are worked on at the same time."""

    def submit(self, function: Callable[[Sequence[Any]], list[Any]], chunk: Sequence[Any]) -> Callable[[], list[Any]]:
        """Begin a chunk; what is given back waits for it.

        What waits raises `WorkersDied` when the chunk is to be submitted again, and whatever the function raised.
        """

    def close(self) -> None:
        """Let the workers go."""


class LocalEngine:
    """Processes of this machine, started when the first chunk comes and kept until `close`."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "LocalEngine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def worth(self, chunks: int) -> bool:
        """Whether to hand chunks out: not to one process, and a single chunk is no reason to start any."""
        return self.workers > 1 and (chunks > 1 or self._pool is not None)

    def submit(self, function: Callable[[Sequence[Any]], list[Any]], chunk: Sequence[Any]) -> Callable[[], list[Any]]:
        try:
            future = self._started().submit(function, chunk)
        except BrokenExecutor:
            # It broke while nobody was waiting for it.
            self._drop()
            future = self._started().submit(function, chunk)
        pool = self._pool
        return lambda: self._waited(future, pool)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: a forked child would inherit OpenCV's and K-Means' threads in whatever state they were.
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_one_thread)
        return self._pool

    def _waited(self, future: "Future[list[Any]]", pool: ProcessPoolExecutor | None) -> list[Any]:
        try:
            return future.result()
        except BrokenExecutor as error:
            # One dead process breaks the whole pool, and with it every chunk that was handed out.
            if pool is self._pool:
                self._drop()
            raise WorkersDied from error

    def _drop(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


@contextmanager
def engine(scheduler: str, workers: int | None, root: Path) -> Iterator[Engine]:
    """The cluster of a scheduler; processes of this machine where none is named.

    Args:
        scheduler: address such as "tcp://10.0.0.7:8786"; empty = this machine.
        workers: processes of this machine; `None` = one a core.
        root: of the workspace.

    Raises:
        ClusterError: the cluster cannot be used.
    """
    if scheduler:
        from curation.daskengine import DaskEngine  # noqa: PLC0415 - an extra

        made: Engine = DaskEngine(scheduler, root.resolve())
    else:
        made = LocalEngine(workers)
    try:
        yield made
    finally:
        made.close()


def _one_thread() -> None:
    """As many processes as cores: threads of their own would only stand in each other's way."""
    import cv2  # noqa: PLC0415 - the parent may never need it

    cv2.setNumThreads(1)


def run_chunks(
    function: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], None] = lambda count: None,
    engine: Engine | None = None,
    whole: Callable[[Item], Any] | None = None,
    lost: Callable[[Item], Result] | None = None,
) -> Iterator[Result]:
    """One result an item, in the items' order.

    Args:
        function: takes a chunk and gives a result for each of its items; defined at the top of a module, since
            workers import it by name.
        items: what to work on.
        workers: processes; `None` = one a core. With one worker, or a single chunk, no process is started.
        chunk: items a task.
        progress: called with the number of items that were finished.
        engine: where to work, instead of processes of this call alone; it is not closed.
        whole: neighbours for which it gives the same stay in one chunk, however many they are.
        lost: the result of an item that kills its workers.

    Raises:
        ClusterError: an item killed its workers and there is no `lost`.
    """
    chunks = list(cut(items, chunk, whole))
    if engine is None:
        workers = min(workers or os.cpu_count() or 1, len(chunks))
        if workers > 1:
            with LocalEngine(workers) as own:
                yield from _run(own, function, chunks, progress, lost)
            return
    elif not isinstance(engine, LocalEngine) or engine.worth(len(chunks)):
        yield from _run(engine, function, chunks, progress, lost)
        return
    for part in chunks:
        yield from function(part)
        progress(len(part))


def cut(items: Sequence[Item], size: int, whole: Callable[[Item], Any] | None = None) -> Iterator[Sequence[Item]]:
    """The items in chunks of `size`, more only where the last one's neighbours belong to it."""
    start = 0
    while start < len(items):
        stop = min(start + size, len(items))
        while whole and stop < len(items) and whole(items[stop]) == whole(items[stop - 1]):
            stop += 1
        yield items[start:stop]
        start = stop


def _run(
    engine: Engine,
    function: Callable[[Sequence[Item]], list[Result]],
    chunks: Sequence[Sequence[Item]],
    progress: Callable[[int], None],
    lost: Callable[[Item], Result] | None,
) -> Iterator[Result]:
    """The chunks in their order, a few handed out ahead."""
    waiting: deque[tuple[Sequence[Item], Callable[[], list[Result]]]] = deque()
    ahead = AHEAD * engine.workers
    rest = iter(chunks)
    while True:
        while len(waiting) < ahead and (part := next(rest, None)) is not None:
            waiting.append((part, engine.submit(function, part)))
        if not waiting:
            return
        part, result = waiting.popleft()
        try:
            yield from result()
        except WorkersDied:
            # Who was guilty cannot be seen: one after the other, each alone, the innocent go through.
            again = [part, *(other for other, _ in waiting)]
            waiting.clear()
            for suspect in again:
                yield from _alone(engine, function, suspect, lost)
                progress(len(suspect))
            continue
        progress(len(part))


def _alone(
    engine: Engine,
    function: Callable[[Sequence[Item]], list[Result]],
    part: Sequence[Item],
    lost: Callable[[Item], Result] | None,
    deaths: int = 1,
) -> list[Result]:
    """The results of a chunk that is the only one handed out; halved where its workers die again."""
    try:
        return engine.submit(function, part)()
    except WorkersDied as error:
        if len(part) > 1:
            middle = len(part) // 2
            first = _alone(engine, function, part[:middle], lost)
            return first + _alone(engine, function, part[middle:], lost)
        if deaths < DEATHS:
            return _alone(engine, function, part, lost, deaths + 1)
        if lost is None:
            raise ClusterError(
                f"{deaths} workers died one after the other at {part[0]}; take it out, or give the workers more memory"
            ) from error
        return [lost(part[0])]
