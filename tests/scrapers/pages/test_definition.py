"""A store as a TOML file: what it may say, and what is told to whom writes it wrong."""

from pathlib import Path

import pytest

from curation.errors import SpecError
from curation.workspace import shipped
from scrapers.pages import definition
from scrapers.pages.definition import Definition, RoleRule

WHOLE = """
site = "https://www.laden.example"
sitemaps = ["https://www.laden.example/s.xml"]
listings = ["https://www.laden.example/kleider/"]
product = '/p/\\d+$'
listing = '/kleider/'
attributes = ["dl.facts"]
[[role]]
image = 'type\\[BOOK\\]'
role = "model"
view = "front"
"""


def written(folder: Path, text: str, name: str = "laden") -> Path:
    path = folder / "stores" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_a_file_may_say(tmp_path):
    assert definition.read(written(tmp_path, WHOLE)) == Definition(
        name="laden",
        site="https://www.laden.example",
        sitemaps=("https://www.laden.example/s.xml",),
        listings=("https://www.laden.example/kleider/",),
        product="/p/\\d+$",
        listing="/kleider/",
        attributes=("dl.facts",),
        role=(RoleRule("type\\[BOOK\\]", "model", "front"),),
    )


def test_the_first_rule_that_matches_says_what_a_picture_shows(tmp_path):
    shop = definition.read(written(tmp_path, WHOLE))
    assert shop.shows("https://b.example/x?set=type%5BBOOK%5D") == ("model", "front", "laden:type[BOOK]")
    assert shop.shows("https://b.example/x") == ("unknown", "", "schemaorg:image")


def test_all_mistakes_are_told_at_once(tmp_path):
    path = written(
        tmp_path,
        'siet = "x"\nsitemaps = "s.xml"\nlistings = ["kleider"]\nproduct = "("\nattributes = ["dl["]\n'
        '[[role]]\nimage = "x"\nrole = "person"\nwhat = 1\n',
    )
    with pytest.raises(SpecError) as error:
        definition.read(path)
    assert str(error.value).split("\n") == [
        f"{path}: unknown key 'siet'; known keys: site, sitemaps, listings, product, listing, attributes, role",
        f'{path}: site is missing; name the shop, as in site = "https://www.laden.example"',
        f"{path}: sitemaps must be a list of texts, not 's.xml'",
        f"{path}: listings must hold an address such as https://www.laden.example, not 'kleider'",
        f"{path}: attributes must hold CSS selectors such as dl.details, not 'dl['",
        f"{path}: product must be a regular expression, not '(' (missing ), unterminated subpattern at position 0)",
        f"{path}: unknown key 'what' in [[role]]; known keys: image, role, view",
        f"{path}: role must be one of product, model, detail, unknown, not 'person'",
    ]


@pytest.mark.parametrize("text", ["site = ", "\udcff"])
def test_a_file_that_is_no_toml_is_named(tmp_path, text):
    path = written(tmp_path, "x")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SpecError, match="cannot be read as TOML"):
        definition.read(path)


def test_the_workspace_comes_before_what_is_shipped(tmp_path):
    assert definition.for_url("https://www2.hm.com/x", tmp_path).name == "hm"
    written(tmp_path, 'site = "https://www.hm.com"', "hm")
    assert definition.for_url("https://www2.hm.com/x", tmp_path).role == ()
    assert definition.names(tmp_path) == ["hm", "otto"]
    assert definition.for_url("https://www.laden.example/", tmp_path) is None
    assert definition.for_url("kein Ort", tmp_path) is None


@pytest.mark.parametrize("path", sorted((shipped() / "stores").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_file_keeps_the_rules(path):
    assert definition.read(path).host
