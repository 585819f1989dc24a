"""Comma-joined lists of 2018 come apart where they can and go together again exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.importers.joined import attributes, joined, joiner, pieces, urls
from curation.schema import Attribute

TEXT = st.text(alphabet="aZä5 ,:%.\xa0é/", max_size=60)


@given(TEXT)
def test_the_parts_joined_again_are_the_text(text):
    assert joiner(text).join(pieces(text)) == text


@given(st.lists(st.text(alphabet="abcäöü ", min_size=1).map(str.strip).filter(bool), max_size=8))
def test_values_without_commas_come_back_one_by_one(values):
    assert pieces(", ".join(values)) == values


def test_shares_of_fibres_stay_with_their_line():
    listed = attributes("Material Oberstoff:\xa084% Baumwolle, 8% Leinen, 8% Wolle, Länge:\xa0Normale Länge")
    assert listed.attributes == [
        Attribute("Material Oberstoff", "84% Baumwolle, 8% Leinen, 8% Wolle"),
        Attribute("Länge", "Normale Länge"),
    ]
    assert listed.doubtful == 0


def test_a_list_joined_by_bare_commas_keeps_commas_with_a_space_behind_them():
    text = "Damen Kleid von ACME,Eng anliegender, ärmelloser Schnitt,Länge 1,5 m,Farbe Schwarz"
    assert pieces(text) == [
        "Damen Kleid von ACME",
        "Eng anliegender, ärmelloser Schnitt",
        "Länge 1,5 m",
        "Farbe Schwarz",
    ]


def test_what_cannot_be_told_is_counted():
    listed = attributes("Pflegehinweise: Handwäsche, chemische Reinigung möglich, Muster: Unifarben")
    assert [line.value for line in listed.attributes] == ["Handwäsche", "chemische Reinigung möglich", "Unifarben"]
    assert listed.doubtful == 1


def test_lines_are_written_as_2018_wrote_them():
    text = "Gerader Saum, Unifarben, Artikel-Nr: 01.899, Länge: Lang/Maxi"
    assert joined(attributes(text).attributes) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("https://a.example/1", ["https://a.example/1"]),
        ("https://a.example/1, https://a.example/2", ["https://a.example/1", "https://a.example/2"]),
        (
            "https://a.example/x_1,ab12cd,400x600.jpg,https://a.example/y,z",
            ["https://a.example/x_1,ab12cd,400x600.jpg", "https://a.example/y,z"],
        ),
    ],
)
def test_addresses_may_hold_commas(text, found):
    assert urls(text) == found
