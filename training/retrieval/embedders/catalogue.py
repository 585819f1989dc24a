"""Embedders by name: `histogram`, `lite0`, `inception-resnet-v1`, `hf:NAME`, `onnx:FILE`, `run:FOLDER` ..."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from curation.errors import ConfigError, UnknownNameError
from training.nets.inception_resnet import InceptionResnetV1
from training.nets.small_cnn import SmallCNN, face_cnn
from training.nets.vae import ConvVAE
from training.nets.vgg import VGG
from training.retrieval.embedders.base import FACENET, IMAGENET, LITE, PLAIN, Embedder, Normalisation
from training.retrieval.embedders.histogram import ColourHistogram, Intersection
from training.retrieval.embedders.lite import LiteFeatures
from training.retrieval.embedders.network import NetworkEmbedder, load_weights, read_state
from training.retrieval.embedders.onnxfile import OnnxEmbedder
from training.retrieval.embedders.transformer import vision_model

NETWORKS: dict[str, tuple[Callable[[], nn.Module], int, Normalisation]] = {
    "inception-resnet-v1": (lambda: InceptionResnetV1(512), 160, FACENET),
    "inception-resnet-v1-128": (lambda: InceptionResnetV1(128), 160, FACENET),
    "small-cnn": (SmallCNN, 64, PLAIN),
    "face-cnn": (face_cnn, 64, PLAIN),
    "vgg16": (lambda: VGG(16), 128, IMAGENET),
    "vgg19": (lambda: VGG(19), 128, IMAGENET),
    "vae": (ConvVAE, 64, PLAIN),
}
"""What each is made by, the side it looks at in pixels, its normalisation. Without weights they are untrained."""
CLASSES = ("logits.", "classifier.6.")
"""Layers of other tasks' classes in published weights."""


def names() -> list[str]:
    """Every embedder that can be named."""
    return ["histogram", "histogram-intersection", "lite0", *NETWORKS, "hf:NAME", "onnx:FILE", "run:FOLDER"]


def embedder(
    name: str, *, weights: Path | None = None, size: int | None = None, seed: int = 0, device: str = "cpu"
) -> Embedder:
    """The embedder of a name.

    Args:
        name: one of `names`.
        weights: a file of weights for one of `NETWORKS`; without it the network is untrained, drawn by `seed`.
        size: side of the square it looks at, in pixels; needed for an ONNX file.
        seed: of an untrained network's weights.
        device: where a network runs.

    Raises:
        UnknownNameError: there is no such embedder.
        ConfigError: weights are given to something that takes none, or an ONNX file has no size.
        ModelError: weights or a file cannot be used.
        RunError: a run cannot be used.
    """
    kind, _, rest = name.partition(":")
    if weights and name not in NETWORKS:
        raise ConfigError(f"{name} takes no weights; those that do: {', '.join(NETWORKS)}")
    if kind == "hf" and rest:
        return vision_model(rest, size, device=device)
    if kind == "onnx" and rest:
        if not size:
            raise ConfigError(f"{name}: give the side in pixels that the file was exported for (size)")
        return OnnxEmbedder(Path(rest), size)
    if kind == "run" and rest:
        from training.retrieval.embedders.trained import RunEmbedder  # noqa: PLC0415 - methods use embedders, too

        return RunEmbedder(Path(rest), device)
    if name == "lite0":
        return NetworkEmbedder(name, LiteFeatures(), size or 224, LITE, device)
    if name in ("histogram", "histogram-intersection"):
        return ColourHistogram() if name == "histogram" else Intersection()
    if name not in NETWORKS:
        raise UnknownNameError("embedder", name, names())
    return _network(name, weights, size, seed, device)


def _network(name: str, weights: Path | None, size: int | None, seed: int, device: str) -> NetworkEmbedder:
    make, own_size, normalisation = NETWORKS[name]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = make()
    if weights:
        load_weights(network, read_state(str(weights)), str(weights), ignore=CLASSES)
    shown = name if weights else f"{name} (untrained)"
    return NetworkEmbedder(shown, network, size or own_size, normalisation, device)
