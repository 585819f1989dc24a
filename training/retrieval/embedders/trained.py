"""A run of a matcher as an embedder, from its folder alone."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch

from curation.errors import RunError
from training.checkpoint import load_run
from training.data.cache import resized
from training.methods.matcher import Matcher
from training.retrieval.embedders.base import PLAIN
from training.retrieval.embedders.network import NetworkEmbedder
from training.retrieval.trial import similarity_of


class RunEmbedder(NetworkEmbedder):
    """What a matcher that was trained here gives; photos are resized as in its training.

    Args:
        folder: the run.
        device: where it runs.

    Raises:
        RunError: it is no run, has no weights yet, or is no matcher's.
    """

    def __init__(self, folder: Path, device: str = "cpu") -> None:
        method, header = load_run(folder)
        if not isinstance(method, Matcher):
            raise RunError(f"{folder} is a run of {header.config.method}, which gives no embeddings")
        data = header.config.data
        super().__init__(f"run:{folder.name}", method.nets["E"], max(data.height, data.width), PLAIN, device)
        for net in method.nets.values():
            net.eval().to(torch.device(device))
        self.data = data
        self.similarity = similarity_of(method)

    def squares(self, images: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Each photo at the size the network was trained at, which need be no square."""
        return (resized(image, (self.data.height, self.data.width), self.data.resize) for image in images)
