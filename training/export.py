"""Write a trained network as ONNX, and hold it against the original."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from curation.errors import RunError
from curation.workspace import atomic_write, full_disk
from training.checkpoint import load_run

TOLERANCE = 1e-3
"""Of values in [-1, 1]: what single precision leaves after twenty layers."""


@dataclass(frozen=True)
class Exported:
    """A written file."""

    path: Path
    net: str
    bytes: int
    difference: float
    """The largest between the file's answers and the network's, on a seeded batch."""
    note: str
    """What the file cannot do; empty = it does what the run does."""


def export(folder: Path, out: Path, *, net: str = "") -> Exported:
    """Write a network of a run as ONNX, with any batch size, and compare what both answer.

    Batch norms take their running statistics and nothing is dropped: an ONNX file has no training mode.

    Args:
        folder: the run.
        out: the file to write.
        net: which network; empty = the method's first.

    Raises:
        RunError: there is no such run or network, the packages for ONNX are missing, or the answers differ.
    """
    method, header = load_run(folder)
    name = net or method.products[0]
    if name not in method.nets:
        raise RunError(f"{folder} has no network '{name}'; networks: {', '.join(method.nets)}")
    data, options = header.config.data, header.config.options
    example = torch.rand(2, 3, data.height, data.width, generator=torch.Generator().manual_seed(0)) * 2 - 1
    body = onnx_bytes(method.nets[name], example)
    difference = parity(body, method.nets[name], example)
    if not difference <= TOLERANCE:
        raise RunError(f"the ONNX file differs from {name} by {difference:.1e}, at most {TOLERANCE:.0e}; not written")
    with full_disk(out, "nothing is left there; free some space and run again"), atomic_write(out) as file:
        file.write(body)
    note = ""
    if getattr(options, "inference_norm", "running") == "batch" or getattr(options, "inference_dropout", False):
        note = "the run draws with the statistics of its batch or with dropout; the file does not"
    return Exported(out, name, len(body), difference, note)


def onnx_bytes(net: nn.Module, example: torch.Tensor) -> bytes:
    """The network as ONNX, for batches of any size.

    Raises:
        RunError: the packages for ONNX are missing.
    """
    _runtime()
    batch = torch.export.Dim("batch")
    with _quiet():
        program = torch.onnx.export(
            net.eval(),
            (example,),
            dynamo=True,
            input_names=["input"],
            output_names=["output"],
            dynamic_shapes=({0: batch},),
            verbose=False,
        )
    assert program is not None
    # The exporter notes which file of this machine each operation came from.
    for node in program.model.graph:
        node.metadata_props.clear()
    body: bytes = program.model_proto.SerializeToString()
    return body


def parity(body: bytes, net: nn.Module, example: torch.Tensor) -> float:
    """The largest difference between an ONNX file's answers and a network's.

    Raises:
        RunError: the packages for ONNX are missing.
    """
    session = _runtime().InferenceSession(body, providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"input": example.numpy()})
    with torch.no_grad():
        expected = net.eval()(example).numpy()
    return float(np.abs(answer - expected).max())


def _runtime() -> Any:
    """onnxruntime, where all that ONNX needs is installed: asked for before a minute is spent on a file.

    Raises:
        RunError: a package is missing.
    """
    try:
        import onnxruntime  # noqa: PLC0415
        import onnxscript  # noqa: F401, PLC0415
    except ImportError as error:
        raise RunError(f"ONNX needs {error.name}; pip install 'pairwear[onnx]'") from error
    return onnxruntime


@contextmanager
def _quiet() -> Iterator[None]:
    """torch's exporter warns of its own deprecated calls and of packages nobody asked for."""
    logger = logging.getLogger("torch.onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(before)
