"""What was learned from reviews: how the last layer's row for a full front moved, and where that came from."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from curation.errors import ModelError
from curation.schema import SHOTS
from curation.workspace import Workspace, atomic_write

FRONT = SHOTS.index("full_front")
VERSION = 1


@dataclass(frozen=True)
class Layer:
    """What is added to the network's logit of a full front; a pair says nothing of the other eight, so they stay."""

    network: str
    """Fingerprint of the network it belongs to."""
    weights: np.ndarray
    """(d,) float32, one for each of the network's features."""
    bias: float
    provenance: dict[str, Any]
    """From what it was fitted and what it reached; not part of the fingerprint."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with what is added."""
        text = self.network.encode() + self.weights.astype("<f4").tobytes() + np.float64(self.bias).tobytes()
        return hashlib.sha256(text).hexdigest()[:16]

    def logits(self, logits: np.ndarray, features: np.ndarray) -> np.ndarray:
        """The network's logits after learning.

        Args:
            logits: (9,) or (n, 9), as the network gives them.
            features: (d,) or (n, d), as the network gives them.
        """
        moved = np.array(logits, np.float32)
        moved[..., FRONT] += features.astype(np.float32) @ self.weights + np.float32(self.bias)
        return moved


def read(workspace: Workspace, dataset: str) -> Layer | None:
    """What was learned for a dataset; None where nothing was.

    Raises:
        ModelError: the file is broken, or of another version.
    """
    path = workspace.learned(dataset)
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] != VERSION:
            raise ModelError(f"{path} has version {kept['version']}, this one reads {VERSION}; run curate learn again")
        weights = np.frombuffer(base64.b64decode(kept["weights"], validate=True), "<f4").astype(np.float32)
        layer = Layer(str(kept["network"]), weights, float(kept["bias"]), dict(kept["provenance"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} cannot be read ({type(error).__name__}: {error}); run curate learn again, or curate learn --forget"
        ) from error
    if not np.isfinite(layer.weights).all() or not np.isfinite(layer.bias):
        raise ModelError(f"{path} holds a number that is none; run curate learn again, or curate learn --forget")
    return layer


def for_network(workspace: Workspace, dataset: str, fingerprint: str, features: int) -> Layer | None:
    """What was learned, if it belongs to this network.

    Args:
        fingerprint: of the network in use.
        features: how many numbers its last layer looks at; 0 = it does not give them.

    Raises:
        ModelError: it was learned on another network, or the file is broken.
    """
    layer = read(workspace, dataset)
    if layer is None:
        return None
    if layer.network != fingerprint or len(layer.weights) != features:
        raise ModelError(
            f"{workspace.learned(dataset)} was learned on network {layer.network}, [shots] names {fingerprint}; "
            "run curate learn again, or curate learn --forget"
        )
    return layer


def write(workspace: Workspace, dataset: str, layer: Layer) -> Path:
    """Keep it beside the definition."""
    kept = {
        "version": VERSION,
        "network": layer.network,
        "fingerprint": layer.fingerprint,
        "provenance": layer.provenance,
        "bias": layer.bias,
        "weights": base64.b64encode(layer.weights.astype("<f4").tobytes()).decode("ascii"),
    }
    path = workspace.learned(dataset)
    with atomic_write(path, "w") as file:
        file.write(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    return path


def forget(workspace: Workspace, dataset: str) -> bool:
    """Take away what was learned; gives whether there was anything."""
    path = workspace.learned(dataset)
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there
