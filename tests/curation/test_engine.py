"""Chunks run here or in workers; the results are the same and in order."""

import os
import signal
import time
from functools import partial

import pytest

from curation.engine import LocalEngine, cut, run_chunks
from curation.errors import ClusterError


def doubled(numbers):
    return [(2 * number, os.getpid()) for number in numbers]


def broken(numbers):
    raise ValueError(f"chunk from {numbers[0]}")


def test_results_come_in_the_order_of_the_items_from_more_than_one_process():
    results = list(run_chunks(doubled, range(20), workers=2, chunk=3))
    assert [value for value, _ in results] == [2 * number for number in range(20)]
    assert os.getpid() not in {process for _, process in results}


@pytest.mark.parametrize(("workers", "chunk"), [(1, 3), (2, 100)])
def test_one_worker_or_one_chunk_starts_no_process(workers, chunk):
    assert {process for _, process in run_chunks(doubled, range(10), workers=workers, chunk=chunk)} == {os.getpid()}


def test_no_items_give_no_results():
    assert list(run_chunks(doubled, [])) == []


def test_progress_counts_every_item():
    counts = []
    list(run_chunks(doubled, range(10), workers=2, chunk=4, progress=counts.append))
    assert counts == [4, 4, 2]


def test_a_fault_in_a_worker_reaches_the_caller():
    with pytest.raises(ValueError, match="chunk from 0"):
        list(run_chunks(broken, range(10), workers=2, chunk=5))


def test_neighbours_that_belong_together_stay_in_one_chunk():
    items = ["a1", "a2", "a3", "b1", "c1", "c2", "c3", "c4", "c5"]
    parts = list(cut(items, 4, whole=lambda item: item[0]))
    assert parts == [["a1", "a2", "a3", "b1"], ["c1", "c2", "c3", "c4", "c5"]]
    assert list(cut(items, 2, whole=lambda item: item[0])) == [["a1", "a2", "a3"], ["b1", "c1", "c2", "c3", "c4", "c5"]]
    assert [len(part) for part in cut(items, 4)] == [4, 4, 1]


def test_an_engine_keeps_its_processes_until_it_is_closed():
    with LocalEngine(2) as engine:
        first = {process for _, process in run_chunks(doubled, range(20), chunk=3, engine=engine)}
        second = {process for _, process in run_chunks(doubled, range(20), chunk=3, engine=engine)}
    assert first | second == first
    assert os.getpid() not in first


def test_a_single_chunk_is_no_reason_to_start_a_process():
    with LocalEngine(2) as engine:
        assert {process for _, process in run_chunks(doubled, range(9), engine=engine)} == {os.getpid()}


def killing(poison, mark, numbers):
    """Kills its process at a number of `poison`: each time, or only while there is no file `mark`."""
    for number in numbers:
        if number in poison and not (mark and mark.exists()):
            if mark:
                mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [2 * number for number in numbers]


def test_a_worker_that_dies_once_costs_nothing_but_time(tmp_path):
    counts = []
    work = partial(killing, {7}, tmp_path / "died")
    results = list(run_chunks(work, range(40), workers=2, chunk=4, progress=counts.append))
    assert results == [2 * number for number in range(40)]
    assert sum(counts) == 40
    assert (tmp_path / "died").exists()


def test_an_item_that_kills_every_worker_costs_itself_and_not_its_chunk():
    work = partial(killing, {5}, None)
    results = list(run_chunks(work, range(16), workers=2, chunk=4, lost=lambda number: f"lost {number}"))
    assert results == ["lost 5" if number == 5 else 2 * number for number in range(16)]


def test_without_a_way_to_count_it_as_lost_the_item_is_named():
    with pytest.raises(ClusterError) as error:
        list(run_chunks(partial(killing, {5}, None), range(16), workers=2, chunk=4))
    assert str(error.value) == "2 workers died one after the other at 5; take it out, or give the workers more memory"


def slow(numbers):
    time.sleep(0.05)
    return [os.getpid()] * len(numbers)


def test_workers_that_somebody_kills_between_two_calls_are_replaced():
    with LocalEngine(2) as engine:
        for process in set(run_chunks(slow, range(8), chunk=1, engine=engine)):
            os.kill(process, signal.SIGKILL)
        assert len(list(run_chunks(slow, range(8), chunk=1, engine=engine))) == 8


def test_no_more_chunks_are_handed_out_than_are_soon_needed():
    begun = []

    class Here:
        workers = 2

        def submit(self, function, chunk):
            begun.append(chunk[0])
            return lambda: function(chunk)

        def close(self):
            """Nothing to let go."""

    results = run_chunks(list, range(100), chunk=1, engine=Here())
    next(results)
    assert len(begun) <= 7
