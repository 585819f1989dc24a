"""A torch network as an embedder."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from curation.errors import ModelError
from training.retrieval.embedders.base import Embedder, Normalisation


class NetworkEmbedder(Embedder):
    """What a network gives in evaluation mode, on one device.

    Args:
        name: for reports.
        network: (N, 3, size, size) float to (N, d).
        size: side of the square it looks at, in pixels.
        normalisation: of the square's values.
        device: where it runs.
    """

    def __init__(
        self, name: str, network: nn.Module, size: int, normalisation: Normalisation, device: str = "cpu"
    ) -> None:
        super().__init__(name, size, normalisation)
        self.network, self.device = network.eval().to(device), device

    def _vectors(self, batch: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            found: Tensor = self.network(torch.from_numpy(self.normalisation(batch)).to(self.device))
        vectors: np.ndarray = found.float().cpu().numpy()
        return vectors

    def _parts(self) -> Iterator[bytes]:
        for name, value in self.network.state_dict().items():
            yield name.encode()
            yield hashlib.sha256(value.detach().cpu().contiguous().numpy().tobytes()).digest()


def load_weights(network: nn.Module, weights: Mapping[str, Any], source: str, ignore: tuple[str, ...] = ()) -> None:
    """Give a network the weights of a state dict, all of them.

    Args:
        network: what they are for.
        weights: name to tensor.
        source: where they come from, for the message.
        ignore: beginnings of names that are passed over, such as the layer of another task's classes.

    Raises:
        ModelError: a tensor is missing, is too much or has another shape; the network is then as it was.
    """
    given = {name: value for name, value in weights.items() if not name.startswith(ignore or ("\0",))}
    wanted = network.state_dict()
    # Counters of batch norm came later than many published files.
    optional = {name for name in wanted if name.endswith("num_batches_tracked")}
    shapes = [
        f"{name} is {tuple(given[name].shape)}, not {tuple(wanted[name].shape)}"
        for name in wanted
        if name in given and given[name].shape != wanted[name].shape
    ]
    faults = [
        *_listed("missing", sorted(wanted.keys() - given.keys() - optional)),
        *_listed("unknown", sorted(given.keys() - wanted.keys())),
        *_listed("of another shape", shapes),
    ]
    if faults:
        raise ModelError(
            f"{source} does not fit {type(network).__name__}: {'; '.join(faults)}; "
            "name weights of this network, or build it with the dimensions they were made for"
        )
    network.load_state_dict(dict(given), strict=False)


def _listed(what: str, names: list[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"{len(names)} {what}: {', '.join(names[:3])}{more}"


def read_state(path: str) -> dict[str, Tensor]:
    """The tensors of a .safetensors, .pt or .pth file; nothing in it is run.

    Raises:
        ModelError: there is no such file, or it holds something else than tensors by name.
    """
    try:
        if path.endswith(".safetensors"):
            from safetensors.torch import load_file  # noqa: PLC0415 - not needed for the other kind

            return load_file(path)
        found = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError:
        raise ModelError(f"{path} does not exist; name a file of weights (.pt, .pth, .safetensors)") from None
    except Exception as error:
        raise ModelError(f"{path} cannot be read as weights: {str(error).splitlines()[0]}") from error
    if not isinstance(found, dict) or not all(isinstance(value, Tensor) for value in found.values()):
        raise ModelError(f"{path} holds no tensors by name; save network.state_dict()")
    return found
