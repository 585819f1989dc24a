"""A clustering leaves pictures by which a person can judge it, and takes those of an earlier run away."""

import json
import re

import cv2

from curation.cluster.plot import inertia_plot
from curation.cluster.recipe import Recipe
from curation.ingest import ingest
from curation.pair import pair
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate


def test_the_plot_has_a_point_for_each_k_and_marks_the_one_used():
    svg = inertia_plot({2: 900.0, 3: 400.0, 4: 350.0}, chosen=3)
    assert re.findall(r"k = (\d): (\d+)", svg) == [("2", "900"), ("3", "400"), ("4", "350")]
    assert re.findall(r'r="6"><title>k = (\d)', svg) == ["3"]
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', svg)]
    assert heights == sorted(heights)


def test_sheets_and_plot_lie_beside_the_centres(store):
    workspace = store(products=6)
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    pair(workspace, build, "dresses", Recipe(k=4), workers=1)
    pair(workspace, build, "dresses", Recipe(), workers=1)
    folder = build.clusters("dresses")
    assert sorted(path.name for path in folder.iterdir()) == [
        "centers.npz",
        "cluster-0.jpg",
        "cluster-1.jpg",
        "cluster-2.jpg",
        "inertia.svg",
        "run.json",
    ]
    assert cv2.imread(str(folder / "cluster-0.jpg")).shape == (260, 1712, 3)
    inertia = json.loads((folder / "run.json").read_text())["inertia_by_k"]
    assert list(inertia) == ["2", "3", "4", "5", "6", "7", "8"]
    assert list(inertia.values()) == sorted(inertia.values(), reverse=True)
