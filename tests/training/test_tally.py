"""training/tally.py"""

import math

import pytest
import torch

from curation.errors import RunError
from training.tally import Tally


@pytest.fixture
def tally() -> Tally:
    return Tally(torch.device("cpu"))


def test_a_line_has_means_since_the_last_one_and_speed(tally):
    for step, value in enumerate((1.0, 2.0, 6.0)):
        tally.add("G/l1", torch.tensor(value))
        if step == 1:
            tally.add("D/real", torch.tensor(0.5))
        tally.end_step(step)
        tally.time(2.0, 0.5)
    assert tally.take(batch=4) == {"images_per_s": 2.0, "data_wait": 0.25, "G/l1": 3.0, "D/real": 0.5}
    assert tally.take(batch=4) == {}
    tally.add("G/l1", torch.tensor(10.0))
    tally.end_step(3)
    tally.time(1.0, 0.0)
    assert tally.take(batch=1) == {"images_per_s": 1.0, "data_wait": 0.0, "G/l1": 10.0}


def test_values_of_any_type_are_summed_as_single_precision(tally):
    for _ in range(400):
        tally.add("a", torch.tensor(1.0, dtype=torch.bfloat16, requires_grad=True))
    tally.end_step(0)
    assert tally.take(1)["a"] == 1.0


def test_the_progress_bar_shows_four_losses_without_shares_and_norms(tally):
    for name in ("D/real", "D/real_right", "D/fake", "G/grad_norm", "G/adversarial", "G/l1", "G/extra"):
        tally.add(name, torch.tensor(0.25))
    tally.end_step(0)
    tally.take(1)
    assert tally.line == "D/real 0.250  D/fake 0.250  G/adversarial 0.250  G/l1 0.250"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_stops_with_its_step_and_the_last_good_checkpoint(tally, bad):
    for step, value in enumerate((1.0, 1.0, bad, bad, 1.0)):
        tally.add("G/l1", torch.tensor(1.0))
        tally.add("D/real", torch.tensor(value))
        tally.end_step(step)
    with pytest.raises(RunError) as error:
        tally.check(5, "runs/mine/last/state.pt")
    assert str(error.value) == (
        "D/real became infinite or no number at step 3 (seen at step 5); "
        "the last good checkpoint is runs/mine/last/state.pt. "
        'Lower optimizer.lr, set train.clip, or use train.precision = "fp32"'
    )


def test_without_a_checkpoint_it_says_so(tally):
    tally.add("D/real", torch.tensor(math.nan))
    tally.add("G/l1", torch.tensor(math.inf))
    tally.end_step(0)
    with pytest.raises(
        RunError, match=r"^D/real, G/l1 became .* at step 1 \(seen at step 1\); there is no checkpoint yet\. "
    ):
        tally.check(1, "")


def test_a_bad_loss_is_not_forgotten_by_a_line_of_the_log(tally):
    tally.add("D/real", torch.tensor(math.nan))
    tally.end_step(0)
    tally.take(1)
    with pytest.raises(RunError, match=r"^a loss became infinite or no number at step 1"):
        tally.check(1, "")


def test_numbers_pass(tally):
    tally.check(0, "")
    tally.add("D/real", torch.tensor(3e38))
    tally.end_step(0)
    tally.check(1, "")
