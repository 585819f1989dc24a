"""`curate review` and `curate learn` as typed: the printed address works, mistakes are one line, merging lists."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import HTTPCookieProcessor, build_opener

from click.testing import CliRunner

from curation.cli import main
from curation.reviews import append
from curation.schema import Review


def curate(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


def row(name: str, value: str) -> Review:
    return Review("2026-01-01T00:00:00+00:00", "fashion", "dresses", "pair", "zalando", name, value)


@contextmanager
def running(*words: object):
    """The command in a process of its own, and what it printed first."""
    command = [sys.executable, "-c", "from curation.cli import main; main()", "review", *map(str, words)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_the_printed_address_opens_the_page_and_ctrl_c_ends_it(store):
    workspace = store(products=5)
    with running("--workspace", workspace.root, "--category", "dresses", "--port", 0) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert process.stdout.readline() == f"Ctrl-C ends it; decisions are in {workspace.root}/fashion/reviews.csv\n"
        assert len(address.partition("token=")[2]) >= 32
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(address, timeout=10) as answer:
            assert b"0 of 5 decided, 5 remain" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == "ended\n"


def test_a_second_server_on_the_port_is_one_line(store):
    workspace = store(products=5)
    with running("--workspace", workspace.root, "--port", 0) as (_, address):
        port = address.split(":")[2].partition("/")[0]
        second = curate("review", "--workspace", workspace.root, "--port", port)
        assert (second.exit_code, second.stderr) == (
            1,
            f"Error: port {port} of 127.0.0.1 is in use, perhaps by another `curate review`; stop that one, "
            "or name another port with --port\n",
        )


def test_decisions_on_vanished_products_are_named_at_the_start_and_kept(store):
    workspace = store(products=5)
    append(workspace.reviews("fashion"), [row("P77", "none")])
    with running("--workspace", workspace.root, "--port", 0) as (process, _):
        assert process.stderr.readline() == "kept, but no longer there: zalando P77: the product is not in the build\n"
    assert "P77" in workspace.reviews("fashion").read_text()


def test_a_category_that_cannot_be_paired_does_not_keep_the_page_from_opening(store):
    store(products=1, shots=("full",), category="pants", name="aboutyou")
    workspace = store(products=5)
    with running("--workspace", workspace.root, "--port", 0) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert process.stderr.readline().startswith("Skipped: category 'pants' has 1 photo for 3 clusters")


def test_an_unknown_category_is_named(store):
    workspace = store(products=5)
    result = curate("review", "--workspace", workspace.root, "--category", "shoes", "--port", 0)
    assert (result.exit_code, result.stderr) == (1, "Error: unknown category 'shoes'; known categories: dresses\n")


def test_merging_prints_what_was_added_and_what_is_disputed(store, tmp_path):
    workspace = store(products=2)
    append(workspace.reviews("fashion"), [row("P0", "none")])
    append(tmp_path / "theirs.csv", [row("P0", "a.jpg"), row("P1", "none")])
    result = curate("review", "--workspace", workspace.root, "--merge", tmp_path / "theirs.csv")
    assert result.stdout == (
        "1 lines added, 0 known, 1 left out\n"
        "conflict, mine holds: pair zalando P0: here none (2026-01-01T00:00:00+00:00), "
        "there a.jpg (2026-01-01T00:00:00+00:00)\n"
    )


def test_learning_without_reviews_says_what_to_do(store):
    workspace = store(products=2)
    definition = workspace.root / "fashion/dataset.toml"
    definition.write_text(definition.read_text().replace('"none"', '"model"'))
    result = curate("learn", "--workspace", workspace.root)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: 0 products were judged in {workspace.root}/fashion/reviews.csv, 5 are needed; "
        "run curate review --order telling\n",
    )


def test_forgetting_nothing_is_no_mistake(store):
    workspace = store(products=2)
    result = curate("learn", "--forget", "--workspace", workspace.root, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"forgotten": False})
