"""The commands print results on standard output, mistakes as one line, and exit as documented."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from curation import tables
from curation.cli import main
from curation.schema import Product, Split


def curate(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_pair_runs_what_is_missing_before_it_and_prints_counts(store):
    workspace = store(products=5)
    result = curate("pair", "--category", "dresses", "--workspace", workspace.root)
    assert result.exit_code == 0
    assert result.stdout == "dresses: 5 pairs of 5 products, 0 rejected (15 photos)\n"


def test_pair_without_a_category_pairs_every_one_and_skips_what_cannot_be(store):
    store(products=1, shots=("full",), category="pants", name="aboutyou")
    workspace = store(products=5)
    result = curate("pair", "--workspace", workspace.root)
    assert result.exit_code == 0
    assert result.stdout == "dresses: 5 pairs of 5 products, 0 rejected (15 photos)\n"
    assert result.stderr.startswith("Skipped: category 'pants' has 1 photo for 3 clusters")


def test_options_stand_in_for_the_definition(store):
    workspace = store(products=5)
    result = curate("pair", "--category", "dresses", "--k", 2, "--seed", 5, "--workspace", workspace.root, "--json")
    assert json.loads(result.stdout)[0]["pairs"] == 5
    run = json.loads((workspace.build("fashion").clusters("dresses") / "run.json").read_text())
    assert (run["k"], run["seed"]) == (2, 5)


def test_run_then_status_shows_every_stage_and_the_next_command(store):
    workspace = store(products=5)
    before = curate("status", "--workspace", workspace.root)
    assert before.stdout == f"missing  ingest\nnext: curate ingest --workspace {workspace.root}\n"
    run = curate("run", "--workspace", workspace.root)
    assert run.stdout.splitlines() == [
        "ingest: 5 products, 20 images, 0 removed",
        "translate: 5 products, 10 values, 0 unmapped categories, 0 unmapped colors, 0 unmapped phrases, "
        "4 colors differ, 0 translated",
        "clean: 20 photos, 20 kept, 0 dropped, 0 groups, 0 without product photo, 15 opened",
        "pair-dresses: 5 products, 5 pairs, 0 rejected, 15 photos, 0 unreadable",
        "split: 5 products, 5 groups, 5 train, 0 validation, 0 test, 0 left out, 0 stayed, 0 leaks",
        "report: 5 products, 20 photos, 5 pairs, 0 rejected",
    ]
    after = curate("status", "--workspace", workspace.root)
    assert [line.split()[:2] for line in after.stdout.splitlines()[:6]] == [
        ["done", "ingest"],
        ["done", "translate"],
        ["done", "clean"],
        ["done", "pair-dresses"],
        ["done", "split"],
        ["done", "report"],
    ]
    assert after.stdout.splitlines()[6:9] == [
        "photos   20 = 0 not stored + 0 dropped + 20 kept",
        "products 5 = 5 paired + 0 rejected",
        "split    5 = 5 train + 0 validation + 0 test + 0 left out",
    ]
    assert after.stdout.endswith(f"everything is up to date; look at {workspace.root / 'build/fashion/report.html'}\n")


def test_clean_says_what_it_drops_and_a_dry_run_what_it_would(store):
    workspace = store(products=3)
    gallery = workspace.file("raw/zalando/models/damenbekleidung-kleider/P0@1.png")
    gallery.with_name("P0@2.png").write_bytes(gallery.read_bytes())
    dry = curate("clean", "--dry-run", "--workspace", workspace.root)
    assert dry.stdout.splitlines() == [
        "12 photos: 11 kept, 1 would be dropped",
        "      1 exact_duplicate",
        "0 groups of copies across products, kept and split together",
        "0 products without a usable photo of the article alone",
    ]
    assert not workspace.build("fashion").removed("clean").exists()
    done = curate("clean", "--workspace", workspace.root)
    assert done.stdout.splitlines()[0] == "12 photos: 11 kept, 1 dropped"
    assert json.loads(curate("clean", "--json", "--workspace", workspace.root).stdout)["reasons"] == {
        "exact_duplicate": 1
    }


def test_split_prints_its_counts_by_category(store):
    store(products=4, shots=("full",), category="pants", name="aboutyou")
    workspace = store(products=30)
    result = curate("split", "--workspace", workspace.root)
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["category", "train", "validation", "test", "left", "out", "products"]
    assert [line.split()[0] for line in lines[1:4]] == ["dresses", "pants", "all"]
    numbers = [[int(word) for word in line.split()[1:]] for line in lines[1:4]]
    assert [sum(row[:-1]) for row in numbers] == [row[-1] for row in numbers] == [30, 4, 34]
    assert lines[4].endswith(" groups, 0 leaks")


def test_status_names_leaks_and_sums_that_do_not_add_up(store):
    workspace = store(products=5)
    curate("run", "--workspace", workspace.root)
    build = workspace.build("fashion")
    products = tables.read(build.products, Product)
    for product in products[:2]:
        product.group_id = "G1"
    tables.write(build.products, products[:4], Product)
    rows = tables.read(build.splits, Split)
    rows[1].split = "test"
    tables.write(build.splits, rows, Split)
    lines = curate("status", "--workspace", workspace.root).stdout.splitlines()
    assert "products 4 = 5 paired + 0 rejected  (these make 5: a stage is to be run again)" in lines
    assert "leak: group_id zalando/G1 stands in train zalando/P0, test zalando/P1" in lines
    assert lines[-1] == f"next: curate pair --category dresses --workspace {workspace.root}"
    found = json.loads(curate("status", "--json", "--workspace", workspace.root).stdout)
    assert [leak["name"] for leak in found["leaks"]] == ["zalando/G1"]
    assert [total["adds_up"] for total in found["totals"]] == [True, False, False]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ingest",), "Error: workspace {ws} does not exist; crawl a store into it"),
        (("pair", "--dataset", "shoes"), "Error: unknown dataset 'shoes'; known datasets: fashion\n"),
        (("status",), "Error: workspace {ws} does not exist"),
        (("import", "{ws}", "--layout", "folder"), "Error: {ws} does not exist; name the folder that holds the photos"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_1(tmp_path, words, message):
    workspace = tmp_path / "nowhere"
    result = curate(*(str(word).format(ws=workspace) for word in words), "--workspace", workspace)
    assert result.exit_code == 1
    assert result.stderr.startswith(message.format(ws=workspace))
    assert result.stderr.count("\n") == 1


def test_an_unknown_category_names_those_that_exist(store):
    workspace = store(products=4)
    result = curate("pair", "--category", "dress", "--workspace", workspace.root)
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: unknown category 'dress'; known categories: dresses\n",
    )


def test_wrong_usage_exits_2():
    assert curate("pair", "--k", "many").exit_code == 2
    assert curate("fly").exit_code == 2


def test_init_writes_a_definition_and_prints_its_path(tmp_path):
    result = curate("init", "summer", "--workspace", tmp_path)
    assert result.stdout == f"{tmp_path / 'summer/dataset.toml'}\n"
    assert Path(result.stdout.strip()).is_file()


def test_help_is_instant_heavy_libraries_stay_out():
    code = (
        "import sys; from curation.cli import main\n"
        "try: main(['pair', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'cv2', 'sklearn', 'pyarrow', 'PIL', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def walk(command, path=()):
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from walk(child, (*path, name))


@pytest.mark.parametrize(
    ("path", "command"), list(walk(main)), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_says_what_it_does_with_an_example(path, command):
    assert command.help
    assert not path or f"curate {' '.join(path)}" in command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
