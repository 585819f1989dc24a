"""Only what is missing or stale runs; what ran says what it made."""

import pytest

from curation import tables
from curation.errors import ModelError, UnknownNameError, WorkspaceError
from curation.reviews import NO_PHOTO, append
from curation.schema import Image, Rejection, Review
from curation.stages import Pipeline
from curation.workspace import Workspace

STAGES = ("ingest", "translate", "clean", "pair-dresses", "split", "report")


def ran(pipeline: Pipeline) -> dict[str, bool]:
    return {outcome.name: outcome.ran for outcome in pipeline.run()}


def pipeline(workspace: Workspace) -> Pipeline:
    return Pipeline(workspace, "fashion", workers=1)


def test_a_run_makes_all_stages_and_a_second_run_none(store):
    workspace = store(products=5)
    assert ran(pipeline(workspace)) == dict.fromkeys(STAGES, True)
    assert ran(pipeline(workspace)) == dict.fromkeys(STAGES, False)


def test_new_raw_data_makes_everything_stale(store):
    workspace = store(products=5)
    ran(pipeline(workspace))
    store(products=6)
    assert [state.state for state in pipeline(workspace).status()] == ["stale"] + ["done"] * 5
    assert ran(pipeline(workspace)) == dict.fromkeys(STAGES, True)


def test_another_setting_of_the_definition_makes_pairing_stale(store):
    workspace = store(products=5)
    ran(pipeline(workspace))
    (workspace.root / "fashion/dataset.toml").write_text(
        '[dataset]\nname = "fashion"\ncategories = ["dresses"]\n[shots]\nuse = "none"\n[pair]\nseed = 3\n'
    )
    states = {state.name: state.state for state in pipeline(workspace).status()}
    assert states["pair-dresses"] == "stale"


@pytest.mark.parametrize("written", ["dresses", "skirts", ""])
def test_a_decision_takes_effect_whatever_category_stands_beside_it(store, written):
    store(products=4, category="pants", name="aboutyou")
    workspace = store(products=5)
    path = workspace.root / "fashion/dataset.toml"
    path.write_text(path.read_text().replace('use = "none"', 'use = "store"'))
    ran(pipeline(workspace))
    append(workspace.reviews("fashion"), [Review("2026", "fashion", written, "pair", "zalando", "P1", NO_PHOTO)])
    again = ran(pipeline(workspace))
    assert (again["pair-dresses"], again["pair-pants"]) == (True, False)
    rejected = tables.read(pipeline(workspace).build.rejected("dresses"), Rejection)
    assert [(row.id, row.reason) for row in rejected if row.reason == "review_none"] == [("P1", "review_none")]


def test_a_deleted_mark_means_missing(store):
    workspace = store(products=5)
    line = pipeline(workspace)
    assert [state.state for state in line.status()] == ["missing"]
    ran(line)
    line.build.stage("report").unlink()
    assert [state.state for state in line.status()] == ["done"] * 5 + ["missing"]


@pytest.mark.parametrize("content", ["", '{"key": ', "[]", '{"key": "a"}', "\xff"])
def test_a_damaged_mark_means_missing_and_the_next_run_makes_it_whole(store, content):
    workspace = store(products=5)
    line = pipeline(workspace)
    ran(line)
    line.build.stage("report").write_text(content, encoding="latin-1")
    assert [state.state for state in line.status()] == ["done"] * 5 + ["missing"]
    assert ran(line) == {**dict.fromkeys(STAGES, False), "report": True}


@pytest.mark.parametrize(
    ("gone", "stage"),
    [
        ("ingested.parquet", "ingest"),
        ("images.parquet", "ingest"),
        ("products.parquet", "translate"),
        ("removed/clean.csv", "clean"),
        ("pairs/dresses.parquet", "pair-dresses"),
        ("pairs/dresses.rejected.csv", "pair-dresses"),
        ("clusters/dresses/run.json", "pair-dresses"),
        ("splits.parquet", "split"),
        ("report.html", "report"),
    ],
)
def test_a_stage_whose_file_is_gone_is_missing_and_runs_again(store, gone, stage):
    workspace = store(products=5)
    line = pipeline(workspace)
    ran(line)
    path = line.build.root / gone
    path.unlink()
    assert next(state.name for state in line.status() if state.state != "done") == stage
    assert ran(line)[stage]
    assert path.is_file()
    assert {state.state for state in line.status()} == {"done"}


def test_a_category_that_cannot_be_paired_costs_only_itself(store):
    store(products=1, shots=("full",), category="pants", name="aboutyou")
    workspace = store(products=5)
    outcomes = {outcome.name: outcome for outcome in pipeline(workspace).run()}
    assert outcomes["pair-pants"].problem.startswith("category 'pants' has 1 photo for 3 clusters")
    assert outcomes["pair-dresses"].counts["pairs"] == 5
    assert outcomes["report"].counts == {"products": 6, "photos": 22, "pairs": 5, "rejected": 1}


def test_the_counts_add_up(store):
    workspace = store(products=5)
    counts = {outcome.name: outcome.counts for outcome in pipeline(workspace).run()}
    assert counts["ingest"]["products"] == counts["pair-dresses"]["pairs"] + counts["pair-dresses"]["rejected"]
    assert counts["ingest"]["images"] == counts["report"]["photos"] == counts["clean"]["photos"] == 20
    assert all(total.adds_up for total in pipeline(workspace).totals())


def test_other_limits_make_cleaning_and_what_follows_stale_and_nothing_before_it(store):
    workspace = store(products=5)
    ran(pipeline(workspace))
    path = workspace.root / "fashion/dataset.toml"
    path.write_text(path.read_text() + "[clean]\nmin_side = 130\n")
    assert {state.name for state in pipeline(workspace).status() if state.state != "done"} == {"clean"}
    assert ran(pipeline(workspace)) == {**dict.fromkeys(STAGES, True), "ingest": False, "translate": False}
    assert pipeline(workspace).totals()[0].parts == {"not_stored": 0, "dropped": 20, "kept": 0}


def test_an_ingest_that_changes_nothing_has_cleaning_write_its_columns_again(store):
    workspace = store(products=5)
    line = pipeline(workspace)
    ran(line)
    cleaned = line.build.images.read_bytes()
    line.ensure(line.ingest(), again=True)
    assert line.build.images.read_bytes() != cleaned
    assert ran(line)["clean"]
    assert line.build.images.read_bytes() == cleaned


def test_shots_come_before_cleaning_and_see_what_it_dropped(store):
    workspace = store(products=4)
    path = workspace.root / "fashion/dataset.toml"
    path.write_text(path.read_text().replace('use = "none"', 'use = "store"') + "[clean]\nmin_side = 130\n")
    assert list(ran(pipeline(workspace)))[:4] == ["ingest", "translate", "shots", "clean"]
    images = tables.read(pipeline(workspace).build.images, Image)
    assert all(image.shot and not image.keep for image in images)
    again = ran(pipeline(workspace))
    assert (again["shots"], again["clean"]) == (False, False)


def test_an_unknown_definition_and_an_empty_workspace_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="unknown dataset 'shoes'; known datasets: fashion"):
        Pipeline(Workspace(tmp_path), "shoes")
    with pytest.raises(WorkspaceError, match="holds no products"):
        Pipeline(Workspace(tmp_path), "fashion").ingest()


def test_words_are_translated_also_where_the_network_cannot_be_used(store):
    workspace = store(products=4)
    path = workspace.root / "fashion/dataset.toml"
    path.write_text(path.read_text().replace('use = "none"', 'use = "model"\nnetwork = "gone.onnx"'))
    line = pipeline(workspace)
    line.prepare()
    with pytest.raises(ModelError, match=r"gone\.onnx does not exist"):
        line.prepare_shots()
    assert line.build.products.is_file()


def test_a_pipeline_that_lives_on_follows_a_review_that_is_withdrawn(store):
    workspace = store(products=4)
    path = workspace.root / "fashion/dataset.toml"
    path.write_text(path.read_text().replace('use = "none"', 'use = "store"'))
    photo = "raw/zalando/models/damenbekleidung-kleider/P0@1.png"
    line = pipeline(workspace)
    for said, source in ((f"{photo}=full_back", "review"), (f"{photo}=", "mask")):
        append(workspace.reviews("fashion"), [Review("2026", "fashion", "dresses", "shot", "zalando", "P0", said)])
        line.prepare_shots()
        shown = {image.path: image.shot_source for image in tables.read(line.build.images, Image)}
        assert shown[photo] == source
