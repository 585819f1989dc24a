"""A vocabulary refuses to mean two things by one word; the shipped ones are whole, sorted and agree with each other."""

import json

import pytest

from curation.errors import VocabularyError
from curation.schema import ATTRIBUTES, LISTED_ATTRIBUTES, MORE_ATTRIBUTES
from curation.translate.engine import EVERYTHING
from curation.translate.language import LANGUAGES, Language, load_language
from curation.translate.rows import read_rows
from curation.translate.vocabulary import comparable, load
from curation.workspace import Workspace, shipped

HEADER = "value,label_de,aliases,weak,excludes,note\n"
FILES = sorted((shipped() / "vocabularies").rglob("*.csv"))
VALUES_2018 = {
    "category": {"blouses", "dresses", "jackets", "knitwear", "pants", "skirts", "tops"},
    "color": {"beige", "black", "blue", "gray", "green", "pink", "red", "white", "yellow"},
    "length": {"3-4", "knee", "long", "normal", "short"},
    "sleeve_length": {"half", "long", "short", "sleeveless"},
    "fit": {"loose", "normal", "tight"},
    "pattern": {"floral", "lace", "polkadots", "print", "stripes", "unicolors"},
    "neckline": {"back", "deep", "lined", "round", "v", "wide"},
    "occasion": {"casual", "party"},
}


@pytest.fixture(scope="module")
def words() -> Language:
    return load_language(Workspace(shipped()), "de")


def write(tmp_path, *lines: str, header: str = HEADER):
    path = tmp_path / "sleeve_length.csv"
    path.write_text(header + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ('long,Langarm,"[""lange Ärmel""]",[],[],', 'short,Kurzarm,"[""langer Arm""]",[],[],'),
            "{path}:3: 'langer Arm' stands for long ('lange Ärmel') and for short; take one of them out",
        ),
        (("long,Langarm,[],[],[],", "long,Langarm,[],[],[],"), "{path}:3: value 'long' is twice; one line a value"),
        ((",Langarm,[],[],[],",), "{path}:2: value '' is empty; one line a value"),
        (("long,Langarm,lang,[],[],",), "{path}:2: aliases must be a JSON array of text, not 'lang'"),
        (("long,Langarm,[],[7],[],",), "{path}:2: weak must be a JSON array of text, not '[7]'"),
        (
            ('long,Langarm,"[""langer Arm""]",[],"[""lange Ärmel""]",',),
            "{path}:2: 'langer Arm' stands for long and is excluded; take one of them out",
        ),
        (
            ('long,Langarm,"[""Ärmel""]",[],[],',),
            "{path}:2: 'Ärmel' names no value, only what has one; add what makes it long",
        ),
        (("long,Langarm,[],[]",), "{path}:2: has 4 cells, the header has 6; mend the line"),
    ],
)
def test_a_contradiction_names_file_line_and_way_out(tmp_path, words, lines, message):
    path = write(tmp_path, *lines)
    with pytest.raises(VocabularyError) as error:
        load(path, "sleeve_length", words)
    assert str(error.value) == message.format(path=path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("value,label_de\n", "column aliases missing"),
        ("value,label_de,aliases,weak,excludes,colour\n", "unknown column 'colour'"),
    ],
)
def test_a_missing_or_unknown_column_is_named(tmp_path, words, header, message):
    path = write(tmp_path, header=header)
    with pytest.raises(VocabularyError) as error:
        load(path, "sleeve_length", words)
    assert str(error.value) == (
        f"{path}: {message}; the columns are value, label_de, aliases, weak, excludes, shopify, note"
    )


def test_another_language_may_not_invent_a_value(tmp_path, words):
    path = write(tmp_path, "medium,Mittelarm,[],[],[],")
    with pytest.raises(VocabularyError) as error:
        load(path, "sleeve_length", words, ("half", "long"))
    assert str(error.value) == f"{path}:2: unknown value 'medium'; the values are half, long"


def test_bytes_that_are_no_utf_8_are_named(tmp_path, words):
    path = tmp_path / "fit.csv"
    path.write_bytes(HEADER.encode() + b"loose,weit \xe4,[],[],[],\n")
    with pytest.raises(VocabularyError) as error:
        load(path, "fit", words)
    assert str(error.value) == f"{path} is not UTF-8 (byte 53); save it as UTF-8"


@pytest.mark.parametrize(
    ("file", "lines", "message"),
    [
        ("words", "word,role\nÄrmel,sleeve\nÄrmeln,part\n", "'Ärmeln' is sleeve and part; take one of the lines out"),
        ("words", "word,role\nÄrmel,limb\n", "unknown role 'limb'; known roles: and, article, at, back, by, closure"),
        ("keys", "key,reads\nFarbe,color\nFARBE,pattern\n", "key 'FARBE' stands twice; take one of the lines out"),
    ],
)
def test_words_and_keys_may_not_contradict_themselves(tmp_path, file, lines, message):
    folder = tmp_path / "vocabularies/de"
    folder.mkdir(parents=True)
    (folder / f"{file}.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        load_language(Workspace(tmp_path), "de")
    last = 1 + lines.count("\n") - 1
    assert str(error.value).startswith(f"{folder / file}.csv:{last}: {message}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_is_sorted_one_term_a_line(path):
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = [list(row.values()) for _, row in read_rows(path, tuple(header))]
    if header[0] in ("word", "key"):
        keys = [row[0].casefold() if header[0] == "word" else row[0] for row in rows]
    else:
        keys = [(row[0], row[1]) if header[1] == "rgb" else row[0] for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    for row in rows:
        for cell in row:
            if cell.startswith("["):
                assert json.loads(cell) == sorted(json.loads(cell), key=str.casefold)


def test_every_language_knows_every_value_and_2018_lost_none(engine):
    for code in LANGUAGES:
        for attribute, found in engine.readers[code].vocabularies.items():
            if attribute not in LISTED_ATTRIBUTES:
                assert set(found.values) == set(engine.values[attribute]), (code, attribute)
    for attribute, values in VALUES_2018.items():
        assert values <= set(engine.values[attribute]), attribute
    assert set(engine.values) == set(EVERYTHING) == {*ATTRIBUTES, *MORE_ATTRIBUTES, *LISTED_ATTRIBUTES}


def test_every_key_reads_something_that_exists(engine):
    for code in LANGUAGES:
        for key, reads in engine.readers[code].language.keys.items():
            for name in reads:
                kind, _, what = name.partition(":")
                assert name in EVERYTHING or name == "ignore" or (kind in ("material", "measure") and what), (code, key)


@pytest.mark.parametrize("phrase", ["kurze Ärmel", "KURZER ARM", "Kurzarm", "kurz-ärmel", "kurzen Ärmeln"])
def test_case_umlauts_endings_hyphens_and_compounds_do_not_count(engine, phrase):
    assert comparable(phrase, engine.readers["de"].language) == {"kurz", "@sleeve"}
