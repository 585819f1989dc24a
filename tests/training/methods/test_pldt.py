"""PLDT: three candidates, two judges."""

import pytest
import torch

from curation.errors import ConfigError
from training.methods.pldt import PLDT
from training.preset import preset


def method(*settings: str) -> PLDT:
    torch.manual_seed(0)
    made = PLDT(preset("pldt/tiny").with_settings(settings))
    made.build()
    return made


def batch(count: int = 4) -> dict[str, torch.Tensor]:
    draws = torch.Generator().manual_seed(1)
    return {name: torch.rand(count, 3, 32, 32, generator=draws) * 2 - 1 for name in ("src", "tgt", "neg")}


def loss(made: PLDT, phase: str) -> torch.Tensor:
    terms = [term for term in made.losses(phase, made.prepare(batch())) if term.weight]
    return sum((term.value.detach() * term.weight for term in terms), torch.zeros(()))


@pytest.mark.parametrize("phase", ["D", "A"])
def test_drawing_one_candidate_a_step_has_the_expectation_of_judging_all(phase):
    every, drawn = method(), method("options.sampling=random")
    mean = torch.stack([loss(drawn, phase) for _ in range(300)]).mean()
    # Three values with a third each: the mean of 300 draws is off by a twentieth of their spread.
    each = [term.value.detach() for term in every.losses(phase, every.prepare(batch())) if term.weight]
    assert mean == pytest.approx(float(loss(every, phase)), abs=0.2 * float(torch.stack(each).std()))


def test_the_converter_learns_in_a_third_of_the_steps_where_one_candidate_is_drawn():
    made = method("options.sampling=random", "options.lambda_mse=0")
    learned = sum(bool(list(made.losses("C", made.prepare(batch())))) for _ in range(300)) / 300
    assert learned == pytest.approx(1 / 3, abs=0.1)


def test_the_domain_judge_calls_another_product_wrong_and_the_other_judge_calls_it_real():
    made = method()
    for judge in ("D", "A"):
        for weights in made.nets[judge].parameters():
            torch.nn.init.zeros_(weights)
        torch.nn.init.constant_(list(made.nets[judge].parameters())[-1], 3.0)  # both always say yes
    step = made.prepare(batch())
    right = {
        phase: {term.name: float(term.value) for term in made.losses(phase, step) if not term.weight}
        for phase in ("D", "A")
    }
    assert right["D"] == {"truth_right": 1.0, "drawn_right": 0.0, "other_right": 1.0}
    assert right["A"] == {"truth_right": 1.0, "drawn_right": 0.0, "other_right": 0.0}


def test_minimax_and_nonsaturating_pull_the_same_way():
    gradients = []
    for kind in ("nonsaturating", "minimax"):
        made = method(f"options.converter={kind}", "options.lambda_mse=0")
        step = made.prepare(batch())
        sum(term.value * term.weight for term in made.losses("C", step)).backward()
        gradients.append(torch.cat([weights.grad.flatten() for weights in made.nets["C"].parameters()]))
    assert torch.nn.functional.cosine_similarity(gradients[0], gradients[1], dim=0) > 0.8


def test_the_paper_has_no_pixel_loss():
    assert PLDT.defaults().options.lambda_mse == 0
    names = {term.name for term in method("options.lambda_mse=0").losses("C", method().prepare(batch()))}
    assert names == {"convince_D", "convince_A"}


def test_what_is_no_square_is_refused():
    with pytest.raises(ConfigError) as error:
        method("data.width=16")
    assert str(error.value) == "PLDT takes squares, not 32x16; set data.height = data.width"
