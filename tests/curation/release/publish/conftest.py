"""A release to send, and the services it is sent to, on loopback."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Beside this file, not a package: pytest imports test files by path.
sys.path.insert(0, str(Path(__file__).parent))
from hub import TOKEN as HUB_TOKEN
from hub import Hub
from zenodo import TOKEN as ZENODO_TOKEN
from zenodo import ZenodoService

sys.path.pop(0)

KEYS = {
    "AWS_ACCESS_KEY_ID": "testing-key",
    "AWS_SECRET_ACCESS_KEY": "testing-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}
SEND = """
import sys
from pathlib import Path
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination
print(destination(sys.argv[2]).send(read(Path(sys.argv[1])), lambda count: None))
"""


def finish(root: Path, version: str = "1.0.0") -> Path:
    """Write what names a release and lists its files."""
    croissant = {
        "name": "fashion", "description": "Pairs.", "license": "https://spdx.org/licenses/CC-BY-4.0.html",
        "creator": [{"@type": "Organization", "name": "Pairwear"}],
    }  # fmt: skip
    (root / "release.json").write_text(json.dumps({"name": "fashion", "version": version}))
    (root / "croissant.json").write_text(json.dumps(croissant))
    for name in ("SHA256SUMS", "SHA256SUMS.sha256"):
        (root / name).unlink(missing_ok=True)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in files)
    (root / "SHA256SUMS").write_text(sums)
    (root / "SHA256SUMS.sha256").write_text(f"{hashlib.sha256(sums.encode()).hexdigest()}  SHA256SUMS\n")
    return root


@pytest.fixture
def release(tmp_path):
    """`release(version, salt)`: a release of a few small files in folders, as it lies on disk."""

    def make(version: str = "1.0.0", salt: int = 0, tables: int = 3, shared: bytes = b"") -> Path:
        root = tmp_path / f"{salt}" / f"fashion-{version}"
        dice = random.Random(salt)
        names = ["data.parquet", "data.csv", *(f"train/part-{number}.parquet" for number in range(tables))]
        for name in (*names, "vocabularies/color.csv", "vocabularies/fit.csv"):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(dice.randbytes(dice.randint(1, 3000)))
        if shared:
            (root / "train/shared.parquet").write_bytes(shared)
        (root / "README.md").write_text(f"---\nlicense: cc-by-4.0\n---\n# Fashion {version}\n")
        return finish(root, version)

    return make


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """The seconds that would have been waited."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """The Hub on loopback; its client sends large files by LFS, since Xet's storage is no documented interface."""
    from huggingface_hub import constants
    from huggingface_hub.utils import close_session

    with Hub() as service:
        monkeypatch.setenv("HF_ENDPOINT", service.url)
        monkeypatch.setenv("HF_TOKEN", HUB_TOKEN)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield service
        close_session()


@pytest.fixture
def zenodo(monkeypatch):
    with ZenodoService() as service:
        monkeypatch.setenv("ZENODO_URL", service.url)
        monkeypatch.setenv("ZENODO_TOKEN", ZENODO_TOKEN)
        yield service


@pytest.fixture(scope="session")
def moto():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(moto, monkeypatch):
    """An empty bucket called wardrobe; gives what lies in it, by key."""
    import s3fs

    for name, value in {**KEYS, "AWS_ENDPOINT_URL": moto}.items():
        monkeypatch.setenv(name, value)
    files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    files.mkdir("wardrobe")
    yield lambda: {key.removeprefix("wardrobe/"): files.cat_file(key) for key in files.find("wardrobe")}
    if files.exists("wardrobe"):
        files.rm("wardrobe", recursive=True)


@pytest.fixture(scope="session")
def body():
    """`body(root)`: every file of a folder, by path."""
    return lambda root: {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


@pytest.fixture
def sending():
    """`sending(root, to)`: a process that sends a release."""

    def start(root: Path, to: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SEND, str(root), to]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})

    return start


@pytest.fixture
def kill_after(sending):
    """`kill_after(service, requests, root, to)`: kill a sending process at its n-th request; whether it was at work."""

    def kill(service, requests: int, root: Path, to: str) -> bool:
        process = sending(root, to)
        enough = len(service.asked) + requests
        while len(service.asked) < enough and process.poll() is None:
            time.sleep(0.001)
        process.kill()
        process.communicate(timeout=30)
        return process.returncode == -9

    return kill


SECRETS = {
    "reviewer": "Maria Musterfrau",
    "token": HUB_TOKEN,
    "other token": ZENODO_TOKEN,
    "key": KEYS["AWS_SECRET_ACCESS_KEY"],
    "signature": "secret-signature",
}
"""What must never be seen outside."""
DEFINITION = """[dataset]
name = "fashion"
title = "Three pairs"
categories = ["dresses"]
[shots]
use = "none"
[release]
license = "cc-by-4.0"
redistribute = true
rights = "The photos were drawn for this test."
authors = ["Mode-Labor"]
contact = "dataset@example.org"
url = "https://example.org/fashion"
"""


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """A workspace with a build of six pairs and two releases of it: 1.0.0 of links, 2.0.0 with photos."""
    from curation.release.build import release
    from curation.release.photos import PhotoForm
    from curation.release.questions import QUESTIONS
    from curation.workspace import Workspace

    place = Workspace(tmp_path_factory.mktemp("home-of-maria-musterfrau") / "datasets")
    (place.root / "fashion").mkdir(parents=True)
    (place.root / "fashion/dataset.toml").write_text(DEFINITION)
    answers = "".join(f"## {heading}\n\nFor this test.\n\n" for heading in QUESTIONS)
    (place.root / "fashion/CARD.md").write_text(answers)
    (place.root / "fashion/reviews.csv").write_text("date,dataset,category,kind,store,id,value,previous\n")
    _build(place)
    release(place, "fashion", "1.0.0", workers=1)
    release(place, "fashion", "2.0.0", photos=PhotoForm(64, "keep"), workers=1)
    return place


def _build(place) -> None:
    import cv2
    import numpy as np

    from curation import tables
    from curation.clean.measure import measured
    from curation.release.checksums import sha256
    from curation.schema import Image, Pair, Product, Split

    build = place.build("fashion")
    products, images, pairs, splits = [], [], [], []
    for number in range(6):
        id = f"P{number}"
        paths = [f"raw/shop/images/dresses/{id}.jpg", f"raw/shop/models/dresses/{id}@1.jpg"]
        for position, path in enumerate(paths):
            pixels = np.random.default_rng(2 * number + position).integers(0, 255, (12, 8, 3), np.uint8)
            (place.root / path).parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(place.root / path), cv2.resize(pixels, (160, 240), interpolation=cv2.INTER_NEAREST))
            seen = measured(cv2.imread(str(place.root / path)), 160, 240)
            consent = "overridden x-robots-tag:noai 2026-11-21T10:00:00+00:00 letter to Maria Musterfrau"
            consent = consent if id == "P5" else "allowed robots.txt 2026-11-21T10:00:00+00:00"
            images.append(Image(
                "shop", id, position, url=f"https://img.shop.example/{path}", key=path, path=path,
                sha256=sha256(place.root / path), width=160, height=240, format="jpeg",
                bytes=(place.root / path).stat().st_size, fetch_status="done", consent=consent,
                fetched_at="2026-11-21T10:00:00+00:00", phash=f"{int(seen['hashes'][0]):016x}",
            ))  # fmt: skip
        page = f"https://shop.example/{id}"
        facts = {"brand": "Norrtal", "category": "dresses", "fetched_at": "2026-11-21T10:00:00+00:00"}
        products.append(Product("shop", id, product_url=page, name=f"Kleid {id}", **facts))
        pairs.append(Pair("shop", id, *paths, 1.0, 1.0, 0, "full_front", 0.9))
        splits.append(Split("shop", id, id, ("train", "train", "train", "validation", "test", "test")[number]))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.pairs("dresses"), pairs, Pair)
    tables.write(build.splits, splits, Split)


@pytest.fixture
def secrets() -> dict[str, str]:
    """What must never be seen outside."""
    return SECRETS
