"""What German shop phrases say of a garment, and what they say of a part of it only."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.schema import ATTRIBUTES
from curation.translate.check import check
from curation.translate.check import given as value_of

HERE = Path(__file__).parent
PHRASES = [tuple(row) for row in csv.reader((HERE / "phrases_de.csv").read_text(encoding="utf-8").splitlines()[1:])]


@pytest.mark.parametrize(("attribute", "phrase", "value"), PHRASES, ids=lambda cell: cell or "none")
def test_a_phrase_means_what_a_person_reads(engine, attribute, phrase, value):
    assert value_of(attribute, phrase, engine)[0] == value


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("Ärmellänge", "Viertelarm", {"sleeve_length": "short"}),
        ("Ausschnitt", "Tiefer V-Ausschnitt", {"neckline": "v"}),
        ("Kragen", "Rundhals", {"neckline": "round"}),
        ("Passform", "Bootcut", {"details": ["flared"]}),
        ("Transparenz", "leicht", {"details": ["sheer"]}),
        ("Leibhöhe", "Hoch", {"waist_rise": "high"}),
        ("Verschluss", "Gürtel", {"closure": "belt"}),
        ("Optik", "unifarben", {"pattern": "unicolors"}),
        ("Materialkonstruktion", "Jersey", {"fabric": "jersey"}),
        ("Farbe", "schwarz, marine, olivgrün", {"color": "black"}),
        ("", "Farbe Marineblau", {"color": "blue"}),
        ("", "Länge:\xa0Knielang", {"length": "knee"}),
        ("", "l?nge: normale l?nge", {"length": "normal"}),
        ("", "Ã„rmellÃ¤nge: Langarm", {"sleeve_length": "long"}),
        ("", "Eng anliegender, ärmelloser Schnitt", {"fit": "tight", "sleeve_length": "sleeveless"}),
        ("", "Ohne Verschluss", {"closure": "none"}),
        ("", "Kragenlos", {"collar": "none"}),
    ],
)
def test_a_line_with_its_key_and_a_bullet_without(german, key, value, wanted):
    assert german(value, key) == wanted


def test_a_part_is_refused_with_the_reason(engine):
    reading = engine.readers["de"].read("", "Besatz aus Häkelspitze")
    assert not any(claim.attribute == "pattern" for claim in reading.claims)
    assert ("pattern", "lace", "said of a part (besatz)") in {
        (refusal.attribute, refusal.value, refusal.why) for refusal in reading.refusals
    }


@pytest.mark.parametrize("line", ["Xylofonfarben", "Muster: Blafasel", "kurze", "Zwirbelmuster", "Blumenkohl-Ärmel"])
def test_words_no_file_knows_are_not_guessed(engine, line):
    reading = engine.readers["de"].read("", line)
    assert not {claim.attribute for claim in reading.claims} & set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("Motif / Couleur", "Couleur unie", ("pattern", "unicolors")),
        ("Longueur des manches", "Manches longues", ("sleeve_length", "long")),
        ("Longueur", "Longue", ("length", "long")),
        ("Coupe", "Décontracté", ("fit", "loose")),
        ("Encolure", "Col en V", ("neckline", "v")),
        ("Taille", "Haute", ("waist_rise", "high")),
        ("Couleur", "bleu marine", ("color", "blue")),
        ("Conseils d'entretien", "lavage à la main", ("care", "hand_wash")),
        ("Neckline", "V-neck", ("neckline", "v")),
        ("Sleeve length", "Long sleeves", ("sleeve_length", "long")),
        ("Pattern", "Polka dot", ("pattern", "polkadots")),
        ("Leg fit", "Slim fit", ("fit", "tight")),
        ("Length", "Knee-length", ("length", "knee")),
    ],
)
def test_french_and_english_go_through_the_same_engine(engine, key, value, wanted):
    reader = engine.reader([key])
    assert reader.language.code == ("fr" if engine.readers["fr"].knows(key) else "en")
    assert wanted in {(claim.attribute, claim.value) for claim in reader.read(key, value).claims}


@pytest.mark.parametrize("code", ["de", "en", "fr"])
@given(key=st.text(max_size=20), value=st.text(max_size=60))
def test_no_line_is_too_wild(engine, code, key, value):
    for claim in engine.readers[code].read(key, value).claims:
        assert claim.value in engine.values[claim.attribute]


@pytest.mark.real_data
def test_at_least_97_of_100_known_phrases_are_right(engine, real_data):
    found = check(real_data / "attributes/gold.csv", engine)
    assert found.accuracy >= 0.97, found.wrong


@pytest.mark.real_data
def test_the_real_tags_are_claimed(engine, real_data):
    with (real_data / "attributes/tags.csv").open(encoding="utf-8", newline="") as file:
        lines = sorted({row["tag"] for row in csv.DictReader(file)})
    kinds: Counter[str] = Counter()
    for line in lines:
        reading = engine.readers["de"].read("", line)
        names = {claim.attribute for claim in reading.claims}
        if reading.shares or reading.measures or names & {*ATTRIBUTES, "material", "fabric"}:
            kinds["attributes, material, measurements"] += 1
        elif names:
            kinds["details, care, closure, collar, waist"] += 1
    assert len(lines) == 1097
    assert kinds["attributes, material, measurements"] >= 680
    assert kinds.total() >= 1050


def test_200_claims_drawn_by_lot_from_the_real_tags_and_read_one_by_one(engine):
    with (HERE / "claims_read.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    right = [row for row in rows if row["read"] == "right"]
    assert len(right) >= 0.97 * len(rows)
    lost = [row for row in right if (row["attribute"], row["value"]) not in said(engine, row["line"])]
    assert lost == []


def said(engine, line: str) -> set[tuple[str, str]]:
    reading = engine.readers["de"].read("", line)
    shares = {
        (f"share:{s.part}", s.material if s.percent is None else f"{s.material} {s.percent:g}") for s in reading.shares
    }
    lengths = {(f"measure:{m.name}", f"{m.cm:g} {m.size}".strip()) for m in reading.measures}
    return {(claim.attribute, claim.value) for claim in reading.claims} | shares | lengths
