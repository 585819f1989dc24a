"""translate fills the table, is the same each time, and says in one line what it skipped."""

import pytest

from curation import tables
from curation.errors import TableError
from curation.ingest import ingest
from curation.schema import Attribute, Pending, Product, RawProduct
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate

QUIET = TranslateSection(check_color=False, pause_s=0.0, retries=0, timeout_s=0.2)


class Fake:
    name, version = "fake", "1"

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers

    def translate(self, text: str, source: str) -> str | None:
        return self.answers.get(text)


@pytest.fixture
def ready(store):
    """A workspace whose one product has a pattern no vocabulary knows, and its build."""
    workspace = store(products=1)
    raw = workspace.raw("zalando")
    (product,) = tables.read(raw.products, RawProduct)
    product.attributes = [Attribute("Muster", "Blafasel"), Attribute("Länge", "Knielang")]
    tables.write(raw.products, [product], RawProduct)
    ingest(workspace, Spec(DatasetSection("fashion")))
    return workspace, workspace.build("fashion")


def test_the_columns_are_filled_and_what_was_skipped_is_one_line(ready):
    workspace, build = ready
    result = translate(workspace, build, TranslateSection(), workers=1)
    (product,) = tables.read(build.products, Product)
    assert (product.category, product.color, product.length, product.pattern) == ("dresses", "gray", "knee", "")
    assert product.unmapped == ["Muster: Blafasel"]
    assert product.color_seen
    assert product.color_check in ("agrees", "differs")
    assert result.skipped == "machine translation is off (provider in [translate])"
    assert build.img_attr.read_text().startswith("img_path,category_blouses,")
    assert tables.read(build.pending, Pending) == []


def test_translating_twice_gives_the_same_bytes(ready):
    workspace, build = ready
    translate(workspace, build, QUIET)
    first = {path.name: path.read_bytes() for path in build.root.iterdir() if path.is_file()}
    translate(workspace, build, QUIET)
    assert {path.name: path.read_bytes() for path in build.root.iterdir() if path.is_file()} == first


def test_a_machines_answer_is_marked_pending_and_fills_only_what_is_empty(ready):
    workspace, build = ready
    answers = {"Blafasel": "floral pattern", "Kleid 0": "Dress 0"}
    result = translate(workspace, build, QUIET, machine=Fake(answers))
    (product,) = tables.read(build.products, Product)
    assert (product.pattern, product.length, product.name_en) == ("floral", "knee", "Dress 0")
    assert "pattern=floral: 'Muster: Blafasel' (machine fake/1 'floral pattern')" in product.provenance
    assert product.unmapped == ["Muster: Blafasel"]
    assert tables.read(build.pending, Pending) == [
        Pending("de", "Muster: Blafasel", "floral pattern", "fake/1", ["pattern=floral"], 1)
    ]
    assert (result.translated, result.skipped) == (2, "")


def test_a_provider_that_fails_costs_nothing_else_and_the_next_run_goes_on(ready):
    workspace, build = ready
    result = translate(workspace, build, QUIET, machine=Fake({}))
    assert result.skipped == ("2 texts were not translated: fake returned nothing; run curate translate again to go on")
    assert tables.read(build.products, Product)[0].length == "knee"
    assert translate(workspace, build, QUIET, machine=Fake({"Blafasel": "striped", "Kleid 0": "Dress"})).skipped == ""
    assert tables.read(build.products, Product)[0].pattern == "stripes"


def test_before_an_ingest_the_missing_file_is_named(tmp_path):
    from curation.workspace import Workspace

    workspace = Workspace(tmp_path)
    with pytest.raises(TableError, match=r"ingested\.parquet does not exist; run the stage that writes it"):
        translate(workspace, workspace.build("fashion"), QUIET)
