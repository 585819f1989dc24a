"""A small drawn store, curated once; its releases as links, as photos, as tars."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from curation.release.build import release
from curation.release.checksums import sign
from curation.release.layout import Layout
from curation.release.photos import PhotoForm
from curation.release.questions import QUESTIONS
from curation.stages import Pipeline
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.export import export

DEFINITION = """[dataset]
name = "fashion"
title = "Drawn clothes"

[split]
train = 0.5
validation = 0.25
test = 0.25

[release]
license = "cc0-1.0"
redistribute = true
rights = "Every photo is drawn; nobody is shown."
authors = ["The Pairwear founders"]
contact = "remove@example.org"
url = "https://example.org/fashion"
"""
CARD = "\n\n".join(f"## {heading}\n\nAnswered: {heading}." for heading in QUESTIONS) + "\n"


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Workspace:
    """Drawn products after `curate run`; not to be changed."""
    workspace = Workspace(tmp_path_factory.mktemp("built"))
    export(catalogue(26), workspace.root, height=200, workers=1)
    folder = workspace.root / "fashion"
    folder.mkdir()
    (folder / "dataset.toml").write_text(DEFINITION)
    (folder / "CARD.md").write_text(CARD)
    list(Pipeline(workspace, "fashion", workers=1).run())
    return workspace


def copied(workspace: Workspace, target: Path) -> Workspace:
    shutil.copytree(workspace.root, target)
    return Workspace(target)


@pytest.fixture
def home(built, tmp_path) -> Workspace:
    """A copy of the built workspace that a test may change."""
    return copied(built, tmp_path / "home")


FORMS = {
    "links": (None, 10_000),
    "photos": (PhotoForm(256, "crop"), 10_000),
    "originals": (PhotoForm(None, "keep"), 10_000),
    "tars": (PhotoForm(256, "keep"), 4),
}


@pytest.fixture(scope="session")
def releases(built, tmp_path_factory) -> dict[str, Path]:
    """A release of each form; not to be changed."""
    made = {}
    for name, (form, files_at_most) in FORMS.items():
        workspace = copied(built, tmp_path_factory.mktemp(name) / "ws")
        made[name] = release(workspace, "fashion", "1.0.0", photos=form, files_at_most=files_at_most, workers=1).folder
    return made


@pytest.fixture
def copy(releases, tmp_path) -> Callable[[str], Layout]:
    """Copies a release that a test may break."""

    def make(form: str) -> Layout:
        target = tmp_path / f"fashion-{form}"
        shutil.copytree(releases[form], target)
        return Layout(target)

    return make


@pytest.fixture
def resign() -> Callable[[Layout], None]:
    """Writes new checksums over what was broken, so that the content has to be found out."""
    return sign
