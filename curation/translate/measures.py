"""Measurements: "65 cm bei Größe S" under a key, or "Rückenlänge bei Größe 36: 95 cm" as one line."""

import re

from curation.schema import Measure
from curation.translate.language import Language
from curation.translate.text import lowered

_CM = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*cm\b")
_SIZE = re.compile(r"\b(?:groesse|taille|size)\s*\.?\s*([a-z0-9/]+(?:[.,]5)?)")
_MODEL = re.compile(
    r"(?:unser model ist|notre mannequin mesure|our model is|the model is|model is)\s*(\d{3})\s*cm"
    r"|(?:modelgroesse|model height)\D*(\d{3})\s*cm"
)

__all__ = ["Measure", "measures"]


def measures(key: str, value: str, language: Language) -> tuple[Measure, ...]:
    """The measurement a line holds, as (name, centimetres, size); none where it holds none.

    What is measured comes from the key: `measure:inseam` of `keys.csv`, or the attribute it is about.
    """
    said = lowered(f"{key}: {value}" if key else value)
    if (model := _MODEL.search(said)) is not None:
        return (Measure("model_height", float(model[1] or model[2]), _size(said)),)
    if (length := _CM.search(said)) is None:
        return ()
    before = re.split(r"\b(?:bei|in|a|en|at|for|pour)\s+(?:groesse|taille|size)\b", lowered(key))[0]
    about = language.key(before) or language.key(lowered(value).split(" bei ")[0])
    name = about[0].removeprefix("measure:") if about else ""
    if not name:
        # "5 cm": a length without a name, torn from its line by an old crawl.
        return (Measure("unnamed", _number(length[1]), _size(said)),) if _CM.fullmatch(said.strip()) else ()
    return (Measure(name, _number(length[1]), _size(said)),)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _size(text: str) -> str:
    found = _SIZE.search(text)
    return found[1].upper() if found else ""
