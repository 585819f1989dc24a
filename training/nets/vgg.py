"""VGG16 and VGG19, cut at the layer before the classes: what "Where'd You Get That" matched with.

Parts carry the names that everybody's ImageNet weights use (`features.N`, `classifier.N`), so that these load; their
last layer, the classes, is left out. Source: Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556, table 1.
"""

from collections.abc import Iterator

from torch import Tensor, nn

LAYOUTS = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
"""Convolutions of each of the five stages."""
WIDTHS = (64, 128, 256, 512, 512)


class VGG(nn.Module):
    """(N, 3, S, S) RGB to (N, dim), the penultimate layer; S of at least 32.

    Args:
        depth: 16 or 19.
        dim: of the features, 4,096 in the paper.
        width: all channels of the stages are multiplied by it.
    """

    def __init__(self, depth: int = 16, dim: int = 4096, width: float = 1.0) -> None:
        super().__init__()
        self.features = nn.Sequential(*_stages(LAYOUTS[depth], width))
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.classifier = nn.Sequential(
            nn.Linear(int(WIDTHS[-1] * width) * 49, dim), nn.ReLU(), nn.Dropout(), nn.Linear(dim, dim), nn.ReLU()
        )

    def forward(self, x: Tensor) -> Tensor:
        features: Tensor = self.classifier(self.avgpool(self.features(x)).flatten(1))
        return features


def _stages(layout: tuple[int, ...], width: float) -> Iterator[nn.Module]:
    inputs = 3
    for convolutions, full in zip(layout, WIDTHS, strict=True):
        outputs = int(full * width)
        for _ in range(convolutions):
            yield nn.Conv2d(inputs, outputs, 3, padding=1)
            yield nn.ReLU()
            inputs = outputs
        yield nn.MaxPool2d(2)
