"""training/data/source.py"""

import shutil

import pytest

from curation.errors import DataError
from training.data.source import read_table


def test_a_build_a_release_and_a_workspace_with_one_build_are_data(build, make_release, tmp_path):
    assert read_table(build).source == build
    assert read_table(build.parents[1]).source == build
    release = make_release(tmp_path / "r")
    assert read_table(release).source == release


def test_a_workspace_with_several_builds_names_them(make_build, tmp_path):
    first = make_build(tmp_path, products=2)
    second = shutil.copytree(first, tmp_path / "build/winter")
    with pytest.raises(DataError) as error:
        read_table(tmp_path)
    assert str(error.value) == f"{tmp_path} is a workspace with 2 builds; name one: {first}, {second}"


def test_a_folder_of_anything_else_says_what_makes_data(tmp_path):
    with pytest.raises(DataError) as error:
        read_table(tmp_path)
    assert str(error.value) == (
        f"{tmp_path} is neither a build (no products.parquet) nor a release (no release.json); "
        "curate run makes a build, curate release a release"
    )


@pytest.mark.parametrize("name", ["absent", "file"])
def test_what_is_no_folder_says_what_is_wanted(tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError) as error:
        read_table(tmp_path / name)
    assert str(error.value) == (
        f"{tmp_path / name} is no folder; --data takes a build (WORKSPACE/build/NAME) or a release"
    )
