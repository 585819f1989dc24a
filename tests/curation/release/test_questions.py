"""What only a person knows must be written down: CARD.md and [release]."""

import pytest

from curation.definition import init
from curation.errors import ReleaseError, SpecError
from curation.release.questions import QUESTIONS, answers, template
from curation.spec import load
from curation.workspace import Workspace, shipped


def test_a_new_definition_comes_with_every_question_and_no_answer(tmp_path):
    card = init(Workspace(tmp_path), "summer").with_name("CARD.md")
    assert card.read_text() == template()
    with pytest.raises(ReleaseError) as error:
        answers(card)
    lines = str(error.value).splitlines()
    assert len(lines) == len(QUESTIONS)
    assert lines[0] == (f"{card}: 'Motivation' is not answered; write under '## Motivation': {QUESTIONS['Motivation']}")


def test_answers_that_are_there_are_not_overwritten(tmp_path):
    card = tmp_path / "summer" / "CARD.md"
    card.parent.mkdir()
    card.write_text("mine")
    init(Workspace(tmp_path), "summer")
    assert card.read_text() == "mine"


@pytest.mark.parametrize("path", sorted(shipped().glob("*/dataset.toml")), ids=lambda path: path.parent.name)
def test_every_shipped_definition_answers_every_question(path):
    assert list(answers(path.with_name("CARD.md"))) == list(QUESTIONS)


def test_a_missing_card_and_a_doubled_heading_are_said(tmp_path):
    path = tmp_path / "CARD.md"
    with pytest.raises(ReleaseError) as error:
        answers(path)
    assert str(error.value) == (
        f"{path} does not exist; answer the questions of a datasheet there (curate init writes them for a new "
        "definition), they go into every release"
    )
    path.write_text("".join(f"## {name}\n\nyes\n\n" for name in (*QUESTIONS, "Uses")))
    with pytest.raises(ReleaseError) as error:
        answers(path)
    assert str(error.value) == f"{path}: heading 'Uses' stands twice; keep one"


def test_contradictions_in_the_release_section_come_at_once_with_their_lines(tmp_path):
    path = tmp_path / "a" / "dataset.toml"
    path.parent.mkdir()
    path.write_text(
        '[dataset]\nname = "a"\n\n[release]\nlicense = "freeware"\nlicense_name = "Mine"\nredistribute = true\n'
        'contact = "call me"\nurl = "example.org"\ndate = "21.11.2026"\ndoi = "zenodo"\ntasks = ["dressing"]\n'
        'languages = ["german"]\n'
    )
    with pytest.raises(SpecError) as error:
        load(path)
    lines = error.value.mistakes
    assert lines[0] == (
        f"{path}:5: license 'freeware' is none that the Hub knows; such as cc-by-4.0, cc0-1.0, odc-by, cc-by-nc-4.0, "
        'or "other" with license_name and license_url'
    )
    assert lines[1:-2] == (
        f'{path}:6: license_name has no effect without license = "other"; take it out',
        f"{path}:4: rights is empty; redistribute = true needs it",
        f"{path}:9: url must begin with https:// or http://, not 'example.org'",
        f"{path}:8: contact must be an e-mail or a URL, not 'call me'",
        f"{path}:10: date must be a day such as 2026-11-21, not '21.11.2026'",
        f"{path}:11: doi must begin with 10., not 'zenodo'",
    )
    assert lines[-2].startswith(f"{path}:12: tasks names 'dressing'; known: image-to-image, ")
    assert lines[-1] == f"{path}:13: languages must be codes such as de, not 'german'"


def test_another_licence_needs_its_name_and_its_text(tmp_path):
    path = tmp_path / "a" / "dataset.toml"
    path.parent.mkdir()
    path.write_text('[dataset]\nname = "a"\n\n[release]\nlicense = "other"\n')
    with pytest.raises(SpecError) as error:
        load(path)
    assert error.value.mistakes == (
        f'{path}:4: license_name is empty; license = "other" needs it',
        f'{path}:4: license_url must be a URL with license = "other"',
    )
