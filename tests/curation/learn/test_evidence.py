"""Each decision says just so much: of the chosen photo, of the one it was exchanged for, of those passed over."""

from curation.learn.evidence import PASSED_OVER, Evidence, gather
from curation.schema import Review

A, B = ("s", "A"), ("s", "B")
GALLERIES = {A: ["a1", "a2", "a3"], B: ["b1"]}


def row(value: str, previous: str = "", kind: str = "pair", product: tuple[str, str] = A) -> Review:
    return Review("2026-01-01", "fashion", "dresses", kind, *product, value, previous)


def said(*rows: Review) -> dict[str, tuple[bool, float]]:
    return {piece.photo: (piece.front, piece.weight) for piece in gather(rows, GALLERIES).evidence}


def test_an_accepted_photo_is_a_front_and_the_others_probably_are_not():
    assert said(row("a1", previous="a1")) == {
        "a1": (True, 1.0),
        "a2": (False, PASSED_OVER),
        "a3": (False, PASSED_OVER),
    }


def test_the_photo_that_was_exchanged_is_no_front():
    assert said(row("a1", previous="a3")) == {"a1": (True, 1.0), "a2": (False, PASSED_OVER), "a3": (False, 1.0)}


def test_none_says_so_of_every_photo():
    assert said(row("none")) == {"a1": (False, 1.0), "a2": (False, 1.0), "a3": (False, 1.0)}


def test_the_last_word_counts_and_a_withdrawn_one_says_nothing():
    assert said(row("none"), row("a2", previous="none"))["a2"] == (True, 1.0)
    assert said(row("a2"), row("", previous="a2")) == {}


def test_a_named_shot_outranks_what_a_pair_says_of_the_photo():
    found = said(row("a1=full_front", kind="shot"), row("a2=full_back", kind="shot"), row("a2"))
    assert found == {"a1": (True, 1.0), "a2": (False, 1.0), "a3": (False, PASSED_OVER)}


def test_a_shot_belongs_to_the_product_that_has_the_photo():
    assert gather([row("b1=detail", kind="shot", product=("", ""))], GALLERIES).evidence == [
        Evidence(B, "b1", False, 1.0)
    ]


def test_a_cluster_says_nothing_of_a_photo():
    assert said(row("a1", kind="cluster")) == {}


def test_what_is_gone_is_named_and_says_nothing():
    gone = gather([row("x", product=("s", "C")), row("a9"), row("a8=detail", kind="shot")], GALLERIES)
    assert gone.evidence == []
    assert gone.unused == [
        "s C: the product is not in the build",
        "s A: its photo a9 is not in the build",
        "s A: the photo a8 is not in the build",
    ]
