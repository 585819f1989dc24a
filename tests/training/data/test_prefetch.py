"""training/data/prefetch.py"""

import threading

import pytest

from training.data.prefetch import AHEAD, Prefetch


def test_samples_come_in_the_order_of_steps():
    with Prefetch(lambda step: step * 10, 3, 8) as ahead:
        assert [ahead.next() for _ in range(5)] == [30, 40, 50, 60, 70]
        with pytest.raises(IndexError):
            ahead.next()


def test_nothing_is_fetched_where_there_is_no_step():
    fetched: list[int] = []
    with Prefetch(fetched.append, 4, 4):
        pass
    assert fetched == []


def test_a_few_are_fetched_ahead_by_another_thread_and_no_more():
    fetched: list[tuple[int, int]] = []
    ready = threading.Semaphore(0)

    def fetch(step: int) -> int:
        fetched.append((step, threading.get_ident()))
        ready.release()
        return step

    with Prefetch(fetch, 0, 100) as ahead:
        assert all(ready.acquire(timeout=10) for _ in range(AHEAD))
        assert len(fetched) == AHEAD
        ahead.next()
        assert ready.acquire(timeout=10)
    assert [step for step, _ in fetched] == list(range(AHEAD + 1))
    assert len({thread for _, thread in fetched} - {threading.get_ident()}) == 1


def test_a_fault_in_fetching_reaches_the_one_who_asks_for_that_step():
    def fetch(step: int) -> int:
        if step == 1:
            raise OSError("the disk went away")
        return step

    with Prefetch(fetch, 0, 5) as ahead:
        assert ahead.next() == 0
        with pytest.raises(OSError, match="the disk went away"):
            ahead.next()
        assert ahead.next() == 2


def test_leaving_early_ends_the_fetch_at_hand_and_drops_those_that_wait():
    fetched: list[int] = []
    go_on = threading.Event()

    def fetch(step: int) -> int:
        assert step == 0 or go_on.wait(timeout=10)
        fetched.append(step)
        return step

    with Prefetch(fetch, 0, 1000) as ahead:
        ahead.next()
        threading.Timer(0.3, go_on.set).start()
    assert fetched in ([0], [0, 1])
