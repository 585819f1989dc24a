"""Compositions become shares, lengths become measurements; a percentage of something else is neither."""

import pytest

from curation.schema import Measure, Share


@pytest.mark.parametrize(
    ("key", "value", "shares"),
    [
        ("Material Oberstoff", "100%25 Baumwolle", [Share("outer", "cotton", 100.0)]),
        ("Materialzusammensetzung", "Obermaterial: 60% Baumwolle, 40% Polyacryl",
         [Share("outer", "cotton", 60.0), Share("outer", "acrylic", 40.0)]),
        ("Zusammensetzung", "Obermaterial: 95 % Viskose, 5 % Elasthan; Futter: 100 % Polyester",
         [Share("outer", "viscose", 95.0), Share("outer", "elastane", 5.0), Share("lining", "polyester", 100.0)]),
        ("Futter", "100% Polyester", [Share("lining", "polyester", 100.0)]),
        ("", "Reine Viskose", [Share("outer", "viscose", 100.0)]),
        ("", "97,5 % Bio-Baumwolle", [Share("outer", "cotton", 97.5)]),
        ("Material", "Leder", [Share("outer", "leather", None)]),
        ("Material", "80% Quallenfaser", [Share("outer", "unknown", 80.0)]),
        ("", "Maximales Einlaufen 5%", []),
        ("", "Bis zu 20% reduziert", []),
    ],
)  # fmt: skip
def test_shares(engine, key, value, shares):
    assert list(engine.readers["de"].read(key, value).shares) == shares


@pytest.mark.parametrize(
    ("key", "value", "measure"),
    [
        ("Ärmellänge", "65 cm bei Größe S", Measure("sleeve_length", 65.0, "S")),
        ("Gesamtlänge", "72,5 cm bei Größe 36", Measure("total_length", 72.5, "36")),
        ("", "Rückenlänge bei Größe 36: 95 cm", Measure("back_length", 95.0, "36")),
        ("", "Unser Model ist 177 cm groß und trägt Größe M.", Measure("model_height", 177.0, "M")),
        ("Modelgröße", "Unser Model ist 180 cm groß und trägt Größe 27x32", Measure("model_height", 180.0, "27X32")),
        ("", "5 cm", Measure("unnamed", 5.0)),
    ],
)
def test_a_value_with_centimetres_is_a_measurement_not_a_class(engine, key, value, measure):
    reading = engine.readers["de"].read(key, value)
    assert reading.measures == (measure,)
    assert reading.claims == ()
