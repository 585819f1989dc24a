"""One engine for all tests of the room: loading the vocabularies takes a tenth of a second."""

import pytest

from curation.translate.engine import Engine
from curation.workspace import Workspace, shipped


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(Workspace(shipped()))


@pytest.fixture(scope="session")
def german(engine):
    """What a German phrase says, as {attribute: value}; an attribute with several values has a sorted list."""

    def read(value: str, key: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for claim in engine.readers["de"].read(key, value).claims:
            if claim.attribute in ("details", "care"):
                found[claim.attribute] = sorted([*found.get(claim.attribute, []), claim.value])
            else:
                found[claim.attribute] = claim.value
        return found

    return read
