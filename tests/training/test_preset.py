"""training/preset.py"""

import os
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import ConfigError, UnknownNameError
from training.config import Config, Data, Optimizer, Train
from training.fit import departures
from training.methods import METHODS
from training.preset import defaults, from_dict, preset, presets, read

SHIPPED = [name for method in METHODS for name in presets(method)]
FOLDER = Path(str(files("training"))) / "presets"


def test_every_method_has_the_preset_of_its_paper_and_a_tiny_one():
    for method in METHODS:
        assert {f"{method}/faithful", f"{method}/tiny"} <= set(presets(method))


def test_every_folder_of_presets_is_one_of_a_method():
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} <= set(METHODS)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_preset_differs_from_the_paper_in_exactly_what_its_file_says(name):
    said = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    config = preset(name)
    assert config.method == name.partition("/")[0]
    assert {f"{section}.{key}" for section, content in said.items() for key in content} == set(departures(config))
    assert all(config.to_dict()[section][key] == value for section in said for key, value in said[section].items())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_preset_begins_with_a_word_on_what_to_expect(name):
    assert (FOLDER / f"{name}.toml").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_preset_comes_back_whole_from_the_file_of_a_run(name, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(preset(name).to_toml(), encoding="utf-8")
    assert read(path) == preset(name)
    assert from_dict(preset(name).to_dict(), "x") == preset(name)


positive = st.floats(1e-9, 1e9)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
configs = st.builds(
    Config,
    st.just("pix2pix"),
    st.just(defaults("pix2pix").options),
    st.builds(
        Data,
        height=st.integers(1, 2**40),
        enlarge=st.floats(1, 1e9),
        flip=st.booleans(),
        resize=st.sampled_from(["stretch", "pad"]),
        categories=st.lists(words, max_size=3).map(tuple),
    ),
    st.builds(Optimizer, lr=positive, momentum=positive, beta1=st.floats(0, 1, exclude_max=True)),
    st.builds(Train, seed=st.integers(0, 2**63 - 1), epochs=positive, best=words),
)


@given(configs)
def test_whatever_a_run_is_made_of_comes_back_from_its_file(tmp_path_factory, config):
    path = tmp_path_factory.getbasetemp() / "wild.toml"
    path.write_text(config.to_toml(), encoding="utf-8", newline="")
    assert read(path) == config
    assert from_dict(config.to_dict(), "x") == config


def test_the_file_of_a_run_has_every_key(tmp_path):
    found = tomllib.loads(defaults("pldt").to_toml())
    assert found == defaults("pldt").to_dict()


@pytest.mark.parametrize("name", ["pix2pix/gigantic", "pix2pix", "pix2pix/", "pix2pix/../pldt/tiny"])
def test_an_unknown_preset_is_answered_with_those_there_are(name):
    with pytest.raises(UnknownNameError) as error:
        preset(name)
    assert str(error.value) == f"unknown preset '{name}'; known presets: {', '.join(presets('pix2pix'))}"


@pytest.mark.parametrize("name", ["pix3pix/tiny", "", "../pix2pix"])
def test_an_unknown_method_is_answered_with_those_there_are(name):
    with pytest.raises(UnknownNameError) as error:
        preset(name)
    assert str(error.value) == f"unknown method '{name.partition('/')[0]}'; known methods: {', '.join(METHODS)}"


def test_a_file_may_say_the_method_and_what_differs(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('method = "pldt"\n[train]\nbatch = 7\n')
    assert read(path) == defaults("pldt").with_settings(["train.batch=7"])


@pytest.mark.parametrize("content", ["", "method = 3", "[train]\nbatch = 7\n"])
def test_a_file_without_a_method_is_told_how_it_begins(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_text(content)
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value) == f'{path}: method is missing; the file begins with method = "NAME"'


def test_a_mistake_in_a_file_is_told_with_its_name(tmp_path):
    path = tmp_path / "a:b.toml"
    path.write_text('method = "pldt"\n[train]\nbatch = 0\n[optimiser]\nlr = 1\n')
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value).splitlines() == [
        f"{path}: [train] batch must be above 0, not 0",
        f"{path}: unknown section [optimiser]; known: data, optimizer, train, options",
    ]


def test_what_is_no_toml_is_told_with_its_place(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("method = pldt\n")
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value) == f"{path}: Invalid value (at line 1, column 10)"


def test_what_is_no_text_and_what_is_not_there_is_told(tmp_path):
    path = tmp_path / "mine.toml"
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value) == f"{path} cannot be read: {os.strerror(2)}"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: 'utf-8' codec can't decode byte 0xff")
