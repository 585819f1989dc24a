"""Read `release.json`: what a release says it is."""

import json
from typing import Any

from curation.errors import ReleaseError
from curation.release.about import FORMAT
from curation.release.layout import Layout


def read_facts(layout: Layout) -> dict[str, Any]:
    """The content of `release.json`.

    Raises:
        ReleaseError: it is missing, no JSON object, or of another format.
    """
    try:
        found = json.loads(layout.facts.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError(f"{layout.root} is no release: {layout.facts.name} is missing") from None
    except ValueError as error:
        raise ReleaseError(f"{layout.facts} is no JSON ({error})") from None
    said = found.get("format") if isinstance(found, dict) else None
    if said != FORMAT:
        raise ReleaseError(f"{layout.facts} is of the format '{said}', this version reads {FORMAT}")
    return dict(found)


def photos_of(layout: Layout) -> dict[str, Any]:
    """How the photos of a release were made; empty = links.

    Raises:
        ReleaseError: `release.json` cannot be read.
    """
    return dict(read_facts(layout).get("photos") or {})
