"""Inception-ResNet v1: counted, measured stage by stage, and loadable from the public port's state dict."""

import pytest
import torch

from curation.errors import ModelError
from training.nets.inception_resnet import InceptionResnetV1
from training.retrieval.embedders.network import load_weights


def parameters(network):
    return sum(value.numel() for value in network.parameters())


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return InceptionResnetV1(512).eval()


def test_it_has_as_many_parameters_as_the_public_port(network):
    assert parameters(network) == 23_482_624
    assert parameters(InceptionResnetV1(128)) == 23_482_624 - (512 - 128) * (1792 + 2)


STEM = [(32, 79), (32, 77), (64, 77), (64, 38), (80, 38), (192, 36), (256, 17)]
STEM_75 = [(32, 37), (32, 35), (64, 35), (64, 17), (80, 17), (192, 15), (256, 7)]
AT = {
    160: [*STEM, (256, 17), (896, 8), (896, 8), (1792, 3), (1792, 3), (1792, 3)],
    75: [*STEM_75, (256, 7), (896, 3), (896, 3), (1792, 1), (1792, 1), (1792, 1)],
}


@pytest.mark.parametrize("size", AT)
def test_every_stage_gives_the_published_shape(network, size):
    photos, shapes = torch.zeros(1, 3, size, size), []
    with torch.inference_mode():
        for stage in network.stages():
            photos = stage(photos)
            shapes.append((photos.shape[1], photos.shape[2]))
        assert network(torch.zeros(2, 3, size, size)).shape == (2, 512)
    assert shapes == AT[size]


def test_below_75_pixels_nothing_is_left_to_pool(network):
    with pytest.raises(ValueError, match="photos of 74x74; Inception-ResNet v1 needs 75 pixels a side"):
        network(torch.zeros(1, 3, 74, 74))


def test_parts_are_named_as_in_the_public_state_dict(network):
    """Names of the public file, one of each kind, with their shapes."""
    kept = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    public = {
        "conv2d_1a.conv.weight": (32, 3, 3, 3),
        "conv2d_4b.bn.running_var": (256,),
        "repeat_1.4.branch2.2.conv.weight": (32, 32, 3, 3),
        "repeat_1.0.conv2d.bias": (256,),
        "mixed_6a.branch1.1.conv.weight": (192, 192, 3, 3),
        "repeat_2.9.branch1.1.conv.weight": (128, 128, 1, 7),
        "repeat_2.9.branch1.2.conv.weight": (128, 128, 7, 1),
        "mixed_7a.branch2.2.bn.weight": (256,),
        "repeat_3.0.branch1.1.conv.weight": (192, 192, 1, 3),
        "block8.conv2d.weight": (1792, 384, 1, 1),
        "last_linear.weight": (512, 1792),
        "last_bn.running_mean": (512,),
    }
    assert {name: kept.get(name) for name in public} == public
    assert "last_linear.bias" not in kept
    assert "conv2d_1a.conv.bias" not in kept


def test_the_scales_are_facenets(network):
    assert {block.scale for block in network.repeat_1} == {0.17}
    assert {block.scale for block in network.repeat_2} == {0.10}
    assert {block.scale for block in network.repeat_3} == {0.20}
    assert (network.block8.scale, network.block8.last) == (1.0, True)
    x = torch.full((1, 1792, 1, 1), -3.0)
    with torch.inference_mode():
        assert network.block8(x).min() < 0  # no ReLU after the last block
        assert network.repeat_3[0](x).min() == 0


def test_a_public_state_dict_with_its_classes_loads_and_gives_the_same(network):
    weights = {name: value for name, value in network.state_dict().items() if "num_batches" not in name}
    weights |= {"logits.weight": torch.zeros(10, 512), "logits.bias": torch.zeros(10)}
    other = InceptionResnetV1(512).eval()
    load_weights(other, weights, "public.pt", ignore=("logits.",))
    photos = torch.rand(2, 3, 96, 96)
    with torch.inference_mode():
        torch.testing.assert_close(other(photos), network(photos), rtol=0, atol=0)


def test_a_state_dict_that_does_not_fit_is_refused_and_leaves_the_network_as_it_was(network):
    weights = dict(network.state_dict())
    del weights["conv2d_1a.bn.bias"]
    weights["extra"] = torch.zeros(1)
    small = InceptionResnetV1(128)
    before = {name: value.clone() for name, value in small.state_dict().items()}
    with pytest.raises(ModelError) as error:
        load_weights(small, weights, "public.pt")
    assert str(error.value) == (
        "public.pt does not fit InceptionResnetV1: 1 missing: conv2d_1a.bn.bias; 1 unknown: extra; "
        "5 of another shape: last_linear.weight is (512, 1792), not (128, 1792), last_bn.weight is (512,), not (128,), "
        "last_bn.bias is (512,), not (128,) and 2 more; name weights of this network, or build it with the dimensions "
        "they were made for"
    )
    assert all(torch.equal(before[name], value) for name, value in small.state_dict().items())
