"""VGG, the papers' small networks, the autoencoder and the head that looks at pairs."""

import pytest
import torch

from training.nets.pair_head import PairHead
from training.nets.small_cnn import SmallCNN, face_cnn
from training.nets.vae import ConvVAE
from training.nets.vgg import VGG


def parameters(network):
    return sum(value.numel() for value in network.parameters())


def test_vgg_has_the_published_sizes_less_the_classes():
    """Torchvision's counts, 138,357,544 and 143,667,240, without the last layer of 1,000 classes."""
    classes = 4096 * 1000 + 1000
    with torch.device("meta"):
        assert parameters(VGG(16)) == 138_357_544 - classes
        assert parameters(VGG(19)) == 143_667_240 - classes
        names = set(VGG(16).state_dict())
    assert {"features.28.weight", "classifier.0.bias", "classifier.3.weight"} <= names


def test_a_narrow_vgg_gives_its_penultimate_layer():
    assert VGG(19, dim=40, width=1 / 16)(torch.zeros(2, 3, 64, 64)).shape == (2, 40)


def test_the_small_networks_give_what_they_are_asked_for():
    photos = torch.rand(2, 3, 64, 64)
    assert SmallCNN(96)(photos).shape == (2, 96)
    assert SmallCNN(8, (4, 8, 8, 16, 128), (1, 2, 3, 1, 1), (4096, 64), pool=False)(photos).shape == (2, 8)
    assert face_cnn(32)(photos).shape == (2, 32)
    assert sum(isinstance(part, torch.nn.Conv2d) for part in face_cnn().modules()) == 2
    assert sum(isinstance(part, torch.nn.Linear) for part in face_cnn().modules()) == 3
    with pytest.raises(ValueError, match="2 widths and 1 strides; give each convolution both"):
        SmallCNN(8, (4, 8), (1,))


def test_the_autoencoder_encodes_to_its_mean_and_decodes_to_the_photos_size():
    network = ConvVAE(32, dim=16, widths=(4, 8))
    photos = torch.rand(3, 3, 32, 32) * 2 - 1
    mean, logvar = network.encode(photos)
    assert mean.shape == logvar.shape == (3, 16)
    torch.testing.assert_close(network.eval()(photos), network.encode(photos)[0])
    back = network.decode(network.drawn(mean, logvar))
    assert back.shape == photos.shape
    assert back.abs().max() <= 1
    with pytest.raises(ValueError, match="size 30 is no multiple of 4, by which the encoder divides it"):
        ConvVAE(30, widths=(4, 8))


@pytest.mark.parametrize("plain", [True, False])
def test_the_matrix_of_a_pair_head_is_every_pair_alone(plain):
    head = PairHead(6, hidden=8, plain=plain)
    queries, gallery = torch.randn(3, 6), torch.randn(5, 6)
    matrix = head.matrix(queries, gallery)
    assert matrix.shape == (3, 5)
    for row in range(3):
        for column in range(5):
            alone = head(queries[row : row + 1], gallery[column : column + 1])[0]
            torch.testing.assert_close(matrix[row, column], alone)
