"""The shot comes first, the distance second, and nothing is paired by force; without shots it is 2018 to the byte."""

import pytest

from curation import tables
from curation.cluster.recipe import Recipe
from curation.errors import TooFewPhotosError
from curation.ingest import ingest
from curation.pair import pair
from curation.schema import Pair, Rejection
from curation.shots.choice import NONE, Shots
from curation.shots.stage import look
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate

FOLDERS = "raw/zalando/images/damenbekleidung-kleider/{0}.png,raw/zalando/models/damenbekleidung-kleider/{0}@1.png"
PLAIN_2018 = [
    ("P0", "4292.921,6578.609,0"),
    ("P1", "2347.524,8355.221,0"),
    ("P2", "2347.524,8353.195,0"),
    ("P3", "4646.904,6147.594,0"),
    ("P4", "2889.688,7898.785,0"),
    ("P5", "3216.27,7569.188,0"),
]
"""What the code before shots wrote for these six products: distance, margin, cluster."""


@pytest.mark.parametrize("shots_were_known", [False, True])
def test_the_plain_method_writes_the_same_bytes_as_before_there_were_shots(store, shots_were_known):
    workspace = store(products=6)
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    if shots_were_known:
        look(workspace, build, Shots(use="store"), workers=1)
    pair(workspace, build, "dresses", Recipe(), shots=NONE, workers=1)
    lines = [f"zalando,{name},{FOLDERS.format(name)},{numbers},,,auto,store\n" for name, numbers in PLAIN_2018]
    header = "store,id,product_image,model_image,distance,margin,cluster,shot,score,source,product_source\n"
    assert build.pairs("dresses", "csv").read_text(encoding="utf-8") == header + "".join(lines)
    assert build.rejected("dresses").read_text(encoding="utf-8") == "store,id,reason,best_candidate\n"


def test_a_single_product_or_photos_all_the_same_are_rejected_with_their_reason(store):
    workspace = store(products=3, shots=("full",))
    photos = sorted(workspace.raw("zalando").root.glob("models/*/*.png"))
    for path in photos[1:]:
        path.write_bytes(photos[0].read_bytes())
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    choice = Shots(use="store")
    look(workspace, build, choice, workers=1)
    with pytest.raises(TooFewPhotosError, match=r"category 'dresses' has 3 photos \(1 different\) for 3 clusters"):
        pair(workspace, build, "dresses", Recipe(), shots=choice, workers=1)
    rejected = tables.read(build.rejected("dresses"), Rejection)
    assert [(row.id, row.reason) for row in rejected] == [(f"P{n}", "too_few_photos") for n in range(3)]
    assert tables.read(build.pairs("dresses"), Pair) == []
