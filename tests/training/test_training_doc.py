"""docs/training.md is true: what it names exists."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from training.cli import main
from training.config import Data, Optimizer, Train
from training.evaluate.result import SplitResult
from training.losses import ADVERSARIAL
from training.methods import METHODS, method_class

TEXT = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
SECTIONS = {"data": Data, "optimizer": Optimizer, "train": Train}
KEYS = sorted(set(re.findall(r"`(data|optimizer|train|options)\.(\w+)", TEXT)))


def names(kind: type) -> set[str]:
    return {item.name for item in fields(kind)}


@pytest.mark.parametrize(("section", "key"), KEYS, ids=".".join)
def test_every_key_exists(section, key):
    if section == "options":
        assert any(key in names(type(method_class(method).defaults().options)) for method in METHODS)
    else:
        assert key in names(SECTIONS[section])


@pytest.mark.parametrize("key", ["norm", "gan", "upsample", "inference_norm", "inference_dropout", "lambda_l1"])
def test_keys_said_of_pix2pix_are_pix2pix_keys(key):
    assert f"options.{key}" in TEXT
    assert key in names(type(method_class("pix2pix").defaults().options))


def test_every_command_exists():
    assert set(re.findall(r"`train (\w+)", TEXT)) <= set(main.commands)


def test_the_losses_that_are_offered_are_those_that_are_named():
    offered = re.search(r'`options\.gan = "(\w+)"` and `"(\w+)"`', TEXT)
    assert set(offered.groups()) == set(ADVERSARIAL)


def test_the_faithful_preset_does_after_training_as_the_paper_does():
    options = method_class("pix2pix").defaults().options
    assert (options.inference_norm, options.inference_dropout) == ("batch", True)


def test_results_have_what_the_document_tells_to_call():
    assert "`beats(anchor, measure)`" in TEXT
    assert callable(SplitResult.beats)
