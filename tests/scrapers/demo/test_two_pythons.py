"""Same arguments, same bytes, on two Python versions: the world is drawn by another interpreter and compared."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SUPPORTED = [(3, minor) for minor in range(11, 16)]

SCRIPT = """
import hashlib, sys
import cv2, numpy
from scrapers.demo.catalogue import STORES, catalogue
from scrapers.demo.drawing import jpeg

def digest(data):
    return hashlib.sha256(data).hexdigest()

print("python", *sys.version_info[:2], "numpy", numpy.__version__, "opencv", cv2.__version__, file=sys.stderr)
print(digest(repr(catalogue(40, stores=STORES)).encode()))
for style in "abc":
    for background in ("studio", "street"):
        for product in catalogue(8, style=style, background=background)[5:]:
            for photo in product.photos:
                print(style, background, product.id, photo.position, digest(jpeg(product, photo, 160)))
"""


def other_python() -> str:
    """An interpreter of another supported version; OTHER_PYTHON names one by hand."""
    if named := os.environ.get("OTHER_PYTHON"):
        return named
    others = [supported for supported in SUPPORTED if supported != sys.version_info[:2]]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for major, minor in others:
        name = f"python{major}.{minor}"
        # A pyenv shim is found on the PATH even where the version behind it is not switched on: ask it.
        for found in (shutil.which(name), *sorted(map(str, pyenv.glob(f"{major}.{minor}.*/bin/{name}")))):
            if found and subprocess.run([found, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
                return found
    pytest.skip(f"no other Python than {sys.version_info[0]}.{sys.version_info[1]} here; name one with OTHER_PYTHON")


def drawn_by(python: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_another_python_draws_the_same_bytes(tmp_path):
    python = other_python()
    # With a pip of its own: ours may be too old to run under a newer Python.
    subprocess.run([python, "-m", "venv", tmp_path], check=True)
    there = tmp_path / "bin/python"
    packages = [f"{name}=={version(name)}" for name in ("numpy", "opencv-python-headless")]
    pip = [there, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    command = [*pip, "--no-compile", "--only-binary=:all:", *packages]
    installed = subprocess.run(command, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"no {' and '.join(packages)} for {python}: {installed.stderr.strip().splitlines()[-1]}")
    other, ours = drawn_by(there), drawn_by(sys.executable)
    assert other.stderr.split()[:3] != ours.stderr.split()[:3], "the same Python twice proves nothing"
    assert other.stdout == ours.stdout
    assert len(ours.stdout.splitlines()) > 60
