"""`croissant.json`: the release in the vocabulary that search engines, Kaggle, the Hub and NeurIPS read.

Source: Croissant Format Specification 1.1 and Croissant RAI Specification 1.0, https://docs.mlcommons.org/croissant/
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from curation.prose import field_prose
from curation.release.about import About, write_json
from curation.release.checksums import files, sha256
from curation.release.layout import SPLITS
from curation.release.questions import RAI
from curation.schema import ReleaseRow
from curation.tables import Column, columns

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
CONFORMS_TO_RAI = "http://mlcommons.org/croissant/RAI/1.0"
FORMATS = {
    ".parquet": "application/x-parquet",
    ".csv": "text/csv",
    ".tar": "application/x-tar",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".json": "application/json",
    ".md": "text/markdown",
}
"""Suffix -> media type."""
_TYPES = {str: "sc:Text", int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean"}

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_croissant(about: About) -> None:
    """Write the file. Call it when all tables and photos lie there: it holds their hashes."""
    release = about.spec.release
    content = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": about.name,
        "alternateName": about.title,
        "dct:conformsTo": [CONFORMS_TO, CONFORMS_TO_RAI],
        "description": about.description,
        "license": about.licence[1],
        "url": release.url,
        "version": str(about.version),
        "creator": [{"@type": "sc:Organization", "name": name} for name in release.authors],
        "datePublished": about.date,
        "inLanguage": list(release.languages),
        "keywords": about.keywords,
        "citeAs": about.citation,
        "isLiveDataset": False,
        **({"sameAs": f"https://doi.org/{release.doi}"} if release.doi else {}),
        **rai(about.answers, about.collected),
        "distribution": distribution(about.layout.root),
        "recordSet": [_splits(about), _pairs()],
    }
    write_json(about.layout.croissant, content)


def rai(answers: Mapping[str, str], collected: tuple[str, str]) -> dict[str, Any]:
    """The fields of the responsible-AI vocabulary."""
    found: dict[str, Any] = {f"rai:{RAI[heading]}": text for heading, text in answers.items() if heading in RAI}
    found["rai:machineAnnotationTools"] = ["Pairwear: attributes from the stores' words, shots by a small network"]
    if collected[0]:
        found["rai:dataCollectionTimeframe"] = list(collected)
    return found


def distribution(root: Path) -> list[dict[str, Any]]:
    """A FileObject for each file but photos, with its hash, and a FileSet for each folder of photos."""
    listed = [name for name in files(root) if _kind(name) == "file"]
    folders = sorted({name.rpartition("/")[0] for name in files(root) if _kind(name) == "photo"})
    objects = [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name.replace("/", "_"),
            "contentUrl": name,
            "contentSize": f"{(root / name).stat().st_size} B",
            "encodingFormat": FORMATS[Path(name).suffix],
            "sha256": sha256(root / name),
        }
        for name in listed
    ]
    sets = [
        {
            "@type": "cr:FileSet",
            "@id": folder,
            "name": folder.replace("/", "_"),
            "description": f"The photos of {folder.replace('/', ', ')}.",
            "encodingFormat": ["image/jpeg", "image/png"],
            "includes": [f"{folder}/*.jpg", f"{folder}/*.png"],
        }
        for folder in folders
    ]
    return [*objects, *sets]


def _kind(name: str) -> str:
    """file, photo, or nothing: what describes the release is not part of what it describes."""
    suffix = Path(name).suffix
    if suffix in (".parquet", ".csv", ".tar"):
        return "file"
    return "photo" if suffix in (".jpg", ".png") else ""


def _splits(about: About) -> dict[str, Any]:
    urls = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The parts, and what each is for.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"},
            {"@type": "cr:Field", "@id": "splits/url", "name": "url", "dataType": "sc:URL"},
            {"@type": "cr:Field", "@id": "splits/pairs", "name": "pairs", "dataType": "sc:Integer"},
        ],
        "data": [
            {"splits/name": split, "splits/url": urls[split], "splits/pairs": about.figures.splits[split]}
            for split in SPLITS
        ],
    }


def _pairs() -> dict[str, Any]:
    prose = field_prose(ReleaseRow)
    return {
        "@type": "cr:RecordSet",
        "@id": "pairs",
        "name": "pairs",
        "description": " ".join(str(ReleaseRow.__doc__).split()),
        "key": {"@id": "pairs/key"},
        "field": [_field(column, prose[column.name]) for column in columns(ReleaseRow)],
    }


def _field(column: Column, meaning: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"pairs/{column.name}",
        "name": column.name,
        "description": meaning,
        "dataType": _TYPES[column.kind],
        "source": {"fileObject": {"@id": "data.parquet"}, "extract": {"column": column.name}},
    }
    if column.name == "split":
        field["references"] = {"field": {"@id": "splits/name"}}
    if column.many:
        field |= {"isArray": True, "arrayShape": "-1"}
    return field
