"""The average of networks has the means of their weights and is asked like one of them."""

import torch

from training.methods.shots.network import ShotNet
from training.methods.shots.soup import average


def of_its_own(seed: int) -> ShotNet:
    """ImageNet's weights with a last layer of its own."""
    torch.manual_seed(seed)
    return ShotNet()


def test_each_weight_is_the_mean_of_the_networks():
    nets = [of_its_own(seed) for seed in (1, 2, 3)]
    mixed = average(nets)
    means = sum(net.body._fc.weight for net in nets) / 3
    assert torch.allclose(mixed.body._fc.weight, means, atol=1e-7)
    assert not torch.allclose(mixed.body._fc.weight, nets[0].body._fc.weight)
    assert not mixed.training


def test_the_average_of_one_network_is_that_network():
    net = of_its_own(1).eval()
    photo = torch.rand(1, 3, 176, 176) * 255
    with torch.inference_mode():
        assert torch.equal(average([net])(photo), net(photo))
