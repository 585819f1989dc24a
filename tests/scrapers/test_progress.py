"""How far a crawl is: the words, the rate, a live line on a terminal, plain lines in a pipe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.progress import Rate, line

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("rate", "waiting", "more", "left"),
    [
        (0.0, 10, True, ""),
        (30.0, 0, False, ""),
        (30.0, 60, True, ", at least 2 min left"),
        (30.0, 60, False, ", 2 min left"),
        (30.0, 20, True, ", less than 1 min left"),
        (30.0, 4500, False, ", 2.5 h left"),
    ],
)
def test_time_left_is_what_waits_by_the_rate(rate, waiting, more, left):
    said = line("zalando", 120, 80, 400, rate, waiting, more=more)
    assert said == f"zalando: 120 pages, 80 products, 400 photos, {rate:.0f} pages/min{left}"


def test_the_rate_is_that_of_the_last_minute():
    rate = Rate()
    assert rate.per_minute(0.0, 0) == 0
    assert rate.per_minute(30.0, 10) == 20
    assert rate.per_minute(60.0, 60) == 60
    # What came before is forgotten: 120 pages since second 60, in 60 seconds.
    assert rate.per_minute(120.0, 180) == 120


def test_in_a_pipe_progress_is_plain_lines(field, tmp_path):
    with field("zalando", 8, 3) as zalando:
        done = zalando.crawl(tmp_path, "-s", "PROGRESS_SECONDS=0.5")
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert lines
    for said in lines:
        assert re.fullmatch(r"zalando: \d+ pages, \d+ products, \d+ photos, \d+ pages/min(, [\w. ]+ left)?", said), said


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_on_a_terminal_progress_is_one_live_line_that_is_gone_at_the_end(field, tmp_path):
    import pty

    with field("zalando", 8, 3) as zalando:
        script = Path(sys.executable).with_name("scrapy")
        ours, theirs = pty.openpty()
        command = [str(script), *zalando.command(tmp_path)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "120"}
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
        assert process.wait(timeout=30) == 0
    text = shown.decode()
    assert re.search(r"zalando: \d+ pages, \d+ products, \d+ photos, \d+ pages/min", text)
    assert "\x1b[2K" in text
    assert text.splitlines()[-1].endswith(f"{tmp_path}/raw/zalando")
