"""training/config.py"""

import math

import pytest

from curation.errors import ConfigError
from training.config import Config, Data, Optimizer, Train
from training.preset import defaults


@pytest.mark.parametrize(
    ("section", "key", "value", "message"),
    [
        (Data, "height", 0, "[data] height and width must be above 0, not 0x64"),
        (Data, "width", -1, "[data] height and width must be above 0, not 64x-1"),
        (Data, "enlarge", 0.9, "[data] enlarge must be 1 or more, not 0.9"),
        (Data, "resize", "crop", "[data] resize must be stretch or pad, not 'crop'"),
        (
            Data,
            "direction",
            "back",
            "[data] direction must be product_to_model or model_to_product, not 'back'",
        ),
        (Data, "model_photos", "some", "[data] model_photos must be pair or all, not 'some'"),
        (Optimizer, "kind", "lion", "[optimizer] kind must be adam or sgd, not 'lion'"),
        (Optimizer, "lr", 0.0, "[optimizer] lr must be above 0, not 0"),
        (Optimizer, "beta1", 1.0, "[optimizer] beta1 must be in [0, 1), not 1"),
        (Optimizer, "beta2", -0.1, "[optimizer] beta2 must be in [0, 1), not -0.1"),
        (Optimizer, "momentum", -0.5, "[optimizer] momentum must be 0 or more, not -0.5"),
        (Optimizer, "weight_decay", -1e-4, "[optimizer] weight_decay must be 0 or more, not -0.0001"),
        (Optimizer, "decay", "steps", "[optimizer] decay must be one of none, linear, cosine, drop, not 'steps'"),
        (Optimizer, "decay_share", 0.0, "[optimizer] decay_share must be in (0, 1], not 0"),
        (Train, "batch", 0, "[train] batch must be above 0, not 0"),
        (Train, "log_every", 0, "[train] log_every must be above 0, not 0"),
        (Train, "sample_every", 0, "[train] sample_every must be above 0, not 0"),
        (Train, "validate_every", -5, "[train] validate_every must be above 0, not -5"),
        (Train, "validate_items", 0, "[train] validate_items must be above 0, not 0"),
        (Train, "save_every", 0, "[train] save_every must be above 0, not 0"),
        (Train, "steps", -1, "[train] steps must be 0 or more, not -1"),
        (Train, "epochs", 0.0, "[train] epochs must be above 0 where steps = 0, not 0"),
        (Train, "precision", "fp16", "[train] precision must be fp32, bf16 or auto, not 'fp16'"),
        (Train, "compile", "yes", "[train] compile must be off, on or auto, not 'yes'"),
        (Train, "ema", 1.0, "[train] ema must be in [0, 1), not 1"),
        (Train, "clip", -1.0, "[train] clip must be 0 or more, not -1"),
        (Train, "seed", -1, "[train] seed must be in [0, 2^63), not -1"),
        (Train, "seed", 2**63, "[train] seed must be in [0, 2^63), not 9223372036854775808"),
    ],
)
def test_a_value_out_of_bounds_is_told_with_its_rule(section, key, value, message):
    with pytest.raises(ConfigError) as error:
        section(**{key: value})
    assert str(error.value) == message


def test_a_section_tells_all_its_broken_rules_at_once():
    with pytest.raises(ConfigError) as error:
        Optimizer(kind="lion", lr=-1.0)
    assert str(error.value) == (
        "[optimizer] kind must be adam or sgd, not 'lion'\n[optimizer] lr must be above 0, not -1"
    )


def test_photos_are_kept_larger_than_they_are_seen():
    assert Data(height=256, width=128, enlarge=286 / 256).kept == (286, 143)
    assert Data(height=64, width=48).kept == (64, 48)


def test_without_a_decay_the_rate_stays():
    assert {Optimizer().factor(step, 10) for step in range(10)} == {1.0}


def test_a_linear_decay_falls_to_nothing_over_its_share_of_the_steps():
    factors = [Optimizer(decay="linear", decay_share=0.5).factor(step, 10) for step in range(11)]
    assert factors == pytest.approx([1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0])


def test_a_cosine_falls_slowly_then_fast_then_slowly():
    factors = [Optimizer(decay="cosine", decay_share=1.0).factor(step, 4) for step in range(5)]
    assert factors == pytest.approx([1, (1 + math.sqrt(0.5)) / 2, 0.5, (1 - math.sqrt(0.5)) / 2, 0])


def test_a_drop_falls_once():
    factors = [Optimizer(decay="drop", decay_share=5 / 30, decay_factor=0.1).factor(step, 30) for step in range(30)]
    assert factors == [1.0] * 25 + [0.1] * 5


@pytest.mark.parametrize("decay", ["linear", "cosine", "drop"])
def test_a_run_of_one_step_makes_it_at_a_rate_above_nothing(decay):
    assert Optimizer(decay=decay).factor(0, 1) == 1.0


def test_settings_of_a_command_line_change_what_they_name_and_nothing_else():
    config = defaults("pix2pix").with_settings(
        ["train.batch=8", " optimizer.decay = cosine ", "data.categories=['dresses', 'tops']", "options.norm=instance"]
    )
    assert (config.train.batch, config.optimizer.decay) == (8, "cosine")
    assert (config.data.categories, config.options.norm) == (("dresses", "tops"), "instance")
    assert config.train.seed == defaults("pix2pix").train.seed


def test_the_last_setting_of_a_key_counts():
    assert defaults("pix2pix").with_settings(["train.batch=8", "train.batch=9"]).train.batch == 9


@pytest.mark.parametrize("setting", ["train.batch", "batch=8", "=8", "", "train.=8"])
def test_a_setting_of_another_form_is_answered_with_the_form(setting):
    with pytest.raises(ConfigError) as error:
        defaults("pix2pix").with_settings([setting])
    assert str(error.value) == f"'{setting}' is no setting; write SECTION.KEY=VALUE, such as train.batch=8"


def test_mistakes_in_all_sections_are_told_at_once():
    with pytest.raises(ConfigError) as error:
        defaults("pix2pix").with_settings(
            ["trian.batch=8", "train.bach=8", "train.steps=many", "options.gan=wgan", "data.resize=crop", "method.x=1"]
        )
    assert str(error.value).splitlines() == [
        "--set: unknown section [trian]; known: data, optimizer, train, options",
        "--set: [train] unknown key 'bach'; did you mean batch?",
        '--set: [train] steps must be a whole number, not "many"',
        "--set: [options] gan must be one of bce, lsgan, not 'wgan'",
        "--set: [data] resize must be stretch or pad, not 'crop'",
        "--set: unknown section [method]; known: data, optimizer, train, options",
    ]


def test_a_value_where_a_section_belongs_is_a_mistake():
    with pytest.raises(ConfigError) as error:
        defaults("pix2pix").changed({"train": 3}, "a.toml")
    assert str(error.value) == "a.toml: train must be a section, written as [train]"


def test_what_is_changed_is_a_copy():
    before = defaults("pix2pix")
    before.changed({"train": {"batch": 3}}, "x")
    assert before == defaults("pix2pix")


def test_plain_values_hold_lists_for_tuples_and_every_section():
    plain = Config("pix2pix", defaults("pix2pix").options, Data(categories=("tops",))).to_dict()
    assert list(plain) == ["method", "options", "data", "optimizer", "train"]
    assert plain["data"]["categories"] == ["tops"]
