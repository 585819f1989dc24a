"""A vocabulary finds words however they are written, and refuses to mean two things by one word."""

import pytest

from curation.errors import VocabularyError
from curation.schema import ATTRIBUTES
from curation.translate.vocabulary import fold, load
from curation.workspace import shipped

HEADER = "value,label_de,aliases,note\n"


def write(tmp_path, *lines: str):
    path = tmp_path / "color.csv"
    path.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("phrase", ["weiß", "WEISS", "Weiß ", "weiss", "off-white", "Off White", "offwhite"])
def test_case_umlauts_hyphens_and_spaces_do_not_count(tmp_path, phrase):
    path = write(tmp_path, 'white,weiß,"[""off-white"",""offwhite""]",')
    assert load(path).find(phrase) == "white"


def test_an_unknown_phrase_stands_for_nothing(tmp_path):
    assert load(write(tmp_path, "white,weiß,[],")).find("weißgold") == ""
    assert load(write(tmp_path, "white,weiß,[],")).find("") == ""


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("blue,blau,[],", 'gray,grau,"[""Blau""]",'), "{path}:3: 'Blau' stands for blue and for gray; take one of"),
        (("blue,blau,[],", "blue,hellblau,[],"), "{path}:3: value 'blue' is twice; one line a value"),
        ((",blau,[],",), "{path}:2: value '' is empty; one line a value"),
        (("blue,blau,marine,",), "{path}:2: aliases must be a JSON array of text, not 'marine'"),
    ],
)
def test_a_contradiction_names_file_and_line(tmp_path, lines, message):
    path = write(tmp_path, *lines)
    with pytest.raises(VocabularyError) as error:
        load(path)
    assert str(error.value).startswith(message.format(path=path))


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "color.csv"
    path.write_text("value,label_de\n")
    with pytest.raises(VocabularyError) as error:
        load(path)
    assert str(error.value) == f"{path}: column aliases missing; a vocabulary has value, label_de, aliases, note"


@pytest.mark.parametrize("path", sorted((shipped() / "vocabularies").glob("*.csv")), ids=lambda path: path.stem)
def test_every_shipped_vocabulary_is_free_of_contradictions_and_sorted(path):
    words = load(path)
    assert words.attribute in ATTRIBUTES
    assert list(words.values) == sorted(words.values)


def test_the_2018_values_are_all_there():
    category = load(shipped() / "vocabularies/category.csv").values
    color = load(shipped() / "vocabularies/color.csv").values
    assert {"blouses", "dresses", "jackets", "knitwear", "pants", "skirts", "tops"} <= set(category)
    assert {"beige", "black", "blue", "gray", "green", "pink", "red", "white", "yellow"} <= set(color)


def test_folding_twice_changes_nothing():
    assert fold(fold("Blusen & Tuniken, Größe ß")) == fold("Blusen & Tuniken, Größe ß") == "blusen tuniken groesse ss"
