"""pix2pix: its losses, and what its networks do after training."""

import pytest
import torch

from curation.errors import ConfigError
from training.methods.base import inference
from training.methods.pix2pix import Pix2Pix
from training.preset import defaults, preset


def method(*settings: str) -> Pix2Pix:
    torch.manual_seed(0)
    made = Pix2Pix(preset("pix2pix/tiny").with_settings(settings))
    made.build()
    return made


def batch(count: int = 2) -> dict[str, torch.Tensor]:
    draws = torch.Generator().manual_seed(1)
    return {name: torch.rand(count, 3, 32, 32, generator=draws) * 2 - 1 for name in ("src", "tgt")}


def terms(made: Pix2Pix, phase: str) -> dict[str, tuple[float, float]]:
    step = made.prepare(batch())
    return {term.name: (float(term.value.detach()), term.weight) for term in made.losses(phase, step)}


def test_the_terms_have_the_weights_of_the_paper():
    made = method()
    assert {name: weight for name, (_, weight) in terms(made, "D").items()} == {
        "real": 0.5, "real_right": 0, "fake": 0.5, "fake_right": 0
    }  # fmt: skip
    assert {name: weight for name, (_, weight) in terms(made, "G").items()} == {"adversarial": 1.0, "l1": 100.0}


def test_without_the_judges_opinion_plain_regression_is_left():
    assert set(terms(method("options.lambda_gan=0"), "G")) == {"l1"}


def test_a_judge_that_knows_nothing_pays_ln_two():
    made = method()
    for weights in made.nets["D"].parameters():
        torch.nn.init.zeros_(weights)
    assert terms(made, "D")["real"][0] == pytest.approx(0.6931, abs=1e-4)
    assert terms(method("options.gan=lsgan"), "D")["real"][0] > 0


def test_smoothed_labels_lie_where_the_thesis_had_them():
    made = method("options.smooth=true")
    drawn = [made._labels() for _ in range(200)]
    assert all(0.7 <= real <= 1.2 and 0 <= fake <= 0.3 for real, fake in drawn)
    assert len(set(drawn)) == 200


def test_labels_are_exchanged_as_often_as_asked():
    made = method("options.swap=0.25")
    swapped = sum(made._labels() == (0.0, 1.0) for _ in range(2000)) / 2000
    assert swapped == pytest.approx(0.25, abs=0.04)


def test_the_paper_keeps_dropout_and_the_batchs_statistics_after_training():
    faithful = defaults("pix2pix").options
    assert (faithful.inference_norm, faithful.inference_dropout) == ("batch", True)
    made = method("options.inference_norm=batch", "options.inference_dropout=false")
    pair, alone = batch(2), {name: value[:1] for name, value in batch(2).items()}
    buffers = {name: value.clone() for name, value in made.nets["G"].named_buffers()}
    with inference(made, 0):
        together, single = made.infer(pair)["out"][:1], made.infer(alone)["out"]
    assert not torch.allclose(together, single, atol=1e-3)
    assert all(torch.equal(value, buffers[name]) for name, value in made.nets["G"].named_buffers())
    assert made.nets["G"].training


def test_running_statistics_make_a_picture_independent_of_its_batch():
    made = method("options.inference_norm=running", "options.inference_dropout=false")
    pair, alone = batch(2), {name: value[:1] for name, value in batch(2).items()}
    with inference(made, 0):
        torch.testing.assert_close(made.infer(pair)["out"][:1], made.infer(alone)["out"], atol=1e-5, rtol=1e-4)


def test_dropout_after_training_is_drawn_by_the_seed():
    made = method("options.inference_dropout=true", "options.inference_norm=running")
    chance = torch.get_rng_state()

    def drawn(seed: int) -> torch.Tensor:
        with inference(made, seed):
            return made.infer(batch())["out"]

    assert torch.equal(drawn(1), drawn(1))
    assert not torch.equal(drawn(1), drawn(2))
    assert torch.equal(torch.get_rng_state(), chance)


def test_photos_that_are_no_squares_need_their_levels():
    wide = ("data.height=64", "data.width=32")
    with pytest.raises(ConfigError) as error:
        method(*wide)
    assert str(error.value) == "[options] levels is needed where photos are no squares: 64x32"
    made = method(*wide, "options.levels=4")
    assert made.nets["G"](torch.zeros(1, 3, 64, 32)).shape == (1, 3, 64, 32)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("options.gan=wgan", "--set: [options] gan must be one of bce, lsgan, not 'wgan'"),
        ("options.inference_norm=x", "--set: [options] inference_norm must be batch or running, not 'x'"),
    ],
)
def test_an_option_that_does_not_exist_is_named(setting, message):
    with pytest.raises(ConfigError) as error:
        preset("pix2pix/tiny").with_settings([setting])
    assert str(error.value) == message
