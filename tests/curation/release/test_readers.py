"""The readers people use take a release, offline: Hugging Face, Croissant, Frictionless, sha256sum."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from curation import tables
from curation.release.layout import Layout
from curation.schema import ReleaseRow

BIN = Path(sys.executable).parent


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def loaded(folder: Path, tmp_path: Path, code: str) -> str:
    script = f"from datasets import load_dataset\nd = load_dataset({str(folder)!r})\n{code}"
    done = run(tmp_path, sys.executable, "-c", script, HF_HUB_OFFLINE="1", HF_HOME=str(tmp_path / "hf"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def splits(folder: Path) -> dict[str, int]:
    rows = tables.read(Layout(folder).data, ReleaseRow)
    return {split: sum(row.split == split for row in rows) for split in ("train", "validation", "test")}


COUNTS = "print({name: len(part) for name, part in d.items()})"


def test_hugging_face_loads_three_splits_with_two_pictures(releases, tmp_path):
    kinds = "print([name for name, kind in d['train'].features.items() if type(kind).__name__ == 'Image'])"
    picture = "print(d['train'][0]['product'].size, d['train'][0]['category'] != '')"
    out = loaded(releases["photos"], tmp_path, f"{COUNTS}\n{kinds}\n{picture}")
    assert out.splitlines() == [str(splits(releases["photos"])), "['product', 'model']", "(256, 256) True"]
    assert set(splits(releases["photos"]).values()) & {0} == set()


def test_hugging_face_loads_three_splits_with_addresses(releases, tmp_path):
    kinds = "print([name for name, kind in d['train'].features.items() if name.endswith('_url')])"
    out = loaded(releases["links"], tmp_path, f"{COUNTS}\n{kinds}\nprint(d['train'][0]['model_url'][:7])")
    assert out.splitlines() == [str(splits(releases["links"])), "['product_url', 'model_url', 'page_url']", "demo://"]


def test_hugging_face_loads_tars(releases, tmp_path):
    out = loaded(releases["tars"], tmp_path, f"{COUNTS}\nprint(d['train'][0]['product.jpg'].size)")
    assert out.splitlines() == [str(splits(releases["tars"])), "(256, 256)"]


@pytest.mark.parametrize("form", ["links", "photos", "tars"])
def test_croissant_and_frictionless_and_sha256sum_find_nothing(releases, tmp_path, form):
    folder = releases[form]
    croissant = run(folder, str(BIN / "mlcroissant"), "validate", "--jsonld", "croissant.json", HOME=str(tmp_path))
    assert croissant.returncode == 0, croissant.stderr
    assert "Done." in croissant.stderr
    assert "warning" not in croissant.stderr.lower()
    package = run(folder, str(BIN / "frictionless"), "validate", "datapackage.json", NO_COLOR="1")
    assert package.returncode == 0, package.stdout
    assert "INVALID" not in package.stdout
    assert package.stdout.count("VALID") > 15
    for name in ("SHA256SUMS", "SHA256SUMS.sha256"):
        assert run(folder, "sha256sum", "--strict", "-c", name).returncode == 0


def test_croissant_reads_the_pairs(releases, tmp_path):
    code = (
        "import mlcroissant as mlc\n"
        "d = mlc.Dataset(jsonld='croissant.json')\n"
        "print(d.metadata.ctx.conforms_to.value, len(list(d.records('pairs'))))\n"
    )
    done = run(releases["links"], sys.executable, "-c", code, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["http://mlcommons.org/croissant/1.1", str(sum(splits(releases["links"]).values()))]


def test_verify_needs_the_folder_and_none_of_the_readers(releases, tmp_path):
    folder = tmp_path / "elsewhere" / "renamed"
    shutil.copytree(releases["photos"], folder)
    blocked = ("datasets", "huggingface_hub", "mlcroissant", "frictionless", "torch")
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({blocked!r}))\n"
        "import socket\n"
        "def no(*words, **more): raise AssertionError('the network was asked')\n"
        "socket.socket.connect = no\n"
        "from curation.cli import main\n"
        "main(['verify', sys.argv[1]])\n"
    )
    done = run(tmp_path, sys.executable, "-c", code, str(folder))
    assert (done.stdout, done.returncode) == (f"{folder}: no fault found\n", 0), done.stderr


def test_a_hash_in_the_tables_is_that_of_the_photo_the_store_served(releases, built):
    row = tables.read(Layout(releases["links"]).data, ReleaseRow)[0]
    stored = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (built.root / "raw").rglob("*.jpg")}
    assert {row.product_sha256, row.model_sha256} <= stored
