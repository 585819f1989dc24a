"""People drawn in three styles, which the network never saw: what each source of a shot is worth there."""

from collections import Counter

import pytest

from curation import tables
from curation.cluster.recipe import Recipe
from curation.ingest import ingest
from curation.pair import pair
from curation.schema import Pair, Rejection
from curation.shots.choice import Shots
from curation.shots.stage import look
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate
from curation.workspace import Workspace

PRODUCTS = 24


def reached(workspace: Workspace, truth: dict[str, str], use: str) -> tuple[float, float]:
    """`front_full` (pairs that show a full front) and coverage (products paired rightly, of those that can be)."""
    build, choice = workspace.build("fashion"), Shots(use=use)
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    if use != "none":
        look(workspace, build, choice, workers=1)
    pair(workspace, build, "dresses", Recipe(), shots=choice, workers=1)
    pairs = tables.read(build.pairs("dresses"), Pair)
    assert len(pairs) + len(tables.read(build.rejected("dresses"), Rejection)) == PRODUCTS
    shown = Counter(truth[row.model_image] for row in pairs)
    could = {path.rpartition("@")[0] for path, shot in truth.items() if shot == "full_front"}
    return shown["full_front"] / max(len(pairs), 1), shown["full_front"] / len(could)


@pytest.mark.parametrize("style", ["a", "b", "c"])
def test_shots_beat_the_plain_method_on_every_style(drawn, tmp_path, style):
    workspace = Workspace(tmp_path)
    truth = drawn(workspace, style, PRODUCTS, says_view=False)
    plain, _ = reached(workspace, truth, "none")
    model, model_coverage = reached(workspace, truth, "model")
    drawn(workspace, style, PRODUCTS, says_view=True)
    store, store_coverage = reached(workspace, truth, "store")
    both, both_coverage = reached(workspace, truth, "both")
    assert 0.3 <= plain <= 0.75
    assert model >= plain + 0.15
    assert store >= 0.9
    assert both >= 0.95
    assert model_coverage >= 0.5
    assert store_coverage >= 0.55
    assert both_coverage >= 0.8
