"""training/checkpoint.py"""

import errno
import json
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from curation.errors import ConfigError, RunError, WorkspaceError
from training.checkpoint import (
    VERSION,
    Header,
    load_network,
    load_run,
    load_state,
    read_header,
    save_state,
    save_weights,
)
from training.methods import method_class
from training.preset import preset
from training.run import Run


@pytest.fixture
def run(tiny_run, tmp_path) -> Run:
    """A copy of a finished run, to break."""
    return Run(Path(shutil.copytree(tiny_run, tmp_path / "runs" / "tiny")))


def test_a_state_comes_back_as_it_was(tmp_path):
    path = tmp_path / "run/last/state.pt"
    save_state(path, {"method": "pldt", "step": 3, "best": None, "weights": {"a": torch.arange(3.0)}})
    state = load_state(path, "pldt")
    assert (state["version"], state["method"], state["step"], state["best"]) == (VERSION, "pldt", 3, None)
    assert torch.equal(state["weights"]["a"], torch.arange(3.0))


def test_a_state_that_is_not_there_says_why(tmp_path):
    with pytest.raises(RunError) as error:
        load_state(tmp_path / "state.pt", "pldt")
    assert str(error.value) == (
        f"{tmp_path / 'state.pt'} is not there: stopped before its first checkpoint; delete the run and train anew"
    )


@pytest.mark.parametrize("damage", ["cut", "nonsense", "empty"])
def test_a_damaged_state_is_refused(run, damage):
    whole = run.state.read_bytes()
    run.state.write_bytes({"cut": whole[: len(whole) // 2], "nonsense": b"x" * 999, "empty": b""}[damage])
    with pytest.raises(RunError, match=r"state\.pt cannot be read \(\w+\); it is damaged, train anew$"):
        load_state(run.state, "pix2pix")


@pytest.mark.parametrize(("content", "version"), [({"version": 99}, 99), ({"step": 1}, None), ([1, 2], None)])
def test_a_state_of_another_version_is_refused_by_name(tmp_path, content, version):
    torch.save(content, tmp_path / "state.pt")
    with pytest.raises(RunError) as error:
        load_state(tmp_path / "state.pt", "pldt")
    assert str(error.value) == (
        f"{tmp_path / 'state.pt'} has version {version}, this Pairwear reads {VERSION}; train anew"
    )


def test_a_state_of_another_method_is_refused(run):
    with pytest.raises(RunError) as error:
        load_state(run.state, "pldt")
    assert str(error.value) == (f"{run.state} is a checkpoint of pix2pix, the run's config.toml says pldt; mend that")


@pytest.fixture
def no_room(monkeypatch):
    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)


def test_a_full_disk_keeps_the_last_state_and_leaves_nothing_else(run, no_room):
    before = run.state.read_bytes()
    with pytest.raises(WorkspaceError) as error:
        save_state(run.state, {"method": "pix2pix", "step": 9})
    assert str(error.value) == (
        f"no space left on the disk of {run.state}; the last good state is kept; "
        f"free some space, then train resume {run.root}"
    )
    assert run.state.read_bytes() == before
    assert [path.name for path in run.state.parent.iterdir()] == ["state.pt"]


def test_a_full_disk_at_the_first_state_says_that_there_is_none(tmp_path, no_room):
    path = tmp_path / "run/last/state.pt"
    with pytest.raises(WorkspaceError) as error:
        save_state(path, {"method": "pix2pix"})
    assert str(error.value) == (
        f"no space left on the disk of {path}; there is no earlier state; "
        f"free some space, then train resume {tmp_path / 'run'}"
    )
    assert list(path.parent.iterdir()) == []


def test_a_full_disk_keeps_the_weights_before(run, no_room):
    path = run.weights / "G.safetensors"
    before = path.read_bytes()
    with pytest.raises(WorkspaceError) as error:
        save_weights(path, torch.nn.Linear(2, 2), read_header(path))
    assert str(error.value) == (
        f"no space left on the disk of {path}; the weights before it are kept; free some space and run again"
    )
    assert path.read_bytes() == before


def test_weights_know_what_they_are(run):
    header = read_header(run.weights / "G.safetensors")
    assert header.config == run.read_config()
    assert (header.net, header.step, header.averaged, header.rule) == ("G", 4, False, "the last ones")
    assert header.data == run.read_report()["data"]["fingerprint"]


def test_weights_load_from_their_path_alone_ready_for_use(run, tmp_path):
    moved = tmp_path / "somewhere.safetensors"
    shutil.move(run.weights / "G.safetensors", moved)
    net, header = load_network(moved)
    assert not net.training
    saved = load_file(moved)
    assert all(torch.equal(value, saved[name]) for name, value in net.state_dict().items())
    with torch.no_grad():
        assert net(torch.zeros(1, 3, header.config.data.height, header.config.data.width)).shape == (1, 3, 32, 32)


def test_the_same_weights_give_the_same_bytes(run, tmp_path):
    net, header = load_network(run.weights / "G.safetensors")
    save_weights(tmp_path / "again.safetensors", net, header)
    assert (tmp_path / "again.safetensors").read_bytes() == (run.weights / "G.safetensors").read_bytes()


def texts(value: object) -> Iterator[str]:
    """Every text within dictionaries and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for item in pair for text in texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in texts(item))


def test_neither_paths_nor_the_machine_stand_in_a_checkpoint(run, build):
    weights = run.weights / "G.safetensors"
    with safe_open(weights, "pt") as file:
        said = [*texts(load_state(run.state, "pix2pix")), *texts(json.loads(file.metadata()["pairwear"]))]
    assert "pix2pix" in said
    assert not [text for text in said if text == socket.gethostname() or "/" in text]
    for path in (run.state, weights):
        content = path.read_bytes()
        assert not [word for word in (str(build), str(Path.home()), os.getcwd()) if word.encode() in content]


def rewritten(path: Path, metadata: dict[str, str] | None) -> Path:
    """The weights of a file under another header."""
    tensors = {name: value.clone() for name, value in load_file(path).items()}
    save_file(tensors, path, metadata)
    return path


def test_weights_of_others_are_refused(run):
    path = run.weights / "G.safetensors"
    for metadata in (None, {"format": "pt"}):
        with pytest.raises(RunError) as error:
            read_header(rewritten(path, metadata))
        assert str(error.value) == (
            f"{path} does not say what it is (no 'pairwear' in its header); Pairwear did not write it"
        )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda facts: facts.pop("net") and facts, "missing 1 required positional argument: 'net'"),
        (lambda facts: facts | {"colour": 1}, "got an unexpected keyword argument 'colour'"),
        (lambda facts: facts.pop("config") and facts, "'config'"),
        (lambda facts: [facts], ""),
        (lambda facts: "pix2pix", ""),
    ],
)
def test_a_header_of_another_version_is_refused(run, change, reason):
    path = run.weights / "G.safetensors"
    with safe_open(path, "pt") as file:
        facts = json.loads(file.metadata()["pairwear"])
    rewritten(path, {"pairwear": json.dumps(change(facts))})
    with pytest.raises(RunError) as error:
        read_header(path)
    assert str(error.value).startswith(f"{path} has a 'pairwear' header of another version (")
    assert str(error.value).endswith(f"{reason}); train anew")


def test_a_header_with_a_mistake_in_its_configuration_names_the_file(run):
    path = run.weights / "G.safetensors"
    with safe_open(path, "pt") as file:
        facts = json.loads(file.metadata()["pairwear"])
    facts["config"]["train"]["bacth"] = 3
    rewritten(path, {"pairwear": json.dumps(facts)})
    with pytest.raises(ConfigError) as error:
        read_header(path)
    assert str(error.value) == f"{path}: [train] unknown key 'bacth'; did you mean batch?"


@pytest.mark.parametrize("content", [b"", b"nonsense" * 20])
def test_what_is_no_safetensors_file_is_refused(tmp_path, content):
    path = tmp_path / "G.safetensors"
    path.write_bytes(content)
    with pytest.raises(RunError) as error:
        read_header(path)
    assert str(error.value).startswith(f"{path} is no safetensors file, or a damaged one (")


def test_weights_that_were_cut_are_refused(run):
    path = run.weights / "G.safetensors"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(RunError, match="is no safetensors file, or a damaged one"):
        load_network(path)


def test_weights_that_are_not_there_are_named(tmp_path):
    with pytest.raises(RunError) as error:
        load_network(tmp_path / "G.safetensors")
    assert str(error.value) == f"{tmp_path / 'G.safetensors'} is not there"


def test_weights_that_do_not_fit_their_header_are_refused(run):
    path = run.weights / "G.safetensors"
    header = read_header(path)
    wider = header.config.with_settings(["options.width=12"])
    method = method_class("pix2pix")(header.config)
    method.build(["G"])
    save_weights(path, method.nets["G"], replace(header, config=wider))
    with pytest.raises(RunError) as error:
        load_network(path)
    assert str(error.value).startswith(f"{path} does not fit the network its header names: size mismatch for ")
    assert len(str(error.value).splitlines()) == 1


def test_a_run_loads_with_the_networks_of_use_after_training(run):
    method, header = load_run(run.root)
    assert list(method.nets) == ["G"]
    assert method.config == header.config == run.read_config()
    assert load_run(run.root, method="pix2pix")[1] == header


def test_a_run_of_another_method_than_wanted_is_refused(run):
    with pytest.raises(RunError) as error:
        load_run(run.root, method="pldt")
    assert str(error.value) == f"{run.root} is a run of pix2pix, not of pldt"


def test_a_run_without_weights_says_how_it_goes_on(run):
    (run.weights / "G.safetensors").unlink()
    with pytest.raises(RunError) as error:
        load_run(run.root)
    assert str(error.value) == f"{run.root} has no weights of G yet; train resume {run.root} goes on with it"


def test_weights_of_another_method_or_network_in_a_run_are_refused(run):
    other = method_class("pldt")(preset("pldt/tiny"))
    other.build(["C"])
    path = run.weights / "G.safetensors"
    save_weights(path, other.nets["C"], Header(other.config, "C", 1, False, "", ""))
    with pytest.raises(RunError) as error:
        load_run(run.root)
    assert str(error.value) == f"{path} is C of pldt, the run needs G of pix2pix"
