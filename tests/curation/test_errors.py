"""Errors cross from worker processes whole."""

import pickle

import pytest

from curation.errors import PhotoError, SpecError, UnknownNameError, WorkspaceError


@pytest.mark.parametrize(
    "error",
    [
        PhotoError("truncated", "the file ends early"),
        SpecError(["line 1: no", "line 2: neither"]),
        UnknownNameError("store", "x", ["y"]),
        WorkspaceError("nothing there"),
    ],
)
def test_an_error_comes_out_of_another_process_as_it_went_in(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
