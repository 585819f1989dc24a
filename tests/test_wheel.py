"""The wheel, installed in an environment of its own, works in an empty directory."""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def bin(wheel, tmp_path_factory) -> Path:
    """The commands of a new environment that holds the wheel; its dependencies come from the present one."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    site = next(venv.glob("lib/python*/site-packages"))
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--no-index"]
    # without --ignore-installed, pip would take the checkout out of the environment that runs the tests
    install.append("--ignore-installed")
    subprocess.run([*install, "--prefix", venv, wheel], check=True, capture_output=True)
    # behind the new environment's own packages, so that the wheel's curation is found before the checkout's
    (site / "dependencies.pth").write_text(next(path for path in sys.path if path.endswith("site-packages")) + "\n")
    for script in (venv / "bin").iterdir():
        if script.name in ("curate", "train"):
            text = script.read_text().splitlines()
            script.write_text("\n".join([f"#!{venv}/bin/python", *text[1:]]) + "\n")
    return venv / "bin"


def run(bin: Path, folder: Path, *words: str) -> str:
    done = subprocess.run([bin / words[0], *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_definitions_and_vocabularies_and_no_package_of_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "curation/_shipped/fashion/dataset.toml" in names
    assert "curation/_shipped/vocabularies/color.csv" in names
    assert "curation/report/report.html.jinja" in names
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {
        "scrapers",
        "curation",
        "training",
    }


def test_the_installed_code_is_the_wheels_not_the_checkouts(bin, tmp_path):
    where = run(bin, tmp_path, "python", "-c", "import curation; print(curation.__file__)")
    assert Path(where.strip()).is_relative_to(bin.parent)


def test_import_and_pair_work_in_an_empty_directory(bin, tmp_path):
    photos = tmp_path / "photos"
    photos.mkdir()
    rows = []
    for number in range(4):
        for role, width, bottom in (("product", 30, 100), ("model", 24, 170), ("model", 60, 180), ("model", 110, 180)):
            image = np.full((180, 120, 3), 255, np.uint8)
            corners = (60 - width // 2, 180 - bottom + number), (60 + width // 2, bottom)
            cv2.rectangle(image, *corners, (40 + 9 * number,) * 3, -1)
            name = f"{number}-{role}-{width}.png"
            cv2.imwrite(str(photos / name), image)
            rows.append((f"P{number}", "Kleider", role, name))
    with (photos / "images.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("id", "category", "role", "path"), *rows])
    assert run(bin, tmp_path, "curate", "import", "photos", "--layout", "folder") == (
        "4 products, 16 photos, 0 rows removed\n"
    )
    # drawn boxes are no fronts: the plain method pairs them all the same
    paired = run(bin, tmp_path, "curate", "pair", "--category", "dresses", "--shots", "none")
    assert paired == "dresses: 4 pairs of 4 products, 0 rejected (12 photos)\n"
    assert (tmp_path / "datasets/build/fashion/pairs/dresses.csv").is_file()


def test_the_shipped_vocabularies_can_be_checked(bin, tmp_path):
    header = "attribute,german_phrase,english_value_2018,verdict,corrected_value,note\n"
    (tmp_path / "gold.csv").write_text(header + "sleeve_length,ärmellänge: langarm,long,ok,long,\n", encoding="utf-8")
    assert run(bin, tmp_path, "curate", "vocabulary", "check", "gold.csv").startswith("100.0% of 1 phrases right\n")


def test_the_shipped_network_looks_at_photos(bin, tmp_path):
    code = "from curation.shots import network; print(len(network.loaded(None).fingerprint) > 8)"
    assert run(bin, tmp_path, "python", "-c", code) == "True\n"


def test_a_new_definition_can_be_started_from_the_wheel(bin, tmp_path):
    assert run(bin, tmp_path, "curate", "init", "summer") == "datasets/summer/dataset.toml\n"


def test_the_crawl_commands_are_there_without_a_project(bin, tmp_path):
    help_text = run(bin, tmp_path, "python", "-m", "scrapy", "-h")
    assert "parse-page" in help_text
    assert "demo-stores" in help_text
