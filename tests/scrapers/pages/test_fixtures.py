"""Saved pages and what they must give: a folder each, compared field by field."""

import json
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from curation.schema import RawProduct
from scrapers.pages import page_for, shopify

FOLDER = Path(__file__).parent / "fixtures"
CASES = sorted(str(path.parent.relative_to(FOLDER)) for path in FOLDER.glob("*/*/input.*"))
FIELDS = [*(field.name for field in fields(RawProduct)), "images", "unknown"]


@cache
def given(case: str) -> list[dict[str, Any]]:
    folder = FOLDER / case
    (path,) = folder.glob("input.*")
    url = json.loads((folder / "meta.json").read_text("utf-8"))["url"]
    # A Shopify shop is called as it likes, so its host chooses no page class.
    page = shopify if case.startswith("shopify/") else page_for(url)
    return [item.to_json() for item in page.products(path.read_bytes(), url)]


@cache
def expected(case: str) -> list[dict[str, Any]]:
    """What must be given: an object for a page about one product, a list for several."""
    found = json.loads((FOLDER / case / "expected.json").read_text("utf-8"))
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", CASES)
def test_the_page_gives_the_field_as_expected(case: str, field: str):
    assert [item[field] for item in given(case)] == [item[field] for item in expected(case)]


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_the_known_fields_is_given(case: str):
    assert [list(item) for item in given(case)] == [FIELDS] * len(expected(case))


def test_every_store_both_eras_and_plain_schema_org_are_replayed():
    stores = {case.split("/")[0] for case in CASES}
    assert {"zalando", "aboutyou", "fashionid", "shopify", "schemaorg"} <= stores
    assert {"zalando/state_2023_dress", "zalando/calls_2026_kids"} <= set(CASES)
