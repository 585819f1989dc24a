"""Run a function over chunks of items: in this process when there are few, in worker processes when there are many.

Results come in the order of the items whatever finishes first, so that the same input gives the same files.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 256
"""Photos a task: enough that sending it costs nothing beside decoding, few enough that progress moves."""


def run_chunks(
    function: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], None] = lambda count: None,
) -> Iterator[Result]:
    """One result an item, in the items' order.

    Args:
        function: takes a chunk and gives a result for each of its items; defined at the top of a module, since
            workers import it by name.
        items: what to work on.
        workers: processes; `None` = one a core. With one worker, or a single chunk, no process is started.
        chunk: items a task.
        progress: called with the number of items that were finished.
    """
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    workers = min(workers or os.cpu_count() or 1, len(chunks))
    if workers <= 1:
        for part in chunks:
            yield from function(part)
            progress(len(part))
        return
    # spawn: a forked child would inherit OpenCV's and K-Means' threads in whatever state they were.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        for part, results in zip(chunks, pool.map(function, chunks)):
            yield from results
            progress(len(part))
    finally:
        pool.shutdown(cancel_futures=True)
