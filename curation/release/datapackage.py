"""`datapackage.json`: the release as Frictionless tools read it. Source: Data Package 2.0, https://datapackage.org"""

from pathlib import Path
from typing import Any

from curation.prose import field_prose
from curation.release.about import About, write_json
from curation.release.checksums import files, sha256
from curation.release.croissant import FORMATS
from curation.schema import ReleasedRemoval, ReleaseRow
from curation.tables import columns

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


def write_datapackage(about: About, attribute_columns: list[str]) -> None:
    """Write the file. Call it when all tables lie there: it holds their hashes.

    Args:
        attribute_columns: of `img_attr.csv`, after `key`.
    """
    release = about.spec.release
    name, address = about.licence
    package = {
        "$schema": SCHEMA,
        "name": about.name,
        "title": about.title,
        "description": about.description,
        "version": str(about.version),
        "created": f"{about.date}T00:00:00Z",
        "homepage": release.url,
        "licenses": [{"name": name, "path": address}],
        "contributors": [{"title": author, "roles": ["creator"]} for author in release.authors],
        "keywords": about.keywords,
        "resources": resources(about.layout.root, attribute_columns),
    }
    write_json(about.layout.datapackage, package)


def resources(root: Path, attribute_columns: list[str]) -> list[dict[str, Any]]:
    """A resource for each CSV table and each tar.

    The Parquet files say the same, and Frictionless' reader stumbles over an empty list in them.
    """
    schemas = {
        "data.csv": _schema(ReleaseRow),
        "removals.csv": _schema(ReleasedRemoval),
        "img_attr.csv": _bits(attribute_columns),
    }
    found = []
    for name in files(root):
        path = root / name
        if path.suffix not in (".csv", ".tar"):
            continue
        resource: dict[str, Any] = {
            "name": name.replace("/", "-").replace(".", "-").lower(),
            "path": name,
            "format": path.suffix[1:],
            "mediatype": FORMATS[path.suffix],
            "bytes": path.stat().st_size,
            "hash": f"sha256:{sha256(path)}",
        }
        if path.suffix == ".csv":
            resource |= {"type": "table", "encoding": "utf-8", "schema": schemas.get(name) or _texts(path)}
        found.append(resource)
    return found


def _schema(row: type) -> dict[str, Any]:
    prose = field_prose(row)
    keys = {ReleaseRow: ["key"], ReleasedRemoval: ["kind", "hash"]}
    return {
        "fields": [
            {
                "name": column.name,
                "type": "array" if column.many else _TYPES[column.kind],
                "description": prose[column.name],
            }
            for column in columns(row)
        ],
        "primaryKey": keys[row],
    }


def _bits(names: list[str]) -> dict[str, Any]:
    fields = [{"name": "key", "type": "string"}, *({"name": name, "type": "integer"} for name in names)]
    return {
        "fields": fields,
        "primaryKey": ["key"],
        "foreignKeys": [{"fields": ["key"], "reference": {"resource": "data-csv", "fields": ["key"]}}],
    }


def _texts(path: Path) -> dict[str, Any]:
    """The schema of a vocabulary: its header, all text."""
    with path.open(encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split(",")
    return {"fields": [{"name": name, "type": "string"} for name in header]}
