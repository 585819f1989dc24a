"""Fetch the next steps' samples while this one computes, in one thread, in order."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

Fetched = TypeVar("Fetched")

AHEAD = 2
"""Batches that wait ready."""


class Prefetch(Generic[Fetched]):
    """Gives `fetch(step)` for step = first, first + 1, ... before last."""

    def __init__(self, fetch: Callable[[int], Fetched], first: int, last: int) -> None:
        self._fetch, self._next, self._last = fetch, first, last
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[Fetched]] = deque()

    def __enter__(self) -> "Prefetch[Fetched]":
        while len(self._waiting) < AHEAD and self._next < self._last:
            self._ask()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def next(self) -> Fetched:
        """The samples of the next step; waits where they are not ready.

        Raises:
            IndexError: all steps were given.
        """
        fetched = self._waiting.popleft()
        if self._next < self._last:
            self._ask()
        return fetched.result()

    def _ask(self) -> None:
        self._waiting.append(self._pool.submit(self._fetch, self._next))
        self._next += 1
