"""Decisions last: the newest line counts, a withdrawn one does not, a torn one is taken off, a wrong one is named."""

import pytest

from curation import reviews
from curation.errors import ReviewError, TableError
from curation.reviews import NO_PHOTO, Decisions, decisions
from curation.schema import SHOTS, Review


def review(kind: str, value: str, product: str = "P1", category: str = "dresses") -> Review:
    """A line of `reviews.csv`; clusters have no product."""
    key = ("", "") if kind == "cluster" else ("zalando", product)
    return Review("2026-01-01T00:00:00Z", "fashion", category, kind, *key, value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fashion" / "reviews.csv"


def test_no_file_means_no_decision(path):
    assert decisions(path) == Decisions()


def test_what_was_appended_is_in_force(path):
    reviews.append(path, [review("shot", "a.jpg=full_back"), review("pair", "a, b.jpg")])
    reviews.append(path, [review("cluster", "c.jpg"), review("pair", NO_PHOTO, "P2")])
    found = decisions(path)
    assert found.shots == {"a.jpg": "full_back"}
    assert found.pairs == {("zalando", "P1"): "a, b.jpg", ("zalando", "P2"): NO_PHOTO}
    assert found.clusters == {"dresses": "c.jpg"}
    assert path.read_text(encoding="utf-8").count("date,dataset") == 1


@pytest.mark.parametrize(
    ("first", "withdrawn"),
    [
        (review("shot", "a.jpg=full_back"), review("shot", "a.jpg=")),
        (review("pair", "a.jpg"), review("pair", "")),
        (review("cluster", "a.jpg"), review("cluster", "")),
    ],
)
def test_a_later_line_wins_and_an_empty_value_withdraws(path, first, withdrawn):
    reviews.append(path, [first, withdrawn])
    assert decisions(path) == Decisions()
    reviews.append(path, [first])
    assert decisions(path) != Decisions()


def test_what_a_category_depends_on_does_not_change_with_another(path):
    reviews.append(path, [review("pair", "a.jpg"), review("cluster", "c.jpg")])
    dresses = {("zalando", "P1")}
    before = decisions(path).about("dresses", dresses)
    assert before == [["c.jpg"], ["zalando", "P1", "a.jpg"]]
    reviews.append(path, [review("pair", "b.jpg", "P9", "skirts"), review("shot", "a.jpg=detail")])
    assert decisions(path).about("dresses", dresses) == before


@pytest.mark.parametrize("cut", [1, 15, 40])
def test_a_line_that_a_crash_cut_short_is_taken_off_before_the_next(path, cut):
    reviews.append(path, [review("pair", "a.jpg"), review("pair", "b.jpg", "P2")])
    whole = path.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    path.write_bytes(whole[: len(whole) - len(last) + cut])
    reviews.append(path, [review("pair", "c.jpg", "P3")])
    assert decisions(path).pairs == {("zalando", "P1"): "a.jpg", ("zalando", "P3"): "c.jpg"}


def test_a_whole_last_line_without_a_line_break_is_kept(path):
    reviews.append(path, [review("pair", "a.jpg")])
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    reviews.append(path, [review("pair", "c.jpg", "P3")])
    assert decisions(path).pairs == {("zalando", "P1"): "a.jpg", ("zalando", "P3"): "c.jpg"}


def test_a_broken_line_is_named_also_where_the_last_one_has_no_line_break(path):
    reviews.append(path, [review("pair", "a.jpg")])
    header, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{header}\n{last},more\n{last}", encoding="utf-8")
    with pytest.raises(TableError) as error:
        decisions(path)
    assert str(error.value) == f"{path}:2: has 9 cells, the header has 8; mend the row or take it out"
    path.write_text(f"{header}\n{last}\n{last[:30]}", encoding="utf-8")
    assert decisions(path).pairs == {("zalando", "P1"): "a.jpg"}


def test_a_shot_that_does_not_exist_is_refused_with_its_line(path):
    reviews.append(path, [review("pair", "a.jpg"), review("shot", "a.jpg=frontal")])
    with pytest.raises(ReviewError) as error:
        decisions(path)
    assert str(error.value) == (
        f"{path}:3: the review of a shot is written PHOTO=SHOT with a shot of {', '.join(SHOTS)} "
        "(PHOTO= withdraws it), not 'a.jpg=frontal'; mend the line or take it out"
    )


def test_an_unknown_kind_is_refused_with_its_line(path):
    reviews.append(path, [review("guess", "a.jpg")])
    with pytest.raises(ReviewError) as error:
        decisions(path)
    assert str(error.value) == f"{path}:2: unknown kind 'guess'; known kinds: cluster, pair, shot; mend the line"
