"""What the frozen blocks make of every view of every photo, computed once and kept on disk as float16."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from curation.pixels import decode, pad_square
from training.methods.shots.network import SIZE, ShotNet
from training.methods.shots.views import view

BATCH = 8


def features(
    files: Sequence[Path], views: int, folder: Path, say: Callable[[str], None] = lambda line: None
) -> list[np.ndarray]:
    """For each view (n, channels, height, width) float16, memory-mapped; 0 is the photo itself, 1 its mirror image.

    Args:
        files: the photos.
        views: how many, at least 2.
        folder: where the arrays are kept; a view that lies there already is not computed again.
        say: called with a line when a view is done.

    Raises:
        PhotoError: a photo cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    squares = [pad_square(decode(path), SIZE) for path in files]
    net = ShotNet().laid_out(torch.channels_last)
    net.eval()
    for number in range(views):
        path = folder / f"view-{number}.npy"
        if path.is_file():
            continue
        pictures = [_picture(square, photo, number) for photo, square in enumerate(squares)]
        parts = [_early(net, pictures[start : start + BATCH]) for start in range(0, len(pictures), BATCH)]
        whole = path.with_suffix(".part.npy")
        np.save(whole, np.concatenate(parts))
        whole.replace(path)
        say(f"view {number + 1} of {views}")
    return [np.load(folder / f"view-{number}.npy", mmap_mode="r") for number in range(views)]


def _picture(square: np.ndarray, photo: int, number: int) -> np.ndarray:
    if number == 0:
        return square
    if number == 1:
        return np.ascontiguousarray(square[:, ::-1])
    return view(square, np.random.default_rng([photo, number]), SIZE)


def _early(net: ShotNet, pictures: Sequence[np.ndarray]) -> np.ndarray:
    photos = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()
    with torch.inference_mode():
        return net.early(photos.contiguous(memory_format=torch.channels_last)).half().numpy()
