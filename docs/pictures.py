"""Make the pictures of the documents from a demo: python docs/pictures.py demo (after `make demo`)."""

import random
import sys
from pathlib import Path

import cv2
import numpy as np

from curation import tables
from curation.pixels import decode
from curation.schema import Pair
from curation.workspace import Workspace

HEIGHT, GAP, COLUMNS, ROWS = 200, 10, 6, 3


def pairs_sheet(workspace: Workspace, category: str) -> np.ndarray:
    """Pairs of a category drawn by lot, product left and model right: (H, W, 3) uint8 RGB."""
    pairs = tables.read(workspace.build("fashion").pairs(category), Pair)
    chosen = random.Random(7).sample(pairs, COLUMNS * ROWS)
    cells = [np.hstack([_photo(workspace, p.product_image), _photo(workspace, p.model_image)]) for p in chosen]
    cells = [cv2.copyMakeBorder(cell, GAP, GAP, GAP, GAP, cv2.BORDER_CONSTANT, value=(246, 245, 242)) for cell in cells]
    return np.vstack([np.hstack(cells[start : start + COLUMNS]) for start in range(0, len(cells), COLUMNS)])


def _photo(workspace: Workspace, path: str) -> np.ndarray:
    image = decode(workspace.file(path))
    width = round(image.shape[1] * HEIGHT / image.shape[0])
    return cv2.resize(image, (width, HEIGHT), interpolation=cv2.INTER_AREA)


def main(folder: str) -> None:
    sheet = pairs_sheet(Workspace(Path(folder)), "dresses")
    target = str(Path(__file__).with_name("pairs.jpg"))
    cv2.imwrite(target, cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])


if __name__ == "__main__":
    main(*sys.argv[1:2])
