"""Learning says why it cannot, keeps nothing that is not better, and names what it could not use."""

import hashlib
from dataclasses import asdict

import numpy as np
import pytest

from curation import tables
from curation.errors import LearnError, ReviewError
from curation.ingest import ingest
from curation.learn.layer import Layer, read, write
from curation.learn.learn import learn
from curation.learn.sights import candidates, odds
from curation.reviews import append
from curation.schema import SHOTS, RawImage, Review
from curation.shots.choice import Shots
from curation.spec import DatasetSection, Spec

MODEL = Shots(use="model")
PHOTO = "raw/zalando/models/damenbekleidung-kleider/{}@{}.png"


def ready(store, **options):
    workspace = store(**options)
    ingest(workspace, Spec(DatasetSection("fashion")))
    return workspace, workspace.build("fashion")


def review(workspace, *values: tuple[str, str]) -> None:
    rows = [Review("2026-01-01", "fashion", "dresses", "pair", "zalando", name, value) for name, value in values]
    append(workspace.reviews("fashion"), rows)


@pytest.mark.parametrize("use", ["store", "none"])
def test_without_a_network_there_is_nothing_to_teach(store, use):
    workspace, build = ready(store, products=2)
    with pytest.raises(LearnError) as error:
        learn(workspace, build, Shots(use=use))
    assert str(error.value) == (
        f'[shots] use = "{use}" asks no network, so there is nothing to teach; use both or model'
    )


def test_too_few_reviews_are_counted_with_the_way_out(store):
    workspace, build = ready(store, products=2)
    path = workspace.reviews("fashion")
    for names, said in (((), "0 products were"), (("P0",), "1 product was")):
        review(workspace, *((name, "none") for name in names))
        with pytest.raises(LearnError) as error:
            learn(workspace, build, MODEL, workers=1)
        assert str(error.value) == f"{said} judged in {path}, 5 are needed; run curate review --order telling"


def test_a_mistyped_shot_is_refused_and_teaches_nothing(store):
    workspace, build = ready(store, products=5)
    photos = [PHOTO.format(f"P{n}", 1) for n in range(5)]
    append(
        workspace.reviews("fashion"),
        [Review("2026-01-01", "fashion", "dresses", "shot", "zalando", "", f"{photo}=fullfront") for photo in photos],
    )
    with pytest.raises(ReviewError) as error:
        learn(workspace, build, MODEL, workers=1)
    assert str(error.value) == (
        f"{workspace.reviews('fashion')}:2: the review of a shot is written PHOTO=SHOT with a shot of "
        f"{', '.join(SHOTS)} (PHOTO= withdraws it), not '{photos[0]}=fullfront'; mend the line or take it out"
    )
    assert not workspace.learned("fashion").exists()


def test_what_is_better_is_kept_with_its_history_and_the_vanished_is_named(store):
    workspace, build = ready(store, products=10)
    review(workspace, *((f"P{n}", PHOTO.format(f"P{n}", 1)) for n in range(10)), ("P99", "none"))
    result = learn(workspace, build, MODEL, workers=1)
    assert (result.products, result.photos, result.fronts, result.kept) == (10, 30, 10, True)
    assert result.unused == ["zalando P99: the product is not in the build"]
    assert (result.after.loss < result.before.loss, result.after.right > result.before.right) == (True, True)
    layer = read(workspace, "fashion")
    assert layer.provenance["reviews_sha256"] == hashlib.sha256(workspace.reviews("fashion").read_bytes()).hexdigest()
    assert layer.provenance["after"] == asdict(result.after)
    assert (layer.provenance["products"], layer.provenance["dataset"]) == (10, "fashion")


def test_what_is_not_better_is_not_kept_and_what_was_learned_before_stays(store):
    workspace, build = ready(store, products=10)
    write(workspace, "fashion", Layer("abcd", np.zeros(1280, np.float32), 0.0, {}))
    before = workspace.learned("fashion").read_bytes()
    dice = np.random.default_rng(0)
    review(workspace, *((f"P{n}", PHOTO.format(f"P{n}", dice.integers(1, 4))) for n in range(10)))
    result = learn(workspace, build, MODEL, penalty=1e-6, workers=1)
    assert result.after.loss > result.before.loss
    assert result.kept is False
    assert workspace.learned("fashion").read_bytes() == before


def test_a_photo_that_cannot_be_read_is_named(store):
    workspace, build = ready(store, products=5)
    (workspace.root / PHOTO.format("P0", 2)).write_bytes(b"")
    review(workspace, *((f"P{n}", PHOTO.format(f"P{n}", 1)) for n in range(5)))
    result = learn(workspace, build, MODEL, workers=1)
    assert result.unused == [f"{PHOTO.format('P0', 2)}: empty_file: the file has no bytes"]
    assert (result.products, result.photos) == (5, 14)


def test_what_the_store_rules_out_teaches_nothing(store):
    workspace = store(products=5)
    raw = workspace.raw("zalando")
    rows = tables.read(raw.images, RawImage)
    for row in rows:
        row.view = "back" if row.position == 3 else ""
    tables.write(raw.images, rows, RawImage)
    ingest(workspace, Spec(DatasetSection("fashion")))
    build = workspace.build("fashion")
    review(workspace, *((f"P{n}", PHOTO.format(f"P{n}", 1)) for n in range(5)))
    assert learn(workspace, build, Shots(use="both"), workers=1).photos == 10
    assert learn(workspace, build, MODEL, workers=1).photos == 15


def test_candidates_are_the_photos_that_may_show_a_person(store):
    _, build = ready(store, products=3)
    found = candidates(build, MODEL, {("zalando", "P1"), ("zalando", "P9"), ("other", "P1")})
    assert {product: [photo.path for photo in photos] for product, photos in found.items()} == {
        ("zalando", "P1"): [PHOTO.format("P1", position) for position in (1, 2, 3)]
    }


def test_odds_are_those_among_the_shots_that_are_possible():
    logits = np.log(np.array([0.2, 0.1, 0.4, 0.1, 0.05, 0.05, 0.04, 0.03, 0.03]))
    assert odds(logits, frozenset(SHOTS)) == pytest.approx(np.log(0.2 / 0.8))
    assert odds(logits, frozenset({"full_front", "upper_front"})) == pytest.approx(np.log(4))
    assert odds(logits, frozenset({"full_front"})) == 50
