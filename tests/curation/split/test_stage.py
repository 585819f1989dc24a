"""splits.parquet holds every product once; a second run, new products and a crash move nobody."""

import pytest

from curation import tables
from curation.errors import SpecError
from curation.schema import Removal, Split
from curation.split.settings import SplitSettings
from curation.split.stage import split


def names(count: int) -> list[str]:
    return [f"P{number:04}" for number in range(count)]


def rows(build) -> dict[str, str]:
    return {row.id: row.split for row in tables.read(build.splits, Split)}


def test_the_counts_add_up_in_all_and_by_category(write):
    result = split(write(names(500)), SplitSettings())
    assert result.products == result.train + result.validation + result.test + result.left_out == 500
    assert sum(sum(part.values()) for part in result.categories.values()) == 500
    assert result.categories["dresses"]["train"] + result.categories["tops"]["train"] == result.train


def test_ten_percent_more_products_change_no_old_products_split(write):
    build = write(names(1000))
    split(build, SplitSettings())
    before = rows(build)
    result = split(write(names(1100)), SplitSettings())
    after = rows(build)
    assert (result.stayed, result.left_out, len(after)) == (1000, 0, 1100)
    assert {name: after[name] for name in before} == before


def test_the_same_build_gives_the_same_bytes(write):
    build = write(names(50))
    split(build, SplitSettings())
    first = build.splits.read_bytes()
    split(build, SplitSettings())
    assert build.splits.read_bytes() == first


def test_whoever_would_tie_two_splits_stands_in_removed(write):
    build = write(names(60))
    split(build, SplitSettings())
    by_split = {which: name for name, which in rows(build).items()}
    photos = {by_split["train"]: ("p",), by_split["test"]: ("q",), "Z": ("p", "q")}
    result = split(write([*names(60), "Z"], photos=photos), SplitSettings())
    assert (result.left_out, result.leaks) == (1, 0)
    assert tables.read(build.removed("split"), Removal) == [
        Removal("s", "Z", "", "joins_two_splits", "shares photos or an article with products of two splits")
    ]
    assert "Z" not in rows(build)


def test_other_settings_deal_anew_and_so_does_a_split_nobody_vouches_for(write):
    build = write(names(300))
    split(build, SplitSettings())
    first = rows(build)
    assert split(build, SplitSettings(seed=7)).stayed == 0
    assert rows(build) != first
    build.splits_made.write_text("{ not json")
    assert split(build, SplitSettings(seed=7)).stayed == 0
    build.splits.write_bytes(b"no parquet")
    assert split(build, SplitSettings()).stayed == 0
    assert rows(build) == first


def test_shares_that_make_no_whole_are_refused():
    with pytest.raises(SpecError) as error:
        SplitSettings(train=0.8, validation=0.2, test=0.1)
    assert str(error.value) == "train + validation + test make 1.1; they must make 1"
    with pytest.raises(SpecError) as error:
        SplitSettings(train=1.5, validation=-0.5)
    assert error.value.mistakes == ("train is 1.5; it is a share, 0 to 1", "validation is -0.5; it is a share, 0 to 1")
