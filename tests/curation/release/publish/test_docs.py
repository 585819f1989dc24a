"""docs/publish.md is true: its commands exist with their options, its figures are those of the code, links lead on."""

import re
from pathlib import Path

import pytest

from curation.cli import main
from curation.release.publish import hub, patience, zenodo
from curation.release.publish.destinations import KINDS
from curation.release.rebuild import verdict

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "publish.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ curate (.*)$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_document_exists_with_its_options(line):
    name, *words = line.split()
    known = {option for parameter in main.commands[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def test_all_three_commands_stand_in_it():
    assert {line.split()[0] for line in COMMANDS} == {"publish", "unpublish", "rebuild"}


def test_limits_and_waits_are_those_of_the_code():
    assert f"({hub.REPO_FILES:,} files, {hub.FOLDER_FILES:,} in a folder, {hub.FILE_BYTES // 10**9} GB a file)" in TEXT
    assert f"{zenodo.FILES} files and {zenodo.BYTES // 10**9} GB in a record" in TEXT
    waits = ", ".join(f"{patience.FIRST_WAIT_S * 2**number:g}" for number in range(patience.TRIES - 1))
    assert f"as long as `Retry-After` says or {waits} seconds" in TEXT.replace("\n", " ")
    assert patience.LONGEST_WAIT_S == 15 * 60
    assert f"at most {verdict.BITS} of 64 bits and height over width by at most {verdict.SHAPE:.0%}".replace(
        "2%", "2 %"
    ) in (TEXT)


def test_every_kind_of_place_and_every_outcome_stands_in_a_table():
    for kind in re.split(r", | or ", KINDS):
        assert f"`{kind}`" in TEXT or kind == "a folder"
    for outcome in (*verdict.USABLE, verdict.REPLACED, verdict.FAILED, verdict.REFUSED):
        assert f"| `{outcome}` |" in TEXT


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_every_link_leads_somewhere(target):
    assert (DOCS / target).exists()
