"""The report is one file, counts what there is, and shows real pictures."""

import json
import re

import pytest

from curation import tables
from curation.errors import TableError
from curation.report.page import write_report
from curation.schema import Product
from curation.spec import DatasetSection, Spec
from curation.stages import Pipeline

SPEC = Spec(DatasetSection("fashion", title="Clothes & <more>"))


@pytest.fixture
def build(store):
    workspace = store(products=6)
    list(Pipeline(workspace, "fashion", workers=1).run())
    return workspace, workspace.build("fashion")


def test_everything_is_inside_the_one_file(build):
    page = build[1].report.read_text(encoding="utf-8")
    assert set(re.findall(r'(?:src|href)="([a-z]+:)', page)) == {"data:"}
    assert not re.search(r"https?://|<script|<link", page)


def test_the_numbers_on_the_page_and_in_stats_agree(build):
    stats = json.loads(build[1].stats.read_text(encoding="utf-8"))
    assert (stats["products"], stats["photos"], stats["pairs"], stats["rejected"]) == (6, 24, 6, 0)
    tiles = re.findall(r'<div class="tile"><b>([\d,]+)</b>([a-z ]+)</div>', build[1].report.read_text())
    assert tiles == [("6", "products"), ("24", "photos stored"), ("6", "pairs"), ("0", "rejected")]


def test_each_cluster_shows_its_centre_and_its_photos(build):
    page = build[1].report.read_text(encoding="utf-8")
    assert page.count('<img class="center" src="data:image/jpeg;base64,') == 3
    assert page.count("pairs come from here") == 1
    assert page.count('<figure class="pair">') == 6 + 6


def test_a_title_is_text_not_markup(build):
    workspace, made = build
    write_report(workspace, made, SPEC)
    assert "<h1>Clothes &amp; &lt;more&gt;</h1>" in made.report.read_text(encoding="utf-8")


def test_drops_stand_with_their_reasons(build):
    workspace, made = build
    products = tables.read(made.products, Product)
    products[0].unmapped = ["color: ultragreige"]
    tables.write(made.products, products, Product)
    (made.rejected("dresses")).write_text("store,id,reason,best_candidate\nzalando,P1,no_model_photo,\n")
    write_report(workspace, made, SPEC)
    page = made.report.read_text(encoding="utf-8")
    assert "<td>dresses, not paired</td><td>no model photo</td><td>1</td>" in page
    assert "<td>color: ultragreige</td><td>1</td>" in page


def test_a_photo_that_is_gone_leaves_the_rest_of_the_page(build):
    workspace, made = build
    for path in workspace.root.glob("raw/zalando/models/*/P0@*"):
        path.unlink()
    assert write_report(workspace, made, SPEC).pairs == 6


def test_a_report_before_an_ingest_says_what_is_missing(store):
    workspace = store(products=4)
    with pytest.raises(TableError, match=r"products\.parquet does not exist; run the stage that writes it"):
        write_report(workspace, workspace.build("fashion"), SPEC)
