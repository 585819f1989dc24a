"""Shares with Wilson's interval, against labels by path or by key; mistakes in labels are named."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from curation.cli import main
from curation.cluster.recipe import Recipe
from curation.errors import TableError
from curation.evaluate import Share, evaluate_pairs, wilson
from curation.ingest import ingest
from curation.pair import pair
from curation.schema import SHOTS
from curation.spec import DatasetSection, Spec, TranslateSection
from curation.translate.stage import translate


def test_wilson_gives_the_interval_of_the_textbook():
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    assert wilson(81, 263) == Share(81, 263, 0.308, 0.2553, 0.3662)
    assert wilson(15, 148) == Share(15, 148, 0.1014, 0.0624, 0.1605)
    assert wilson(0, 20) == Share(0, 20, 0.0, 0.0, 0.1611)


def test_no_cases_are_no_share():
    assert wilson(0, 0) == Share(0, 0, None, None, None)


def test_more_right_than_cases_is_refused():
    with pytest.raises(ValueError, match="3 right of 2 cases is no share"):
        wilson(3, 2)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(case):
    found = wilson(*case)
    assert 0 <= found.low <= found.share <= found.high <= 1


@pytest.fixture
def paired(store):
    workspace = store(products=6)
    build = workspace.build("fashion")
    ingest(workspace, Spec(DatasetSection("fashion")))
    translate(workspace, workspace.build("fashion"), TranslateSection(check_color=False))
    pair(workspace, build, "dresses", Recipe(), workers=1)
    return workspace, build


def photo(product: int, position: int) -> str:
    return f"raw/zalando/models/damenbekleidung-kleider/P{product}@{position}.png"


def test_precision_coverage_and_confusion_come_from_the_labels(paired, tmp_path):
    workspace, build = paired
    path = tmp_path / "labels.csv"
    shots = ["full_front", "full_front", "full_back", "full_front"]
    lines = [f"{photo(n, 1)},{shot}" for n, shot in enumerate(shots)] + [f"{photo(4, 2)},full_front"]
    path.write_text("path,shot\n" + "\n".join(lines) + "\n")
    mine, plain = evaluate_pairs(workspace, build, path, ["dresses"], workers=1)
    assert (mine.pairs, mine.unlabelled) == (6, 2)
    assert (mine.precision.right, mine.precision.cases) == (3, 4)
    assert (mine.coverage.right, mine.coverage.cases) == (3, 4)
    assert mine.confusion == {"full_front": 3, "full_back": 1}
    assert (plain.method, plain.precision) == ("threshold, shots none", mine.precision)


def test_labels_may_name_store_id_and_position(paired, tmp_path):
    workspace, build = paired
    path = tmp_path / "truth.csv"
    path.write_text("store,id,position,key,shot\nzalando,P0,1,abc,full_front\nzalando,P9,1,abc,full_back\n")
    (mine,) = evaluate_pairs(workspace, build, path, ["dresses"], baseline=False)
    assert (mine.precision.right, mine.precision.cases, mine.unlabelled) == (1, 1, 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "file,label\na,b\n",
            "{path}: labels need the columns path, shot or store, id, position, shot; columns found: file, label",
        ),
        ("path,shot\na.jpg,frontal\n", "{path}:2: unknown shot 'frontal'; known shots: " + ", ".join(SHOTS)),
        (
            "path,shot\na.jpg,full_front\n",
            "{path} labels no photo of this build; "
            "its paths are like raw/zalando/images/damenbekleidung-kleider/P0.png",
        ),
    ],
)
def test_labels_that_cannot_be_used_are_named(paired, tmp_path, text, message):
    workspace, build = paired
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(TableError) as error:
        evaluate_pairs(workspace, build, path, ["dresses"], baseline=False)
    assert str(error.value) == message.format(path=path)


def test_labels_that_are_not_there_are_named(paired, tmp_path):
    workspace, build = paired
    with pytest.raises(TableError, match=r"none.csv does not exist; name a CSV with the columns path, shot or store"):
        evaluate_pairs(workspace, build, tmp_path / "none.csv", ["dresses"])


def test_the_command_prints_both_ways_for_people_and_machines(paired, tmp_path):
    workspace, _ = paired
    path = tmp_path / "labels.csv"
    path.write_text(f"path,shot\n{photo(0, 1)},full_front\n{photo(1, 1)},full_back\n")
    words = ["evaluate-pairs", str(path), "--workspace", str(workspace.root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "curate pair: precision 0.500 (0.095 to 0.905, 1 of 2), coverage 1.000 (0.206 to 1.000, 1 of 1)",
        "  6 pairs, 4 without a label; shown: 1 full_front, 1 full_back",
    ]
    machine = json.loads(CliRunner().invoke(main, [*words, "--json", "--no-baseline"]).stdout)
    assert machine[0]["precision"]["share"] == 0.5
