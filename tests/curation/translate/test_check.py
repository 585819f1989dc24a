"""A list of phrases gives an accuracy by the stated rule; explain and unmapped say why."""

import json

import pytest
from click.testing import CliRunner

from curation.cli import main
from curation.errors import TableError, UnknownNameError
from curation.schema import Product
from curation.translate.check import check, explain, unmapped

HEADER = "attribute,german_phrase,english_value_2018,verdict,corrected_value,note\n"
LINES = (
    "sleeve_length,lange ärmel,long,ok,long,\n"
    "sleeve_length,ärmelloses futter,sleeveless,wrong,,lining\n"
    "pattern,besatz aus spitze,lace,partial,,trim\n"
    "pattern,gestreift,floral,ok,floral,a mistake of the list\n"
    "pattern,kariert,print,doubtful,,\n"
)


def write(tmp_path, text: str):
    path = tmp_path / "gold.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_doubtful_phrases_are_listed_and_not_counted(tmp_path, engine):
    found = check(write(tmp_path, HEADER + LINES), engine)
    assert (found.accuracy, found.counted, len(found.doubtful)) == (0.75, 4, 1)
    assert found.by_attribute["pattern"] == {"phrases": 2, "right": 1, "accuracy": 0.5}
    (wrong,) = found.wrong
    assert (wrong.phrase, wrong.expected, wrong.given, wrong.why) == (
        "gestreift",
        "floral",
        "stripes",
        "alias 'gestreift'",
    )


def test_the_command_prints_the_same(tmp_path):
    path = write(tmp_path, HEADER + LINES)
    result = CliRunner().invoke(main, ["vocabulary", "check", str(path), "--json"], catch_exceptions=False)
    found = json.loads(result.stdout)
    assert (found["accuracy"], set(found["by_attribute"]), len(found["wrong"])) == (
        0.75,
        {"pattern", "sleeve_length"},
        1,
    )
    plain = CliRunner().invoke(main, ["vocabulary", "check", str(path)])
    assert plain.stdout.splitlines() == [
        "75.0% of 4 phrases right",
        "pattern        1 of 2",
        "sleeve_length  2 of 2",
        "wrong: pattern 'gestreift' should be 'floral', is 'stripes' (alias 'gestreift')",
    ]


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("attribute,phrase\n", TableError, "{path}: column german_phrase missing; a list of phrases has attribute,"),
        (HEADER + "shoe,x,y,ok,y,\n", UnknownNameError, "unknown attribute 'shoe'; known attributes: category"),
        (
            HEADER + "fit,x,y,fine,y,\n",
            TableError,
            "{path}:2: verdict must be one of ok, wrong, partial, doubtful, not",
        ),
        (HEADER, TableError, "{path} has no phrase with the verdict ok, wrong or partial; there is nothing to count"),
    ],
)
def test_a_bad_list_names_its_fault(tmp_path, engine, text, error, message):
    path = write(tmp_path, text)
    with pytest.raises(error) as caught:
        check(path, engine)
    assert str(caught.value).startswith(message.format(path=path))


def test_a_list_that_is_not_there_is_named(tmp_path, engine):
    with pytest.raises(TableError, match=r"gold\.csv: No such file or directory; name a CSV with attribute"):
        check(tmp_path / "gold.csv", engine)


def test_explain_tells_language_value_and_refusal(engine):
    language, reading = explain("Ärmellänge: Viertelarm", engine)
    assert (language, reading.claims[0].value) == ("de", "short")
    assert explain("Longueur des manches: manches courtes", engine)[0] == "fr"
    result = CliRunner().invoke(main, ["vocabulary", "explain", "Lange Ärmel mit kurzem Reißverschluss"])
    assert result.stdout.splitlines() == [
        "sleeve_length=long (alias 'Langarm')",
        "not closure=zip: said of a part (lang sleeve)",
    ]
    nothing = CliRunner().invoke(main, ["vocabulary", "explain", "Blafasel"])
    assert nothing.stdout == "unmapped: no vocabulary knows it\n"


def test_unmapped_counts_products_most_frequent_first():
    products = [Product("a", "1", unmapped=["x", "x", "y"]), Product("a", "2", unmapped=["y"])]
    assert unmapped(products) == [("y", 2), ("x", 1)]
