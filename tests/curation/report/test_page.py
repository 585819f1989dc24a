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


def test_the_funnel_the_splits_and_the_sums_are_the_same_on_the_page_and_in_stats(build):
    stats = json.loads(build[1].stats.read_text(encoding="utf-8"))
    page = build[1].report.read_text(encoding="utf-8")
    steps = re.findall(r'<div class="step"><span>([a-z ]+)</span><b>([\d,]+)</b>', page)
    funnels = stats["product_funnel"] + stats["photo_funnel"]
    assert steps == [(step["name"], str(step["left"])) for step in funnels]
    assert [step["left"] for step in funnels] == [6, 6, 6, 6, 6, 24, 24, 24, 12]
    assert page.count('<span class="good">adds up</span>') == len(stats["totals"]) == 3
    assert sum(stats["split"]["all"]["products"].values()) + stats["split"]["left_out"] == 6
    assert "No leaks: nothing" in page
    assert set(stats["seconds"]) == {"ingest", "translate", "clean", "pair-dresses", "split"}
    assert all(f"<td>{stage}</td>" in page for stage in stats["seconds"])


def test_dropped_photos_are_shown_with_the_copy_that_was_kept(store):
    workspace = store(products=5)
    gallery = workspace.file("raw/zalando/models/damenbekleidung-kleider/P0@1.png")
    gallery.with_name("P0@2.png").write_bytes(gallery.read_bytes())
    list(Pipeline(workspace, "fashion", workers=1).run())
    page = workspace.build("fashion").report.read_text(encoding="utf-8")
    assert '<h3>exact duplicate <span class="soft">· 1</span></h3>' in page
    assert page.count('alt="The copy that was kept"') == 1
    assert json.loads(workspace.build("fashion").stats.read_text())["dropped"] == {"exact_duplicate": 1}


def test_every_link_within_the_page_leads_somewhere(build):
    page = build[1].report.read_text(encoding="utf-8")
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


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
