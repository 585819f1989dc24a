"""training/describe.py"""

import json

import pytest

from curation.errors import ConfigError, UnknownNameError
from training.describe import describe
from training.methods import METHODS
from training.preset import defaults, preset, presets


def sizes(name: str, *settings: str) -> dict[str, float]:
    """Millions of parameters by network, to three digits."""
    return {net["name"]: round(net["parameters"] / 1e6, 3) for net in describe(name, settings).facts["networks"]}


def test_pix2pix_has_the_size_of_its_paper():
    assert sizes("pix2pix") == {"G": 54.414, "D": 2.769}


def test_pldt_has_the_size_of_its_paper():
    found = sizes("pldt")
    assert round(found["C"], 1) == 36.5
    assert (round(found["D"], 1), round(found["A"], 1)) == (17.2, 17.2)


@pytest.mark.parametrize("name", [*METHODS, *(name for method in METHODS for name in presets(method))])
def test_every_method_and_preset_is_described_for_machines_and_for_people(name):
    described = describe(name)
    config = preset(name) if "/" in name else defaults(name)
    assert json.loads(json.dumps(described.facts))["config"] == config.to_dict()
    assert described.text.startswith(f"{config.method}: {METHODS[config.method][1]}\n\n")
    assert config.to_toml().rstrip() in described.text
    learning = [net for phase in described.facts["phases"] for net in phase["learns"]]
    assert {net["name"] for net in described.facts["networks"]} >= set(learning)
    assert ("departures from the paper:" in described.text) is bool(described.facts["departures"])


def test_networks_stand_in_a_column_with_their_size():
    lines = describe("pix2pix").text.splitlines()
    assert lines[2:4] == ["G              54.414 M parameters", "D               2.769 M parameters"]


def test_settings_are_described_with_what_the_paper_has():
    described = describe("pix2pix", ["train.batch=8", "options.norm=instance"])
    assert described.facts["departures"] == {
        "train.batch": {"is": 8, "paper": 1},
        "options.norm": {"is": "instance", "paper": "batch"},
    }
    assert described.text.splitlines()[-3:] == [
        "departures from the paper:",
        "  train.batch = 8 (paper: 1)",
        '  options.norm = "instance" (paper: "batch")',
    ]


def test_a_size_that_no_network_has_is_refused():
    with pytest.raises(ConfigError) as error:
        describe("pix2pix", ["data.width=128"])
    assert str(error.value) == "[options] levels is needed where photos are no squares: 256x128"
    with pytest.raises(ConfigError) as error:
        describe("pldt", ["data.width=128"])
    assert str(error.value) == "PLDT takes squares, not 64x128; set data.height = data.width"


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(UnknownNameError) as error:
        describe("pix2pixhd")
    assert str(error.value) == f"unknown method 'pix2pixhd'; known methods: {', '.join(METHODS)}"
