"""A definition's mistakes are reported all at once, with their lines."""

import re

import pytest

from curation.cluster.recipe import Recipe, recipe
from curation.definition import commented, init
from curation.errors import SpecError, WorkspaceError
from curation.spec import load
from curation.workspace import Workspace, shipped


def write(tmp_path, text: str):
    path = tmp_path / "a" / "dataset.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_not_given_has_the_thesis_defaults(tmp_path):
    spec = load(write(tmp_path, '[dataset]\nname = "a"\n[pair]\nk = 4\n'))
    assert spec.pair == Recipe(k=4)
    assert spec.dataset.categories == ()


def test_what_is_not_given_has_the_defaults_of_the_method(tmp_path):
    assert load(write(tmp_path, '[dataset]\nname = "a"\n[pair]\nmethod = "edges"\n')).pair == recipe("edges")


def test_all_mistakes_come_at_once_with_their_lines(tmp_path):
    path = write(
        tmp_path,
        '[dataset]\nname = "Two Words"\nstore = ["zalando"]\n\n'
        '[pair]\nk = "three"\nthreshold = 300\nblur = 4\n\n[pear]\n',
    )
    with pytest.raises(SpecError) as error:
        load(path)
    assert error.value.mistakes == (
        f"{path}:3: unknown key 'store' in [dataset]; did you mean 'stores'?",
        f"{path}:2: name must be lower-case letters, digits, - and _, not 'Two Words'",
        f"{path}:6: k must be a whole number, not 'three'",
        f"{path}:7: threshold is 300; it is a gray level, 0 to 254",
        f"{path}:8: blur is 4; it must be odd and 1 or more",
        f"{path}:10: unknown section [pear]; did you mean 'pair'?",
    )


def test_contradictions_within_and_between_keys_come_with_all_the_rest(tmp_path):
    path = write(
        tmp_path,
        '[dataset]\nname = "a"\nstores = ["zalando", "zalando"]\n\n[split]\ntrain = 0.8\ntest = 0.3\n\n'
        '[clean]\nmin_side = 0\nbackgrounds = ["white", "green"]\nmax_blur = 3\n\n'
        '[shots]\nuse = "none"\nmin_score = 0.9\nnetwork = "own.onnx"\n\n'
        '[translate]\nprovider = "bing"\nretries = -1\n\n[pair]\nmethod = "colour"\nk = 0\n',
    )
    with pytest.raises(SpecError) as error:
        load(path)
    assert error.value.mistakes == (
        f"{path}:6: train + validation + test make 1.2; they must make 1",
        f"{path}:12: unknown key 'max_blur' in [clean]; known: min_side, max_aspect, min_contrast, min_sharpness, "
        "backgrounds, distance, difference, max_products",
        f"{path}:10: min_side is 0; it is a side in pixels, 1 or more",
        f"{path}:11: backgrounds must be of white, light, plain, busy, not 'green'",
        f"{path}:20: provider must be google, deepl or empty, not 'bing'",
        f"{path}:21: retries must be 0 or more, not -1",
        f"{path}:24: unknown method 'colour'; known methods: threshold, grayscale, edges",
        f"{path}:25: k is 0; there must be 1 cluster or more",
        f'{path}:17: network has no effect with use = "none"; take it out, or use = "both" or "model"',
        f'{path}:16: min_score has no effect with use = "none"; take it out, or let something look at the photos',
        f"{path}:3: stores names 'zalando' more than once",
    )


def test_a_category_no_vocabulary_knows_is_a_mistake_not_an_empty_dataset(tmp_path):
    path = write(tmp_path, '[dataset]\nname = "a"\ncategories = ["dresses", "dress"]\n')
    with pytest.raises(SpecError) as error:
        load(path, ("dresses", "tops"))
    assert str(error.value) == f"{path}:3: unknown category 'dress'; did you mean 'dresses'?"
    assert load(path).dataset.categories == ("dresses", "dress")


def test_an_unknown_method_names_the_known_ones(tmp_path):
    path = write(tmp_path, '[dataset]\nname = "a"\n[pair]\nmethod = "colour"\n')
    with pytest.raises(SpecError) as error:
        load(path)
    assert str(error.value) == f"{path}:4: unknown method 'colour'; known methods: threshold, grayscale, edges"


def test_a_whole_number_is_a_number(tmp_path):
    spec = load(write(tmp_path, '[dataset]\nname = "a"\n[shots]\nmin_score = 1\n[clean]\nmax_aspect = 4\n'))
    assert (repr(spec.shots.min_score), repr(spec.clean.max_aspect)) == ("1.0", "4.0")
    path = tmp_path / "a/dataset.toml"
    with pytest.raises(SpecError) as error:
        load(write(tmp_path, '[dataset]\nname = "a"\n[shots]\nmin_score = 7\n[clean]\nmax_aspect = true\n'))
    assert error.value.mistakes == (
        f"{path}:4: min_score is 7.0; it is a probability, 0 to 1",
        f"{path}:6: max_aspect must be a number, not True",
    )


def test_a_definition_needs_a_name(tmp_path):
    path = write(tmp_path, "[pair]\nk = 3\n")
    with pytest.raises(SpecError) as error:
        load(path)
    assert str(error.value) == f'{path}: name is missing from [dataset]; add name = "a"'


def test_a_name_other_than_the_folders_is_a_contradiction(tmp_path):
    path = write(tmp_path, '[dataset]\ntitle = "A"\nname = "b"\n[pair]\nk = 0\n')
    with pytest.raises(SpecError) as error:
        load(path)
    assert error.value.mistakes == (
        f"{path}:5: k is 0; there must be 1 cluster or more",
        f"{path}:3: name is 'b', its folder 'a'; name both alike",
    )


def test_a_section_that_is_none_is_a_mistake(tmp_path):
    path = write(tmp_path, "dataset = 3\n")
    with pytest.raises(SpecError) as error:
        load(path)
    assert error.value.mistakes == (f"{path}:1: dataset must be a section, written as [dataset]",)


def test_broken_toml_names_the_file_and_the_place(tmp_path):
    path = write(tmp_path, "[dataset\n")
    with pytest.raises(SpecError, match=r"dataset\.toml: .*line 1"):
        load(path)


@pytest.mark.parametrize("path", sorted(shipped().glob("*/dataset.toml")), ids=lambda path: path.parent.name)
def test_every_shipped_definition_is_right_and_named_as_its_folder(path):
    assert load(path).dataset.name == path.parent.name


def test_a_new_definition_says_what_every_key_means_and_loads_with_the_defaults(tmp_path):
    path = init(Workspace(tmp_path), "summer")
    text = path.read_text(encoding="utf-8")
    assert "# Clusters.\n#k = 3\n" in text
    assert load(path).pair == Recipe()
    assert load(path).dataset.name == "summer"


def test_every_commented_line_of_a_new_definition_may_be_uncommented(tmp_path):
    text = re.sub(r"^#(?=\w)", "", commented("a"), flags=re.MULTILINE)
    assert "\nk = 3\n" in text
    assert load(write(tmp_path, text)).pair == Recipe()


def test_an_existing_definition_is_not_overwritten(tmp_path):
    path = init(Workspace(tmp_path), "summer")
    with pytest.raises(WorkspaceError) as error:
        init(Workspace(tmp_path), "summer")
    assert str(error.value) == f"{path} exists; edit it, or choose another name"
