"""docs/review.md names every key that the page listens to, and none besides."""

import re
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_manual_and_the_page_list_the_same_keys():
    manual = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+`[^|]*) \| .+ \|$", manual, re.MULTILINE)
    told = set(re.findall(r"`([^`]+)`", " ".join(rows)))
    template = "".join(
        files("curation.review").joinpath(name).read_text(encoding="utf-8")
        for name in ("pairs.html.jinja", "frame.html.jinja")
    )
    shown = set(re.findall(r"<kbd>([^<]+)</kbd>", template))
    assert told - {"reviews.csv"} == shown
    script = files("curation.review").joinpath("pairs.js").read_text(encoding="utf-8")
    (keys,) = re.findall(r"const KEYS = \{(.+?)\};", script)
    heard = {key.replace("ArrowRight", "→") for key in re.findall(r"(\w+): \"", keys)}
    assert heard == shown - {"?", "0", "1", "9"}
