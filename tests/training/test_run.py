"""training/run.py"""

import json
from pathlib import Path

import pytest

from curation.errors import ConfigError, RunError
from training.preset import preset
from training.run import Run, as_json, home


@pytest.fixture
def run(tmp_path) -> Run:
    return Run(tmp_path / "runs" / "mine")


def test_a_run_knows_its_configuration_and_its_data(run):
    run.begin(preset("pldt/tiny"), {"data": "/somewhere"})
    assert run.read_config() == preset("pldt/tiny")
    assert run.read_facts() == {"data": "/somewhere"}


def test_a_run_is_not_begun_twice_and_stays_as_it_was(run):
    run.begin(preset("pldt/tiny"), {"data": "/somewhere"})
    with pytest.raises(RunError) as error:
        run.begin(preset("pix2pix/tiny"), {"data": "/elsewhere"})
    assert str(error.value) == (
        f"run {run.root} exists (pldt); go on with train resume {run.root}, or choose another name with --name"
    )
    assert run.read_config() == preset("pldt/tiny")
    assert run.read_facts() == {"data": "/somewhere"}


def test_a_folder_without_a_configuration_is_no_run(run):
    with pytest.raises(RunError) as error:
        run.read_config()
    assert str(error.value) == f"{run.root} is no run (no config.toml); train fit PRESET --data DIR makes one"


def test_a_damaged_configuration_names_its_file(run):
    run.begin(preset("pldt/tiny"), {})
    run.config.write_text(run.config.read_text().replace("batch = 8", "batch = 0"))
    with pytest.raises(ConfigError) as error:
        run.read_config()
    assert str(error.value) == f"{run.config}: [train] batch must be above 0, not 0"


def test_facts_and_reports_that_are_gone_or_damaged_say_what_to_do(run):
    with pytest.raises(RunError) as error:
        run.read_facts()
    gone = f"[Errno 2] No such file or directory: '{run.facts}'"
    assert str(error.value) == f"{run.facts} cannot be read ({gone}); without it name the data with --data"
    with pytest.raises(RunError) as error:
        run.read_report()
    gone = f"[Errno 2] No such file or directory: '{run.report}'"
    assert str(error.value) == f"{run.report} cannot be read ({gone}); train resume {run.root} writes it"
    run.root.mkdir(parents=True)
    run.report.write_text("{")
    with pytest.raises(RunError, match="cannot be read"):
        run.read_report()


def test_the_log_is_read_as_it_was_written(run):
    assert list(run.lines()) == []
    run.append({"step": 1, "name": "Größe\u2028"})
    run.append({"step": 2})
    assert list(run.lines()) == [{"step": 1, "name": "Größe\u2028"}, {"step": 2}]


def test_lines_of_later_steps_are_forgotten(run):
    for step in (1, 2, 3, 2):
        run.append({"step": step})
    run.forget_after(2)
    assert [line["step"] for line in run.lines()] == [1, 2, 2]


def test_a_last_line_that_was_cut_off_is_passed_over_and_the_next_stands_on_its_own(run):
    run.append({"step": 1})
    with run.log.open("a") as file:
        file.write('{"step": 2, "G/l')
    assert list(run.lines()) == [{"step": 1}]
    run.forget_after(1)
    run.append({"step": 2})
    assert [line["step"] for line in run.lines()] == [1, 2]


def test_a_damaged_line_is_named(run):
    run.append({"step": 1})
    run.append({"step": 2})
    run.log.write_text(run.log.read_text().replace('"step": 2', '"step"; 2'))
    with pytest.raises(RunError) as error:
        list(run.lines())
    reason = "Expecting ':' delimiter: line 1 column 8 (char 7)"
    assert str(error.value) == f"{run.log}:2 is no JSON ({reason}); take the line out"


def test_runs_lie_in_the_workspace_of_their_data(tmp_path):
    build, release = tmp_path / "build/fashion", tmp_path / "releases/fashion-1.0.0"
    for folder in (build, release):
        folder.mkdir(parents=True)
        assert home(folder) == tmp_path
    assert home(tmp_path) == tmp_path
    assert home(tmp_path / "elsewhere") == Path("datasets")


def test_json_for_people_ends_with_a_line_feed():
    assert as_json({"a": "ß"}) == '{\n  "a": "ß"\n}\n'
    assert json.loads(as_json([1])) == [1]
