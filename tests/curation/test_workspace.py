"""Names, places and whole files."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import UnknownNameError, WorkspaceError
from curation.workspace import Workspace, atomic_write, safe_name, shipped


def test_a_missing_workspace_says_what_to_do(tmp_path):
    with pytest.raises(WorkspaceError) as error:
        Workspace(tmp_path / "nowhere").stores()
    root = tmp_path / "nowhere"
    assert str(error.value) == (
        f"workspace {root} does not exist; crawl a store into it (scrapy crawl zalando -s WORKSPACE={root}), "
        f"import a folder (curate import DIR --workspace {root}) or name another with --workspace"
    )


def test_an_empty_workspace_says_what_to_do(tmp_path):
    with pytest.raises(WorkspaceError) as error:
        Workspace(tmp_path).stores()
    assert str(error.value) == (
        f"workspace {tmp_path} holds no products (no raw/*/products.csv); crawl a store "
        f"(scrapy crawl zalando -s WORKSPACE={tmp_path}) or import a folder "
        f"(curate import DIR --workspace {tmp_path})"
    )


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "raw/../../x"])
def test_no_table_can_name_a_file_outside_the_workspace(tmp_path, path):
    with pytest.raises(WorkspaceError, match="lies outside the workspace"):
        Workspace(tmp_path).file(path)


def test_the_workspaces_own_definition_and_vocabulary_come_first(tmp_path):
    (tmp_path / "fashion").mkdir()
    (tmp_path / "fashion/dataset.toml").write_text("")
    workspace = Workspace(tmp_path)
    assert workspace.definition("fashion") == tmp_path / "fashion/dataset.toml"
    assert workspace.vocabulary("color") == shipped() / "vocabularies/color.csv"
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies/color.csv").write_text("")
    assert workspace.vocabulary("color") == tmp_path / "vocabularies/color.csv"


def test_an_unknown_definition_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownNameError) as error:
        Workspace(tmp_path).definition("fasion")
    assert str(error.value) == "unknown dataset 'fasion'; known datasets: fashion"


@given(st.text(max_size=300))
def test_a_safe_name_is_one_part_of_a_path_on_every_system(text):
    name = safe_name(text)
    assert name
    assert set(name) <= set(string.ascii_letters + string.digits + "._@+-")
    assert not name.startswith(".")
    assert not name.endswith(".")
    assert len(name) <= 90


@given(st.lists(st.text(max_size=120), unique=True, min_size=2, max_size=20))
def test_two_ids_never_share_a_safe_name(texts):
    assert len({safe_name(text) for text in texts}) == len(texts)


@given(st.text(max_size=300))
def test_a_safe_name_is_one_that_windows_takes_and_short_enough_for_a_suffix(text):
    name = safe_name(text)
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)", name.partition(".")[0], re.IGNORECASE)
    assert len(f"{name}@9999.jpg".encode()) <= 255


def test_a_taken_name_gets_another_that_stays_the_same():
    assert safe_name("a1", taken=True) == safe_name("a1", taken=True) == "a1-f29bc91b"
    assert safe_name("\ud83d").startswith("unnamed-"), "half a character, as JSON can spell one"


@pytest.mark.parametrize("name", ["../../x", "con", "NUL.jpg", "a/b", "", ".", "a" * 81, "ä"])
def test_a_name_that_some_system_refuses_is_changed(name):
    assert safe_name(name) != name
    assert "/" not in safe_name(name)


def test_a_plain_id_stays_as_it_is():
    assert safe_name("AR322O0BC-C11") == "AR322O0BC-C11"


def test_a_new_file_can_be_read_by_others(tmp_path):
    path = tmp_path / "a/b.txt"
    with atomic_write(path, "w") as file:
        file.write("ä\n")
    assert path.read_text(encoding="utf-8") == "ä\n"
    assert path.stat().st_mode & 0o044 == 0o044
