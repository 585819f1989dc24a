"""Let a trained run draw: from samples of its data, or from a photo of yours."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from curation.errors import DataError, PhotoError, RunError
from curation.pixels import decode
from training.checkpoint import load_run
from training.data.augment import augmented
from training.data.cache import resized
from training.data.source import read_table
from training.fit import open_view
from training.methods.base import inference
from training.run import Run


def sample(folder: Path, *, split: str = "test", count: int = 8, seed: int = 2018) -> dict[str, Tensor]:
    """What a run makes of samples of its data, drawn by seed.

    Args:
        folder: the run.
        split: train, validation or test.
        count: samples, at most those that there are.

    Returns:
        Pictures by name, each (count, 3, height, width) in [-1, 1], on the CPU.

    Raises:
        RunError: the run cannot be used.
        DataError: its data is gone or holds nothing in the split.
    """
    method, _ = load_run(folder)
    run = Run(folder)
    view = open_view(method, read_table(Path(run.read_facts()["data"])), split, run)
    draws = np.random.default_rng(seed)
    places = np.sort(draws.permutation(len(view))[:count])
    batch = augmented(view.fetch(places, draws), method.config.data, method.together, None, torch.device("cpu"))
    with inference(method, seed):
        return dict(method.infer(batch))


def draw_from(folder: Path, photos: Sequence[Path], *, seed: int = 2018) -> Mapping[str, Tensor]:
    """What a run makes of photos of yours.

    Returns:
        Pictures by name, each (photos, 3, height, width) in [-1, 1], on the CPU.

    Raises:
        RunError: the run cannot be used, or does not draw from single photos.
        DataError: a photo cannot be read.
    """
    method, _ = load_run(folder)
    data = method.config.data
    if not method.photo:
        raise RunError(f"{folder}: {method.config.method} does not draw from single photos")
    pixels = []
    for photo in photos:
        try:
            pixels.append(resized(decode(photo), data.kept, data.resize))
        except PhotoError as error:
            raise DataError(f"{photo} cannot be used: {error}") from error
    batch = augmented({method.photo: np.stack(pixels)}, data, (), None, torch.device("cpu"))
    with inference(method, seed):
        return method.infer(batch)
