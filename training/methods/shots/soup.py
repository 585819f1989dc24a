"""One network from several that were trained from the same start: the average of their weights.

Networks fine-tuned from the same weights mostly lie in one basin, where the average of them is as good as asking all of
them and costs no more than asking one (Wortsman et al. 2022, "Model soups", https://arxiv.org/abs/2203.05482).
"""

from collections.abc import Sequence

import torch

from training.methods.shots.network import ShotNet


def average(nets: Sequence[ShotNet]) -> ShotNet:
    """A network whose weights are the means of those of `nets`, at least one, ready to be asked."""
    states = [net.state_dict() for net in nets]
    means = {name: _mean([state[name] for state in states]) for name in states[0]}
    mixed = ShotNet(nets[0].frozen)
    mixed.load_state_dict(means)
    mixed.eval()
    return mixed


def _mean(values: Sequence[torch.Tensor]) -> torch.Tensor:
    """Counters are the same in all; what is no floating number is taken from the first."""
    return torch.stack(list(values)).mean(dim=0) if values[0].is_floating_point() else values[0]
