"""The trained network as one ONNX file that OpenCV runs, and how far the two differ."""

import warnings
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from torch import Tensor, nn

from training.methods.shots.network import SIZE, ShotNet


class _Outputs(nn.Module):
    """Logits, and the features before the last layer: a last layer of one's own can be fitted on these."""

    def __init__(self, net: ShotNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor]:
        features = self.net.features(self.net.early(photo))
        return self.net.body._fc(features), features


def export(net: ShotNet, path: Path) -> float:
    """Write `path`: input `photo` (1, 3, 176, 176) RGB in [0, 255], outputs `logits` (1, 9) and `features` (1, 1280).

    Returns:
        The largest difference of a logit between PyTorch and OpenCV on eight random photos.
    """
    outputs = _Outputs(net.laid_out(torch.contiguous_format)).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # The exporter warns of what it calls itself.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            outputs,
            (torch.zeros(1, 3, SIZE, SIZE),),
            str(path),
            input_names=["photo"],
            output_names=["logits", "features"],
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    _forget_where_it_was_made(path)
    return parity(net, path)


def _forget_where_it_was_made(path: Path) -> None:
    """Take out the notes the exporter leaves on every node: where on this machine the code lies.

    Without them the same weights give the same file on any machine.
    """
    model = onnx.load(path)
    for part in (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    for part in (*model.graph.value_info, *model.graph.initializer):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def parity(net: ShotNet, path: Path) -> float:
    """The largest difference of a logit between PyTorch and OpenCV on eight random photos."""
    other = cv2.dnn.readNetFromONNX(str(path))
    dice = np.random.default_rng(0)
    largest = 0.0
    for _ in range(8):
        photo = dice.integers(0, 256, (1, 3, SIZE, SIZE)).astype(np.float32)
        other.setInput(photo)
        with torch.inference_mode():
            mine = net.eval()(torch.from_numpy(photo)).numpy()
        largest = max(largest, float(np.abs(mine - other.forward("logits")).max()))
    return largest
