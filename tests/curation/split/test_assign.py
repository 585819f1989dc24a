"""A product's split depends on its group's name and the seed alone; newcomers move nobody."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.split.assign import OPEN, assign
from curation.split.links import read_links
from curation.split.settings import SPLITS, SplitSettings

HALF = SplitSettings(train=0.5, validation=0.25, test=0.25)


def dealt(build, settings=HALF, previous=None) -> dict[str, str]:
    """Split by product; left-out ones are missing."""
    links = read_links(build)
    ids = links.products["id"].to_pylist()
    before = None if previous is None else np.array([_number(previous.get(name, "")) for name in ids], np.int8)
    split = assign(links, settings, before).split
    return {name: SPLITS[number] for name, number in zip(ids, split.tolist()) if number != OPEN}


def _number(split: str) -> int:
    return SPLITS.index(split) if split else OPEN


def names(count: int) -> list[str]:
    return [f"P{number:04}" for number in range(count)]


def test_the_shares_are_met_by_large_numbers_in_every_category(write):
    found = dealt(write(names(4000)))
    counts = Counter(found.values())
    assert counts["train"] == pytest.approx(2000, abs=120)
    assert counts["validation"] == pytest.approx(1000, abs=100)
    for parity in (0, 1):  # the two categories
        half = Counter(split for name, split in found.items() if int(name[1:]) % 2 == parity)
        assert half["test"] == pytest.approx(500, abs=70)


def test_groups_of_many_lie_no_lower_than_those_of_one(write):
    tied = {name: (f"pair-{number // 8}",) for number, name in enumerate(names(8000))}
    counts = Counter(dealt(write(names(8000), photos=tied)).values())
    assert counts["train"] == pytest.approx(4000, abs=400)


def test_more_products_move_nobody_even_in_a_build_from_nothing(write):
    before = dealt(write(names(1000)))
    after = dealt(write(names(1100)))
    assert {name: after[name] for name in before} == before


def test_another_colour_of_an_article_goes_with_it_and_moves_nobody(write):
    articles = {name: f"g{number // 2}" for number, name in enumerate(names(400))}
    before = dealt(write(names(400)[::2], articles=articles))
    after = dealt(write(names(400), articles=articles))
    assert {name: after[name] for name in before} == before
    assert all(after[one] == after[other] for one, other in zip(names(400)[::2], names(400)[1::2]))


def test_what_was_dealt_stays_also_where_a_newcomer_speaks_for_the_group(write):
    # Z ties A to itself; whichever name would speak for the two, A stays.
    for number in range(20):
        own = f"A{number}"
        before = dealt(write([own]))
        tied = {own: ("p",), "Z": ("p",)}
        after = dealt(write([own, "Z"], photos=tied), previous=before)
        assert after == {own: before[own], "Z": before[own]}


def test_a_newcomer_that_would_tie_two_splits_is_left_out_and_nobody_moves(write):
    before = {"A": "train", "B": "test", "C": "train"}
    tied = {"A": ("p",), "B": ("q",), "C": ("c",), "N": ("p", "q"), "M": ("c",)}
    assert dealt(write("ABCMN", photos=tied), previous=before) == {**before, "M": "train"}


def test_of_a_chain_of_newcomers_only_the_one_that_closes_it_is_left_out(write):
    before = {"A": "train", "B": "test"}
    tied = {"A": ("p",), "N1": ("p", "x"), "N2": ("x", "y"), "N3": ("y", "q"), "B": ("q",), "N4": ("q",)}
    found = dealt(write(["A", "B", "N1", "N2", "N3", "N4"], photos=tied), previous=before)
    assert len(found) == 5
    assert found["N1"] == "train"
    assert found["N4"] == "test"
    assert {"N2", "N3"} - set(found)


def test_old_products_that_come_to_share_a_photo_are_not_moved_one_is_left_out(write):
    before = {"A": "train", "B": "test", "C": "test"}
    found = dealt(write("ABC", photos={"A": ("p",), "B": ("p",), "C": ("c",)}), previous=before)
    assert found == {"A": "train", "C": "test"}


def test_balance_gives_each_category_and_color_its_share_as_exactly_as_groups_allow(write):
    found = dealt(write(names(240)), SplitSettings(train=0.5, validation=0.25, test=0.25, balance=True))
    for parity in (0, 1):
        for color in range(3):
            part = Counter(
                split for name, split in found.items() if int(name[1:]) % 2 == parity and int(name[1:]) % 3 == color
            )
            assert all(abs(part[split] - wanted) <= 1 for split, wanted in zip(SPLITS, (20, 10, 10)))


def test_balance_keeps_what_was_dealt(write):
    settings = SplitSettings(balance=True)
    before = dealt(write(names(300)), settings)
    after = dealt(write(names(330)), settings, previous=before)
    assert {name: after[name] for name in before} == before
    assert Counter(after.values())["test"] == pytest.approx(33, abs=2)


def test_another_seed_deals_anew(write):
    build = write(names(200))
    assert dealt(build) != dealt(build, SplitSettings(train=0.5, validation=0.25, test=0.25, seed=1))


def test_a_share_of_nothing_gets_nothing(write):
    found = dealt(write(names(300)), SplitSettings(train=0.9, validation=0.0, test=0.1))
    assert set(found.values()) == {"train", "test"}


@given(ties=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=25), old=st.integers(0, 12))
def test_whatever_ties_whom_nothing_stands_in_two_splits_and_no_old_product_moves(ties, old):
    import tempfile
    from pathlib import Path

    from curation import tables
    from curation.schema import Image, Product
    from curation.split.leaks import leaks
    from curation.workspace import Build

    ids = [f"P{number:02}" for number in range(12)]
    build = Build(Path(tempfile.mkdtemp()))
    tables.write(build.products, [Product("s", name) for name in ids], Product)
    rows = [
        Image("s", ids[who], place, path=f"{place}.jpg", sha256=f"h{what}") for place, (who, what) in enumerate(ties)
    ]
    tables.write(build.images, rows, Image)
    before = {name: SPLITS[number % 3] for number, name in enumerate(ids[:old])}
    found = dealt(build, previous=before)
    assert all(found.get(name, split) == split for name, split in before.items())
    assert leaks(read_links(build), {("s", name): split for name, split in found.items()}) == []
