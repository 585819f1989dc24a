"""Ctrl-C that ends the step at hand, not the checkpoint that is being written."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether Ctrl-C was pressed; a second one is an interrupt as usual."""

    is_set = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.is_set:
            raise KeyboardInterrupt
        self.is_set = True


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Ctrl-C ends the step at hand, not the checkpoint that is being written."""
    stop = Stop()
    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not the main thread: whoever started it has to stop it
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
