"""Any vision model of transformers as an embedder: CLIP, SigLIP, DINOv2, ViT, ResNet and what comes next."""

import json
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from curation.errors import ModelError
from training.retrieval.embedders.base import Normalisation
from training.retrieval.embedders.network import NetworkEmbedder


class VisionTower(nn.Module):
    """(N, 3, S, S) to (N, d): the model's image features, else its pooled output, else the mean over places.

    Args:
        model: as `AutoModel` gives it.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, photos: Tensor) -> Tensor:
        if hasattr(self.model, "get_image_features"):
            found = self.model.get_image_features(pixel_values=photos)
            return found if isinstance(found, Tensor) else found.pooler_output
        output = self.model(pixel_values=photos)
        pooled = getattr(output, "pooler_output", None)
        if pooled is not None:
            return pooled.flatten(1)  # type: ignore[no-any-return]
        last = output.last_hidden_state
        return last.mean(dim=(2, 3)) if last.ndim == 4 else last.mean(dim=1)  # type: ignore[no-any-return]


def vision_model(
    name: str, size: int | None = None, normalisation: Normalisation | None = None, device: str = "cpu"
) -> NetworkEmbedder:
    """A model by its name on the hub, or by its folder.

    Args:
        name: such as "Marqo/marqo-fashionSigLIP", or a folder that `save_pretrained` wrote.
        size: side of the square in pixels; without it as the model's configuration says.
        normalisation: without it as the model's `preprocessor_config.json` says.
        device: where it runs.

    Raises:
        ModelError: transformers is not installed, there is no such model, or the model does not say what is needed.
    """
    try:
        from transformers import AutoModel  # noqa: PLC0415 - the extra `hf`
    except ImportError:
        raise ModelError(f"hf:{name} needs transformers; install the extra: pip install 'pairwear[hf]'") from None
    try:
        model = AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise ModelError(f"hf:{name} cannot be loaded: {str(error).strip().splitlines()[0]}") from error
    normalisation = normalisation or _stated(name)
    return NetworkEmbedder(f"hf:{name}", VisionTower(model), size or _size(name, model.config), normalisation, device)


def _size(name: str, config: Any) -> int:
    found = getattr(getattr(config, "vision_config", config), "image_size", None)
    if isinstance(found, (list, tuple)):
        found = found[0]
    if not found:
        raise ModelError(f"hf:{name} does not say for which size it is; give one")
    return int(found)


def _stated(name: str) -> Normalisation:
    """The normalisation beside the model, in values of [0, 255]."""
    from transformers.utils.hub import cached_file  # noqa: PLC0415

    try:
        path = cached_file(name, "preprocessor_config.json")
        stated = json.loads(Path(str(path)).read_text(encoding="utf-8"))
        mean, std = ([255.0 * float(value) for value in stated[key]] for key in ("image_mean", "image_std"))
    except (OSError, KeyError, ValueError):
        raise ModelError(f"hf:{name} says no normalisation (preprocessor_config.json); give one") from None
    return Normalisation((mean[0], mean[1], mean[2]), (std[0], std[1], std[2]))
