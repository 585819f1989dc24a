"""What a run computes on: the CPU, a GPU, or several of them through Lightning Fabric.

Several devices see different samples; after each backward pass the gradients of the phase are averaged in one message.
Networks are not wrapped, so phases, second derivatives and frozen judges work as on one device; batch norms take the
statistics of their own device's samples.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.multiprocessing.spawn import ProcessRaisedException

from curation.errors import RunError

_MISTAKE = re.compile(r"^curation\.errors\.\w+: (.+)", re.MULTILINE | re.DOTALL)
"""A user's mistake at the end of another process's traceback."""


@dataclass(frozen=True)
class Device:
    """One device, alone or among others."""

    device: torch.device
    bf16: bool
    """Whether networks compute in bf16."""
    compiled: bool
    """Whether networks are compiled."""
    fabric: Any = None
    """lightning_fabric.Fabric where there are others."""

    @property
    def rank(self) -> int:
        """Which one this is; 0 writes."""
        return self.fabric.global_rank if self.fabric else 0

    @property
    def ranks(self) -> int:
        """How many there are."""
        return self.fabric.world_size if self.fabric else 1

    def autocast(self) -> AbstractContextManager[Any]:
        """Networks within it compute in the precision asked for."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16)

    def average(self, gradients: Sequence[Tensor]) -> None:
        """Make gradients the mean over all devices, in place."""
        if not self.fabric or not gradients:
            return
        flat = self.fabric.all_reduce(torch.cat([gradient.flatten() for gradient in gradients]), reduce_op="mean")
        start = 0
        for gradient in gradients:
            gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
            start += gradient.numel()

    def gathered(self, tensor: Tensor) -> Tensor:
        """(ranks, ...) the tensor of each device, on all of them."""
        if not self.fabric:
            return tensor[None]
        found: Tensor = self.fabric.all_gather(tensor)
        return found.cpu()

    def any(self, flag: bool) -> bool:
        """Whether the flag is up on any device."""
        if not self.fabric:
            return flag
        return bool(self.fabric.all_reduce(torch.tensor(float(flag), device=self.device), reduce_op="sum") > 0)

    def wait(self) -> None:
        """Until all devices are here."""
        if self.fabric:
            self.fabric.barrier()


def one(name: str, precision: str, compiling: str) -> Device:
    """The device of a name.

    Args:
        name: auto (a GPU where there is one), cpu, cuda or cuda:1.
        precision: fp32, bf16, or auto: bf16 where the device has arithmetic for it.
        compiling: off, on, or auto: on a GPU.

    Raises:
        RunError: there is no such device.
    """
    chosen = ("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name
    try:
        device = torch.device(chosen)
    except RuntimeError:
        raise RunError(f"'{name}' is no device; known: auto, cpu, cuda, cuda:N") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise RunError(f"device {name} is not there; CUDA devices: {torch.cuda.device_count()}")
    bf16 = precision == "bf16" or (precision == "auto" and _computes_bf16(device))
    return Device(device, bf16, compiling == "on" or (compiling == "auto" and device.type == "cuda"))


def launch(count: int, name: str, precision: str, compiling: str, work: Callable[[Device], None]) -> None:
    """Call `work(device)` on one device, or in a process for each of several.

    Args:
        work: defined at the top of a module, since processes import it by name.

    Raises:
        RunError: Lightning Fabric is not installed, there are fewer devices, or a process ended with a user's mistake.
    """
    if count == 1:
        work(one(name, precision, compiling))
        return
    try:
        from lightning_fabric import Fabric  # noqa: PLC0415  # seven seconds, and an extra
    except ImportError as error:
        raise RunError("several devices need Lightning Fabric; pip install 'pairwear[fabric]'") from error
    single = one(name, precision, compiling)
    if single.device.type == "cuda" and torch.cuda.device_count() < count:
        raise RunError(f"{count} devices asked for; CUDA devices: {torch.cuda.device_count()}")
    fabric: Any = Fabric(accelerator=single.device.type, devices=count, strategy="ddp_spawn")
    try:
        fabric.launch(_in_process, single.bf16, single.compiled, work)
    except ProcessRaisedException as error:
        found = _MISTAKE.search(str(error))
        if found is None:
            raise
        raise RunError(found[1]) from error


def describe(device: Device) -> str:
    """The device's name for a report."""
    name = torch.cuda.get_device_name(device.device) if device.device.type == "cuda" else "cpu"
    return name if device.ranks == 1 else f"{device.ranks} x {name}"


def _in_process(fabric: Any, /, bf16: bool, compiled: bool, work: Callable[[Device], None]) -> None:
    work(Device(fabric.device, bf16, compiled, fabric))


def _computes_bf16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # Matrix units; without them a CPU is slower in bf16 than in fp32.
    return bool(torch.cpu._is_amx_tile_supported())
