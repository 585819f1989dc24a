"""`make demo` as a whole: a drawn store crawled with the real spider, curated, compared with its truth."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from curation import tables
from curation.schema import Image, Pair, Product, Rejection
from curation.workspace import Workspace

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def demo(demo_run) -> Path:
    return demo_run.workspace


@pytest.fixture(scope="module")
def summary(demo) -> dict:
    return json.loads((demo / "summary.json").read_text(encoding="utf-8"))


def test_the_summary_counts_what_the_build_holds(demo, summary):
    build = Workspace(demo).build("fashion")
    products = tables.read(build.products, Product)
    assert summary["products"] == len(products) == 300
    assert summary["pairs"] + summary["rejected"] == 300
    for category, part in summary["categories"].items():
        assert part["products"] == sum(product.category == category for product in products)
        assert part["pairs"] == len(tables.read(build.pairs(category), Pair))
        assert part["rejected"] == len(tables.read(build.rejected(category), Rejection))
    assert summary["images"] == sum(part["images"] for part in summary["categories"].values())
    assert summary["seconds"] > 0


def test_all_seven_categories_are_there_and_at_least_80_dresses(summary):
    assert set(summary["categories"]) == {"blouses", "dresses", "jackets", "knitwear", "pants", "skirts", "tops"}
    assert summary["categories"]["dresses"]["products"] >= 80


def test_nearly_every_pair_shows_a_full_front(summary):
    assert summary["front_full"] >= 0.9
    assert summary["pairs"] >= 90


def test_about_half_of_what_the_plain_2018_method_pairs_is_right(demo, tmp_path):
    copy = tmp_path / "demo"
    shutil.copytree(demo, copy, copy_function=os.link)
    command = ["pair", "--category", "dresses", "--method", "threshold", "--shots", "none", "--workspace", copy]
    subprocess.run([Path(sys.executable).with_name("curate"), *command], check=True, capture_output=True)
    build = Workspace(copy).build("fashion")
    with (copy / "truth/truth.csv").open(encoding="utf-8") as file:
        shots = {row["key"]: row["shot"] for row in csv.DictReader(file)}
    pairs = tables.read(build.pairs("dresses"), Pair)
    # Zalando's pictures are named by the key of the truth
    keys = {image.path: image.key.rpartition("/")[2] for image in tables.read(build.images, Image)}
    zalando = [pair for pair in pairs if pair.store == "zalando"]
    fronts = sum(shots[keys[pair.model_image]] == "full_front" for pair in zalando)
    assert 0.2 <= fronts / len(zalando) <= 0.8


def test_the_truth_lies_beside_and_was_not_crawled(demo):
    assert (demo / "truth/truth.csv").is_file()
    tables_of_stores = list((demo / "raw").rglob("*.csv"))
    assert len(tables_of_stores) == 2 * 5
    for path in tables_of_stores:
        assert "full_front" not in path.read_text(encoding="utf-8")


def test_pairing_again_gives_the_same_bytes(demo):
    folder = demo / "build/fashion"
    before = {path: path.read_bytes() for path in (folder / "pairs").iterdir()}
    command = [Path(sys.executable).with_name("curate"), "pair", "--category", "dresses", "--workspace", demo]
    subprocess.run(command, check=True, capture_output=True)
    assert {path: path.read_bytes() for path in (folder / "pairs").iterdir()} == before


def test_the_report_holds_real_pictures(demo):
    page = (demo / "build/fashion/report.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") > 500
    assert "http" not in page.replace("http-equiv", "")
