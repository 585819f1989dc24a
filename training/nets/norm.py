"""Which normalization stands behind a convolution: batch, instance, or none.

Instance norm has neither scale and shift nor running statistics, as in CycleGAN: a network with it gives the same in
training and after it, at any batch size. Batch norm does not.
"""

from torch import nn

NORMS = ("batch", "instance", "none")


def norm_of(kind: str, channels: int) -> nn.Module:
    """The layer for so many channels.

    Raises:
        ValueError: there is no normalization of that name.
    """
    if kind not in NORMS:
        raise ValueError(f"norm '{kind}' does not exist; known norms: {', '.join(NORMS)}")
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    return nn.InstanceNorm2d(channels) if kind == "instance" else nn.Identity()


def needs_bias(kind: str) -> bool:
    """Whether a convolution before this norm has a bias of its own: batch norm's shift makes it superfluous."""
    return kind != "batch"
