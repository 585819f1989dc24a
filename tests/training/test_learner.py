"""One step: who learns, in which order, at which rate."""

from collections.abc import Iterator

import pytest
import torch
from torch import nn

from training.config import Config, Data, Optimizer, Train
from training.device import one
from training.learner import Learner
from training.methods.base import Method, Phase, Term


class Toy(Method):
    """Two numbers: `a` learns every step, `b` every second one."""

    phases = (Phase("A", ("a",), separate=True), Phase("B", ("b",), every=2))
    averaged = ("a",)
    products = ("a",)
    seen: list[tuple[str, bool, bool]]

    @classmethod
    def defaults(cls) -> Config:
        return Config("toy", None, Data(), Optimizer(kind="sgd", lr=0.1, momentum=0.0), Train(steps=4))

    def networks(self):
        def net() -> nn.Module:
            made = nn.Linear(1, 1, bias=False)
            nn.init.ones_(made.weight)
            return made

        return {"a": net, "b": net}

    def view(self, table, split, decode):
        raise NotImplementedError

    def infer(self, batch):
        raise NotImplementedError

    def losses(self, phase: str, step) -> Iterator[Term]:
        self.seen = [*getattr(self, "seen", []), (phase, self._learns("a"), self._learns("b"))]
        made = (self.nets["a"](step["x"]) + self.nets["b"](step["x"])).detach()
        if step.get("nothing"):
            return
        # Each of its own graph: terms with separate backward passes may not share one.
        for name, share in (("one", 2.0), ("two", 1.0)):
            yield Term(name, (self.nets["a"](step["x"]) + self.nets["b"](step["x"])).mean(), share)
        yield Term("only_seen", made.mean(), 0)

    def _learns(self, name: str) -> bool:
        return next(self.nets[name].parameters()).requires_grad


def learner(**train) -> Learner:
    from dataclasses import replace

    config = Toy.defaults()
    return Learner(Toy(replace(config, train=Train(steps=4, **train))), one("cpu", "fp32", "off"), 4)


def weight(learner: Learner, name: str) -> float:
    return float(learner.method.nets[name].weight.detach())


def test_a_phase_teaches_its_networks_and_no_others():
    taught = learner()
    taught.learn({"x": torch.ones(1, 1)}, 0)
    assert taught.method.seen == [("A", True, False), ("B", False, True)]
    assert weight(taught, "a") == pytest.approx(1 - 0.1 * 3)
    assert weight(taught, "b") == pytest.approx(1 - 0.1 * 3)


def test_a_phase_that_is_due_every_second_step_waits():
    taught = learner()
    taught.learn({"x": torch.ones(1, 1)}, 1)
    assert weight(taught, "b") == 1
    taught.learn({"x": torch.ones(1, 1)}, 2)
    assert weight(taught, "b") != 1


def test_a_phase_without_terms_changes_nothing():
    taught = learner()
    taught.learn({"x": torch.ones(1, 1), "nothing": True}, 0)
    assert (weight(taught, "a"), weight(taught, "b")) == (1, 1)


def test_a_gradient_is_clipped_by_its_norm():
    taught = learner(clip=0.5)
    taught.learn({"x": torch.ones(1, 1)}, 0)
    assert weight(taught, "a") == pytest.approx(1 - 0.1 * 0.5, abs=1e-5)
    assert taught.tally.take(1)["A/grad_norm"] == pytest.approx(3.0)


def test_the_average_follows_slowly_and_is_what_is_used():
    taught = learner(ema=0.9)
    for step in range(2):
        taught.learn({"x": torch.ones(1, 1)}, step)
    # The first update takes the weights as they are, the second a tenth of the way.
    assert float(taught.inference_nets()["a"].weight.detach()) == pytest.approx(0.7 + 0.1 * (0.4 - 0.7))
    assert taught.inference_nets()["b"] is taught.method.nets["b"]


def test_what_is_only_written_down_does_not_teach():
    taught = learner()
    taught.learn({"x": torch.ones(1, 1)}, 0)
    # Mean of both phases' values under their own names.
    line = taught.tally.take(1)
    assert line["A/only_seen"] == pytest.approx(2.0)
    assert line["B/only_seen"] == pytest.approx(1.7)


def test_the_rate_is_a_function_of_the_step():
    assert Optimizer(lr=1, decay="none").factor(3, 4) == 1
    assert [Optimizer(lr=1, decay="linear").factor(step, 4) for step in range(4)] == [1, 1, 1, 0.5]
    assert [Optimizer(lr=1, decay="drop", decay_factor=0.1).factor(step, 4) for step in range(4)] == [1, 1, 0.1, 0.1]
    assert Optimizer(lr=1, decay="cosine", decay_share=1.0).factor(2, 4) == pytest.approx(0.5)


def test_a_step_is_as_long_as_its_rate_says():
    from dataclasses import replace

    config = Toy.defaults()
    decaying = replace(config, optimizer=replace(config.optimizer, decay="linear"))
    taught = Learner(Toy(decaying), one("cpu", "fp32", "off"), 4)
    taught.learn({"x": torch.ones(1, 1)}, 3)
    assert weight(taught, "a") == pytest.approx(1 - 0.5 * 0.1 * 3)


def test_a_part_that_a_network_keeps_frozen_stays_so(monkeypatch):
    class Half(Toy):
        def networks(self):
            def frozen() -> nn.Module:
                made = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
                made[0].requires_grad_(False)
                return made

            return {**super().networks(), "a": frozen}

    taught = Learner(Half(Half.defaults()), one("cpu", "fp32", "off"), 4)
    before = taught.method.nets["a"][0].weight.clone()
    taught.learn({"x": torch.ones(1, 1)}, 0)
    assert torch.equal(taught.method.nets["a"][0].weight, before)
    assert not taught.method.nets["a"][0].weight.requires_grad
