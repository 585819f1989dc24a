import json

import pytest

from scrapers.pages.embedded import objects, states
from scrapers.pages.markup import scripts

STATE = {"product": {"name": "Kleid"}}
TEXT = json.dumps(STATE)


def of(page: str) -> list[object]:
    return states(scripts(page))


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/json">{TEXT}</script>',
        f'<script type="application/json"><![CDATA[{TEXT}]]></script>',
        f'<script type="application/json"><!-- {TEXT} --></script>',
        f"<script>window.__hydrationDataConsume({TEXT})</script>",
        f"<script>runtime['hydratePartial'](hostNode, {TEXT}, undefined);</script>",
        f"<script>//<![CDATA[\nvar a = 1; window.state = {TEXT};\n//]]></script>",
        f"<script>load(JSON.parse({json.dumps(TEXT)}))</script>",
        "<script>load(JSON.parse('{}'))</script>".format(TEXT.replace('"', '\\"')),
    ],
)
def test_a_state_is_found_whatever_carries_it(script: str):
    assert STATE in of(script)


def test_a_state_with_javascript_in_it_is_read_all_the_same():
    filler = "x" * 500
    page = f'<script>window.state = {{"a": "{filler}", "then": undefined, "product": {{"name": "Kleid"}}}};</script>'
    assert of(page) == [{"a": filler, "then": None, "product": {"name": "Kleid"}}]


def test_json_ld_is_no_state():
    assert of(f'<script type="application/ld+json">{TEXT}</script>') == []


@pytest.mark.parametrize(
    "broken",
    ["{", '{"a": ', "[" * 100_000, "{" * 5_000, '{"a":' * 5_000, "load([[[[", "f({'a'", '= "', "= '{"],
)
def test_a_broken_script_costs_nothing_but_itself(broken: str):
    for kind in ("", ' type="application/json"'):
        assert STATE in of(f'<script{kind}>{broken}</script><script type="application/json">{TEXT}</script>')


def test_objects_come_in_page_order_with_the_key_they_stand_under():
    found = list(objects([{"a": {"x": 1}, "b": [{"x": 2}, [{"x": 3}]]}]))
    assert [(node.key, node.value.get("x")) for node in found] == [("", None), ("a", 1), ("b", 2), ("b", 3)]


def test_a_key_that_is_json_is_remembered_below_it():
    key = json.dumps({"id": "hash", "variables": {"id": "ern:product::X"}})
    found = {node.key: node.origin for node in objects([{"graphqlCache": {key: {"data": {"product": {}}}}}])}
    assert found == {"": "", "graphqlCache": "", key: key, "data": key, "product": key}


def test_text_that_is_json_is_walked_too_but_not_without_end():
    inside: object = {"deep": True}
    depths = []
    for _ in range(6):
        inside = json.dumps({"text": inside})
        depths.append(any(node.value.get("deep") for node in objects([{"text": inside}])))
    assert depths == [True, True, True, False, False, False]


def test_nothing_deeper_than_two_hundred_levels_is_looked_at():
    deep: dict[str, object] = {"bottom": True}
    for _ in range(2_000):
        deep = {"a": deep}
    found = list(objects([deep]))
    assert len(found) == 201
    assert not any("bottom" in node.value for node in found)
