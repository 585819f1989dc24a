"""docs/match.md is true: what it names exists, its Python runs."""

import re
from pathlib import Path

import numpy as np

from training.methods import METHODS, method_class
from training.methods.matcher import NETWORKS, Matcher
from training.preset import presets
from training.retrieval.embedders.catalogue import names

TEXT = (Path(__file__).parents[2] / "docs" / "match.md").read_text(encoding="utf-8")


def test_every_matcher_stands_in_the_table_and_nothing_else():
    listed = re.findall(r"^\| `(\w+)` \| .* \| .* \|$", TEXT.split("## What is measured")[0], re.MULTILINE)
    assert set(listed) == {name for name in METHODS if issubclass(method_class(name), Matcher)}


def test_every_embedder_network_preset_and_option_that_is_named_exists():
    offered = {name.partition(":")[0] for name in names()}
    section = TEXT.split("## Embedders")[1].split("## Benchmarks")[0]
    named = set(re.findall(r"`([a-z0-9-]+)(?::[A-Z]+)?`", section))
    assert offered <= named
    assert set(NETWORKS) <= set(re.findall(r"`([\w-]+)`", TEXT))
    for preset in set(re.findall(r"train fit (\S+)", TEXT)):
        assert preset in presets(preset.split("/")[0])
    options = set(re.findall(r"`options\.(\w+)", TEXT))
    assert options
    for option in options:
        assert any(hasattr(method_class(name).defaults().options, option) for name in METHODS), option


def test_its_python_runs(capsys):
    code = next(
        block for block in re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL) if "Photos(" in block
    )
    exec(compile(code, "match.md", "exec"), {"vectors": np.eye(2), "others": np.eye(2)})
    assert "recall@1         1.000" in capsys.readouterr().out
