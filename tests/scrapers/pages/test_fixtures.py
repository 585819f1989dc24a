"""Saved pages and what they must give: a folder each, compared field by field."""

import json
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from curation.schema import RawProduct
from scrapers.pages import page_for

FOLDER = Path(__file__).parent / "fixtures"
CASES = sorted(str(path.parent.relative_to(FOLDER)) for path in FOLDER.glob("*/*/input.html"))
FIELDS = [*(field.name for field in fields(RawProduct)), "images"]


@cache
def given(case: str) -> dict[str, Any]:
    folder = FOLDER / case
    url = json.loads((folder / "meta.json").read_text("utf-8"))["url"]
    return page_for(url).product((folder / "input.html").read_bytes(), url).to_json()


@cache
def expected(case: str) -> dict[str, Any]:
    return json.loads((FOLDER / case / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", CASES)
def test_the_page_gives_the_field_as_expected(case: str, field: str):
    assert given(case)[field] == expected(case)[field]


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_the_known_fields_is_given(case: str):
    assert list(given(case)) == list(expected(case)) == FIELDS


def test_both_eras_and_plain_schema_org_are_replayed():
    stores = {case.split("/")[0] for case in CASES}
    assert {"zalando", "schemaorg"} <= stores
    assert {"zalando/state_2023_dress", "zalando/calls_2026_kids"} <= set(CASES)
