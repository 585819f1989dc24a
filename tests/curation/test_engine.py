"""Chunks run here or in workers; the results are the same and in order."""

import os

import pytest

from curation.engine import run_chunks


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
