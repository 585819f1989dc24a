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
