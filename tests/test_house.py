"""What holds for the whole repository: where code may lie, what is declared, what is shipped."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("scrapers", "curation", "training")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def test_no_python_lies_under_datasets():
    assert list((ROOT / "datasets").rglob("*.py")) == []


def test_no_package_marker_lies_under_tests():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_package_that_is_imported_is_declared_and_the_other_way_round():
    installed = packages_distributions()
    outside = set().union(*map(imported, SOURCES)) - set(sys.stdlib_module_names) - set(PACKAGES)
    used = {normal(installed[name][0]) for name in outside if name in installed}
    extras = PROJECT["optional-dependencies"]
    optional = set().union(*(declared(extras[name]) for name in extras if name not in ("dev", "all")))
    assert used - optional == declared(PROJECT["dependencies"])
    # torch asks for onnxscript when it writes ONNX, fsspec for s3fs and gcsfs; nothing of ours imports them by name
    # what a release is checked with and loaded by; nothing of ours imports the readers
    readers = {"frictionless", "mlcroissant", "datasets"}
    assert optional - used <= {"onnx", "onnxscript", "s3fs", "gcsfs"} | readers


def test_only_command_lines_import_click():
    assert {path.name for path in SOURCES if "click" in imported(path)} == {"cli.py"}


def test_every_file_says_in_its_first_line_what_it_answers():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), path


def test_every_dependency_is_explained():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    explained = {
        normal(name.strip())
        for line in re.findall(r"^\| ([\w, ()`>=.<-]+?) \|", text, re.MULTILINE)
        for name in re.sub(r"\(.*?\)", "", line).split(",")
    }
    assert declared(PROJECT["dependencies"]) <= explained


def test_no_path_or_host_of_a_machine_stands_in_the_repository():
    found = subprocess.run(
        ["git", "grep", "-nIE", r"/(home|root|Users)/[a-z]|pypi-mirror|/opt/pypi"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in found.stdout.splitlines() if not line.startswith("tests/test_house.py:")] == []


@pytest.mark.parametrize(
    "name", ["scrapy.cfg", "Makefile", ".ci/run", "constraints-cpu.txt", "LICENSE", "CHANGELOG.md"]
)
def test_the_house_is_complete(name):
    assert (ROOT / name).is_file()
