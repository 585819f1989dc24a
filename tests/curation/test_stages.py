"""Only what is missing or stale runs; what ran says what it made."""

import pytest

from curation.errors import UnknownNameError, WorkspaceError
from curation.stages import Pipeline
from curation.workspace import Workspace


def ran(pipeline: Pipeline) -> dict[str, bool]:
    return {outcome.name: outcome.ran for outcome in pipeline.run()}


def pipeline(workspace: Workspace) -> Pipeline:
    return Pipeline(workspace, "fashion", workers=1)


def test_a_run_makes_all_stages_and_a_second_run_none(store):
    workspace = store(products=5)
    assert ran(pipeline(workspace)) == {"ingest": True, "translate": True, "pair-dresses": True, "report": True}
    assert ran(pipeline(workspace)) == {"ingest": False, "translate": False, "pair-dresses": False, "report": False}


def test_new_raw_data_makes_everything_stale(store):
    workspace = store(products=5)
    ran(pipeline(workspace))
    store(products=6)
    assert [state.state for state in pipeline(workspace).status()] == ["stale", "done", "done", "done"]
    assert ran(pipeline(workspace)) == {"ingest": True, "translate": True, "pair-dresses": True, "report": True}


def test_another_setting_of_the_definition_makes_pairing_stale(store):
    workspace = store(products=5)
    ran(pipeline(workspace))
    (workspace.root / "fashion/dataset.toml").write_text(
        '[dataset]\nname = "fashion"\ncategories = ["dresses"]\n[shots]\nuse = "none"\n[pair]\nseed = 3\n'
    )
    states = {state.name: state.state for state in pipeline(workspace).status()}
    assert states["pair-dresses"] == "stale"


def test_a_deleted_mark_means_missing(store):
    workspace = store(products=5)
    line = pipeline(workspace)
    assert [state.state for state in line.status()] == ["missing"]
    ran(line)
    line.build.stage("report").unlink()
    assert [state.state for state in line.status()] == ["done", "done", "done", "missing"]


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
    assert counts["ingest"]["images"] == counts["report"]["photos"] == 20


def test_an_unknown_definition_and_an_empty_workspace_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="unknown dataset 'shoes'; known datasets: fashion"):
        Pipeline(Workspace(tmp_path), "shoes")
    with pytest.raises(WorkspaceError, match="holds no products"):
        Pipeline(Workspace(tmp_path), "fashion").ingest()
