"""docs/consent.md says what the code does."""

import re
from pathlib import Path

from scrapers import consent
from scrapers.consent.verdict import FORBIDS, REASONS

DOCUMENT = (Path(__file__).parents[3] / "docs/consent.md").read_text(encoding="utf-8")


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_the_table_is_the_one_of_the_package():
    assert [row[1:] for row in table(DOCUMENT)[1:]] == [row[1:] for row in table(consent.__doc__ or "")[1:]]
    said = [re.sub("`", "", row[0]) for row in table(DOCUMENT)[2:]]
    assert said == [row[0] for row in table(consent.__doc__ or "")[2:]]


def test_every_name_that_can_be_overridden_is_named():
    names = DOCUMENT.partition("The names: ")[2].partition(".\n")[0]
    assert sorted(re.findall("`([^`]+)`", names)) == sorted(FORBIDS)


def test_every_reason_with_a_word_of_its_own_is_named():
    for reason in (*REASONS.values(), "host_opted_out", "robots_unreachable"):
        assert f"`{reason}`" in DOCUMENT


def test_the_readme_leads_there():
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert "(docs/consent.md)" in readme
