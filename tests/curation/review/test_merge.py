"""Two people's reviews become one file; what they disagree about is listed, and no line is lost."""

import pytest

from curation import tables
from curation.errors import ReviewError
from curation.review.merge import merge
from curation.reviews import append, decisions
from curation.schema import Review


def row(name: str, value: str, date: str = "2026-01-01", kind: str = "pair", **changes: str) -> Review:
    return Review(date, changes.get("dataset", "fashion"), "dresses", kind, "zalando", name, value)


@pytest.fixture
def files(tmp_path):
    shared = [row("A", "a1.jpg"), row("B", "b1.jpg")]
    mine, theirs = tmp_path / "reviews.csv", tmp_path / "theirs.csv"
    append(mine, shared)
    append(theirs, shared)
    return mine, theirs


def test_what_only_one_of_them_decided_is_taken(files):
    mine, theirs = files
    append(mine, [row("C", "c1.jpg")])
    append(theirs, [row("D", "none")])
    result = merge(mine, theirs, "fashion")
    assert (result.added, result.known, result.left_out, result.conflicts) == (1, 2, 0, [])
    assert decisions(mine).pairs == {
        ("zalando", "A"): "a1.jpg",
        ("zalando", "B"): "b1.jpg",
        ("zalando", "C"): "c1.jpg",
        ("zalando", "D"): "none",
    }


def test_whoever_decided_again_is_followed(files):
    mine, theirs = files
    append(theirs, [row("A", "a2.jpg", "2026-02-01"), row("B", "", "2026-02-01")])
    assert merge(mine, theirs, "fashion").conflicts == []
    assert decisions(mine).pairs == {("zalando", "A"): "a2.jpg"}


@pytest.mark.parametrize(("prefer", "holds", "left_out"), [("mine", "a2.jpg", 1), ("theirs", "none", 0)])
def test_a_conflict_is_listed_and_the_preferred_side_holds(files, prefer, holds, left_out):
    mine, theirs = files
    append(mine, [row("A", "a2.jpg", "2026-03-01")])
    append(theirs, [row("A", "none", "2026-02-01")])
    before = mine.read_bytes()
    result = merge(mine, theirs, "fashion", prefer)
    assert list(map(str, result.conflicts)) == ["pair zalando A: here a2.jpg (2026-03-01), there none (2026-02-01)"]
    assert result.left_out == left_out
    assert decisions(mine).pairs["zalando", "A"] == holds
    assert mine.read_bytes().startswith(before)


def test_the_same_decision_at_two_times_is_no_conflict(files):
    mine, theirs = files
    append(mine, [row("C", "c1.jpg", "2026-03-01")])
    append(theirs, [row("C", "c1.jpg", "2026-02-01")])
    assert merge(mine, theirs, "fashion").conflicts == []


def test_merging_twice_adds_nothing(files):
    mine, theirs = files
    append(theirs, [row("D", "none")])
    merge(mine, theirs, "fashion")
    assert (merge(mine, theirs, "fashion").added, len(tables.read(mine, Review))) == (0, 3)


def test_shots_are_compared_by_photo(files):
    mine, theirs = files
    append(mine, [row("A", "a1.jpg=full_front", kind="shot")])
    append(theirs, [row("A", "a1.jpg=full_back", kind="shot"), row("A", "a2.jpg=detail", kind="shot")])
    result = merge(mine, theirs, "fashion")
    assert [str(found) for found in result.conflicts] == [
        "shot zalando A a1.jpg: here full_front (2026-01-01), there full_back (2026-01-01)"
    ]
    assert decisions(mine).shots == {"a1.jpg": "full_front", "a2.jpg": "detail"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (row("A", "a.jpg", dataset="shoes"), "{}:4 is of dataset 'shoes', not 'fashion'; name it with --dataset"),
        (
            row("A", "a.jpg", kind="pairs"),
            "{}:4: unknown kind 'pairs'; known kinds: cluster, pair, shot; mend the line",
        ),
    ],
)
def test_a_file_that_cannot_be_followed_changes_nothing(files, line, sentence):
    mine, theirs = files
    append(theirs, [line])
    before = mine.read_bytes()
    with pytest.raises(ReviewError) as error:
        merge(mine, theirs, "fashion")
    assert str(error.value) == sentence.format(theirs)
    assert mine.read_bytes() == before


def test_a_file_that_is_not_there_is_named(files, tmp_path):
    with pytest.raises(ReviewError) as error:
        merge(files[0], tmp_path / "nobody.csv", "fashion")
    assert str(error.value) == f"{tmp_path}/nobody.csv does not exist; name the other person's reviews.csv"
