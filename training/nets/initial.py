"""With which weights training begins: N(0, 0.02), as DCGAN and all that came after it.

Source: Radford et al. 2016, section 3, https://arxiv.org/abs/1511.06434; Isola et al. 2017, section 6.2.
"""

import torch
from torch import nn

DEVIATION = 0.02


def draw(net: nn.Module, generator: torch.Generator | None = None) -> None:
    """Give every convolution N(0, 0.02) weights and zero biases, every batch norm N(1, 0.02) scales and zero shifts.

    Args:
        net: changed in place; modules of other kinds keep what they have.
        generator: where the chance comes from, on the device of the weights; without it torch's own state.
    """
    for part in net.modules():
        if isinstance(part, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(part.weight, 0.0, DEVIATION, generator)
        elif isinstance(part, nn.BatchNorm2d) and part.affine:
            nn.init.normal_(part.weight, 1.0, DEVIATION, generator)
        else:
            continue
        if part.bias is not None:
            nn.init.zeros_(part.bias)
