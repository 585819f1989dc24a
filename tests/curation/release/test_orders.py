"""Removals are recorded by hash alone, once, and only where they mean something."""

import pytest

from curation import tables
from curation.errors import ReleaseError, UnknownNameError
from curation.release.orders import Orders, hash_of, photo_kind, read, record
from curation.release.remove import remove
from curation.schema import Pair, RemovalOrder
from curation.workspace import Workspace


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    place = Workspace(tmp_path / "ws")
    (place.root / "fashion").mkdir(parents=True)
    (place.root / "fashion" / "dataset.toml").write_text('[dataset]\nname = "fashion"\n')
    return place


def test_the_record_names_nothing_in_plain_words_but_the_reason(workspace):
    record(workspace, "fashion", [("product", "zalando A-1"), ("brand", "Norrtal")], "asked by  mail")
    text = workspace.removals("fashion").read_text()
    assert "A-1" not in text
    assert "Norrtal" not in text.partition("\n")[2]
    assert [(row.kind, row.hash, row.reason) for row in read(workspace, "fashion").rows] == [
        ("product", hash_of("product", "zalando A-1"), "asked by mail"),
        ("brand", hash_of("brand", "norrtal"), "asked by mail"),
    ]


def test_the_same_order_is_recorded_once(workspace):
    assert len(record(workspace, "fashion", [("url", "https://a.example/1.jpg")] * 2, "asked")) == 1
    assert record(workspace, "fashion", [("url", "https://a.example/1.jpg")], "asked again") == []


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("sha256", "abc", "sha256 must be 64 hex digits, not 'abc'"),
        ("phash", "zz", "phash must be 16 hex digits, not 'zz'"),
        ("brand", "  ", "brand is empty; name what is to be removed"),
    ],
)
def test_what_is_no_name_is_refused(workspace, kind, text, message):
    with pytest.raises(ReleaseError) as error:
        record(workspace, "fashion", [(kind, text)], "asked")
    assert str(error.value) == message
    assert not workspace.removals("fashion").exists()


def test_a_removal_needs_a_reason_and_a_definition(workspace):
    with pytest.raises(ReleaseError) as error:
        record(workspace, "fashion", [("brand", "a")], " ")
    assert str(error.value) == "a removal needs a reason, in your words; it stays in the workspace"
    with pytest.raises(UnknownNameError, match="unknown dataset 'fashoin'"):
        record(workspace, "fashoin", [("brand", "a")], "asked")


def test_a_hash_is_known_by_its_length():
    assert (photo_kind("A" * 64), photo_kind("0" * 16)) == ("sha256", "phash")
    with pytest.raises(ReleaseError) as error:
        photo_kind("0" * 40)
    assert str(error.value) == (f"--hash takes a SHA-256 (64 hex digits) or a perceptual hash (16), not '{'0' * 40}'")


def test_a_broken_line_of_the_record_is_named(workspace):
    row = RemovalOrder("2026-11-21", "person", "00", "asked")
    tables.write(workspace.removals("fashion"), [row], RemovalOrder)
    with pytest.raises(ReleaseError) as error:
        read(workspace, "fashion")
    assert str(error.value) == (
        f"{workspace.removals('fashion')}:2: kind 'person' with hash '00' means nothing; known kinds: product, url, "
        "brand, sha256, phash; mend the line or take it out"
    )


def test_orders_name_what_they_name_and_nothing_else():
    orders = Orders.of([RemovalOrder("", "brand", hash_of("brand", "Straße"), "")])
    assert orders.product("s", "1", "STRASSE", "")
    assert not orders.product("s", "1", "Strasse 2", "")
    assert not orders.product("s", "1", "", "")
    assert not orders.photo("", "", "")


def test_remove_says_what_it_concerns(home):
    build = home.build("fashion")
    pair = next(pair for path in sorted((build.root / "pairs").glob("*.parquet")) for pair in tables.read(path, Pair))
    done = remove(home, "fashion", [("product", f"{pair.store} {pair.id}")], "asked")
    assert (done.recorded, done.known, done.pairs, done.notes) == (1, 0, 1, [])
    again = remove(home, "fashion", [("product", f"{pair.store} {pair.id}")], "asked")
    assert (again.recorded, again.known, again.pairs) == (0, 1, 1)
    slip = remove(home, "fashion", [("product", f"{pair.store} {pair.id}x")], "asked")
    assert (slip.recorded, slip.pairs) == (1, 0)
    assert slip.notes == ["no pair of the build is concerned; if you expected one, look for a slip in the name"]
