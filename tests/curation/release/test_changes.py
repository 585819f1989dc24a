"""What is different between two releases, and the version that it asks for."""

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import tables
from curation.errors import ReleaseError
from curation.release.changes import Changes, check_version, compare
from curation.release.version import Version
from curation.schema import ReleaseRow

ROWS = [
    ReleaseRow(f"s-{n}", "s", str(n), split=("train", "test")[n % 2], color="red", care=["iron"], model_sha256=f"{n}")
    for n in range(6)
]


def changed(tmp_path, rows, removed=(), photos=({}, {})) -> Changes:
    path = tmp_path / "data.parquet"
    tables.write(path, ROWS, ReleaseRow)
    return compare(path, rows, removed, photos)


def test_the_same_rows_are_no_change_whatever_is_brought_up_to_date(tmp_path):
    fresh = [replace(row, model_url="new", score=0.5, model_consent="allowed x", group="g") for row in ROWS]
    assert changed(tmp_path, fresh) == Changes()
    assert Changes().words() == "the same pairs"


@pytest.mark.parametrize(
    ("what", "change", "bump"),
    [
        (Changes(added=1), lambda rows: [*rows, ReleaseRow("s-9", "s", "9")], "minor"),
        (Changes(gone=2), lambda rows: rows[2:], "major"),
        (Changes(edited=1), lambda rows: [replace(rows[0], color="blue"), *rows[1:]], "major"),
        (Changes(edited=1), lambda rows: [replace(rows[0], care=[]), *rows[1:]], "major"),
        (Changes(edited=1), lambda rows: [replace(rows[0], model_sha256="x"), *rows[1:]], "major"),
        (Changes(moved=1), lambda rows: [replace(rows[0], split="test"), *rows[1:]], "major"),
    ],
)
def test_each_kind_of_change_is_counted_and_asks_for_its_version(tmp_path, what, change, bump):
    found = changed(tmp_path, change(copy.deepcopy(ROWS)))
    assert (found, found.bump) == (what, bump)


def test_a_row_that_was_asked_out_is_told_from_one_that_is_gone(tmp_path):
    assert changed(tmp_path, ROWS[2:], {("s", "0")}) == Changes(removed=1, gone=1)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_any_two_tables_are_compared_as_sets_are(tmp_path_factory, one, other):
    path = tmp_path_factory.mktemp("c") / "data.parquet"
    sides = [sorted((ReleaseRow(f"k{n}", "s", str(n)) for n in side), key=lambda row: row.id) for side in (one, other)]
    tables.write(path, sides[0], ReleaseRow)
    found = compare(path, sides[1], (), ({}, {}))
    assert (found.added, found.gone, found.edited) == (len(other - one), len(one - other), 0)


@pytest.mark.parametrize(
    ("version", "changes", "message"),
    [
        ("1.2.4", Changes(), ""),
        ("2.0.0", Changes(), ""),
        ("1.3.0", Changes(added=2), ""),
        ("2.0.0", Changes(gone=1), ""),
        ("1.2.3", Changes(), "version 1.2.3 is not above 1.2.3, the newest there is; the next is 1.2.4"),
        (
            "1.2.9",
            Changes(added=2),
            "version 1.2.9 would be a patch version after 1.2.3, but it has 2 pairs added, which is a minor one; "
            "release it as 1.3.0",
        ),
        (
            "1.9.0",
            Changes(edited=1, photos="changed"),
            "version 1.9.0 would be a minor version after 1.2.3, but it has 1 pairs edited, photos changed, which is a "
            "major one; release it as 2.0.0",
        ),
    ],
)
def test_a_version_may_say_more_than_has_changed_and_not_less(version, changes, message):
    if not message:
        check_version(Version.read(version), Version(1, 2, 3), changes)
        return
    with pytest.raises(ReleaseError) as error:
        check_version(Version.read(version), Version(1, 2, 3), changes)
    assert str(error.value) == message
