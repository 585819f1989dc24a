"""What the page asks for and takes: the next items, decisions that last, undo, progress, and what is refused."""

import os
import signal
import subprocess
import sys

import pytest

from curation import tables
from curation.errors import ReviewError, UnknownNameError
from curation.review.room import Room
from curation.reviews import append, decisions
from curation.schema import Image, Pair, Product, Rejection, Review


@pytest.fixture
def room(paired) -> Room:
    workspace = paired()
    return Room(workspace, workspace.build("fashion"))


def names(items: list[dict]) -> list[str]:
    return [item["id"] for item in items]


def decide(room: Room, name: str, photo: int | None):
    return room.decide("dresses", room.items("dresses").version, "zalando", name, photo)


def lines(room: Room) -> list[tuple[str, str, str, str]]:
    rows = tables.read(room._workspace.reviews("fashion"), Review)
    return [(row.kind, row.id, row.value, row.previous) for row in rows]


def test_the_next_items_come_least_certain_first_without_those_decided(room):
    assert names(room.following("dresses", "uncertain", 0, 3)) == ["P1", "P3", "P4"]
    assert names(room.following("dresses", "uncertain", 3, 9)) == ["P2", "P0", "P5"]
    decide(room, "P3", None)
    following = room.following("dresses", "uncertain", 0, 3)
    assert names(following) == ["P1", "P4", "P2"]
    assert [item["place"] for item in following] == [0, 2, 3]


def test_an_item_holds_all_that_is_shown(room):
    (item,) = room.following("dresses", "uncertain", 1, 1)
    assert (item["id"], item["reason"], item["score"], item["proposed"], item["product"]) == (
        "P3", "below_min_score", 0.32, 14, 12,
    )  # fmt: skip
    assert item["candidates"][1] == {"photo": 14, "shot": "full_front", "front_score": 0.32}


def test_accept_swap_and_none_are_kept_with_what_stood_there_before(room):
    decide(room, "P0", 2)
    decide(room, "P1", 7)
    decide(room, "P2", None)
    progress = decide(room, "P3", 14)
    assert lines(room) == [
        ("pair", "P0", "raw/zalando/P0@2.jpg", "raw/zalando/P0@2.jpg"),
        ("pair", "P1", "raw/zalando/P1@3.jpg", "raw/zalando/P1@2.jpg"),
        ("pair", "P2", "none", "raw/zalando/P2@2.jpg"),
        ("pair", "P3", "raw/zalando/P3@2.jpg", "none"),
    ]
    assert progress.numbers() == {"items": 6, "decided": 4, "remaining": 2}


def test_undo_withdraws_the_latest_decision_in_force_and_shows_it_again(room):
    decide(room, "P0", 2)
    decide(room, "P1", None)
    assert room.undo("dresses", "uncertain")["id"] == "P1"
    assert room.undo("dresses", "uncertain")["id"] == "P0"
    assert room.undo("dresses", "uncertain") is None
    assert decisions(room._workspace.reviews("fashion")).pairs == {}
    assert len(lines(room)) == 4


def test_undo_goes_on_where_another_run_of_the_page_stopped(room):
    decide(room, "P0", 2)
    again = Room(room._workspace, room._build)
    assert again.undo("dresses", "uncertain")["id"] == "P0"


def test_what_another_person_writes_meanwhile_counts_at_once(room):
    path = room._workspace.reviews("fashion")
    append(path, [Review("2026-01-01", "fashion", "dresses", "pair", "zalando", "P1", "none")])
    assert names(room.following("dresses", "uncertain", 0, 1)) == ["P3"]
    decide(room, "P3", None)
    assert room.progress("dresses").decided == 2


@pytest.mark.parametrize(
    ("name", "photo", "fault", "sentence"),
    [
        ("P0", 7, ReviewError, "photo 7 is none of product 'P0' of zalando; choose one of its own"),
        ("P0", 0, ReviewError, "photo 0 is none of product 'P0' of zalando; choose one of its own"),
        ("P9", 2, UnknownNameError, "unknown product 'zalando P9'; known products: the 6 of dresses"),
    ],
)
def test_a_decision_about_something_else_is_refused_by_name(room, name, photo, fault, sentence):
    with pytest.raises(fault) as error:
        decide(room, name, photo)
    assert str(error.value) == sentence
    assert not room._workspace.reviews("fashion").exists()


def test_a_decision_on_pairs_that_were_made_anew_is_refused(room):
    seen = room.items("dresses").version
    build = room._build
    tables.write(build.pairs("dresses"), tables.read(build.pairs("dresses"), Pair)[1:], Pair)
    with pytest.raises(ReviewError, match=r"^the pairs were made anew since this page was loaded; load it again$"):
        room.decide("dresses", seen, "zalando", "P0", 2)


def test_a_decision_that_cannot_be_written_is_said_and_does_not_count(room):
    path = room._workspace.reviews("fashion")
    path.mkdir(parents=True)
    with pytest.raises(ReviewError) as error:
        decide(room, "P0", 2)
    assert str(error.value) == f"{path} could not be written (Is a directory); nothing was kept"
    assert room.progress("dresses").decided == 0


def test_a_decision_whose_photo_is_gone_is_asked_for_again(room):
    decide(room, "P0", 3)
    build = room._build
    tables.write(build.images, [row for row in tables.read(build.images, Image) if "P0@3" not in row.path], Image)
    assert room.progress("dresses").decided == 0
    assert [str(gone) for gone in room.vanished()] == ["zalando P0: its photo raw/zalando/P0@3.jpg is not in the build"]


def test_decisions_on_vanished_products_are_named_and_kept(room):
    decide(room, "P0", 2)
    decide(room, "P1", None)
    build = room._build
    tables.write(build.products, tables.read(build.products, Product)[2:], Product)
    tables.write(build.rejected("dresses"), tables.read(build.rejected("dresses"), Rejection), Rejection)
    assert [str(gone) for gone in room.vanished()] == [
        "zalando P0: the product is not in the build",
        "zalando P1: the product is not in the build",
    ]
    assert len(lines(room)) == 2
    with pytest.raises(
        ReviewError, match=r"^the decision on zalando P1, which is no longer in the build, was withdrawn$"
    ):
        room.undo("dresses", "uncertain")


def test_decisions_on_shots_and_clusters_of_vanished_photos_are_named(room):
    here, gone = "raw/zalando/P0@2.jpg", "raw/zalando/P0@9.jpg"
    values = (("shot", f"{here}=detail"), ("shot", f"{gone}=detail"), ("cluster", gone))
    append(
        room._workspace.reviews("fashion"),
        [Review("2026-01-01", "fashion", "dresses", kind, "", "", value) for kind, value in values],
    )
    assert [str(gone) for gone in room.vanished()] == [
        f"a shot: the photo {gone} is not in the build",
        f"full-body cluster of dresses: the photo {gone} is not in the build",
    ]


def test_a_cluster_is_remembered_by_a_photo_that_lies_in_it(room):
    assert room.chosen_cluster("dresses") is None
    room.choose_cluster("dresses", 1)
    assert room.chosen_cluster("dresses") == 1
    room.choose_cluster("dresses", None)
    assert room.chosen_cluster("dresses") is None
    photo = "raw/zalando/P0@2.jpg"
    assert lines(room) == [("cluster", "", photo, ""), ("cluster", "", "", photo)]
    with pytest.raises(UnknownNameError, match=r"^unknown cluster '7'; known clusters: 0, 1, 2$"):
        room.choose_cluster("dresses", 7)


KILLED = """
import sys
from pathlib import Path
from curation.review.room import Room
from curation.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
room = Room(workspace, workspace.build("fashion"))
version = room.items("dresses").version
while True:
    for number in range(6):
        room.decide("dresses", version, "zalando", f"P{number}", 4 * number + 2)
        print(number, flush=True)
"""


def test_every_decision_that_was_confirmed_survives_kill_9(paired):
    workspace = paired()
    command = [sys.executable, "-c", KILLED, workspace.root]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        confirmed = [process.stdout.readline() for _ in range(40)]
        os.kill(process.pid, signal.SIGKILL)
        confirmed += process.stdout.readlines()
    path = workspace.reviews("fashion")
    assert len(tables.read(path, Review)) in (len(confirmed), len(confirmed) + 1)
    with path.open("ab") as file:
        file.write(
            b"2026-01-01T00:00:00+00:00,fashion,dre"
        )  # as a machine that stops in the middle of a line leaves it
    torn = path.read_bytes()
    again = Room(workspace, workspace.build("fashion"))
    assert again.progress("dresses").decided == 6
    decide(again, "P0", None)
    whole = torn[: torn.rindex(b"\n") + 1]
    assert path.read_bytes().startswith(whole)
    assert path.read_bytes()[len(whole) :].endswith(b",fashion,dresses,pair,zalando,P0,none,raw/zalando/P0@2.jpg\n")
