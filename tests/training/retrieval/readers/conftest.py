"""Drawn miniatures of the benchmarks in their exact layouts."""

import cv2
import numpy as np
import pytest


def draw(path, colour, size=(40, 30)):
    """A photo of one colour with a dark bar, so that crops differ from wholes."""
    image = np.full((*size, 3), 255, np.uint8)
    image[10:30, 8:22] = colour
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image[..., ::-1])


def listed(file, columns, rows):
    """A list as DeepFashion writes it: number of rows, columns, rows padded with blanks."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [str(len(rows)), " ".join(columns), *("        ".join(row) for row in rows)]
    file.write_text("\n".join(lines) + "\n")


COLOURS = {"id_00000001": (200, 30, 30), "id_00000002": (30, 160, 30), "id_00000003": (30, 30, 200)}


@pytest.fixture
def inshop(tmp_path):
    """Three items: one trains, two are looked for; photos below `Img`, as the archives unpack."""
    rows, boxes = [], []
    for item, colour in COLOURS.items():
        for number, part in (
            (("1_front", "train"), ("2_side", "train"))
            if item.endswith("1")
            else (("1_front", "query"), ("2_side", "gallery"), ("4_full", "gallery"))
        ):
            name = f"img/WOMEN/Dresses/{item}/02_{number}.jpg"
            draw(tmp_path / "Img" / name, colour)
            rows.append((name, item, part))
            boxes.append((name, "3", "1", "008", "010", "022", "030"))
    listed(tmp_path / "Eval/list_eval_partition.txt", ("image_name", "item_id", "evaluation_status"), rows)
    columns = ("image_name", "clothes_type", "pose_type", "x_1", "y_1", "x_2", "y_2")
    listed(tmp_path / "Anno/list_bbox_inshop.txt", columns, boxes)
    return tmp_path


@pytest.fixture
def consumer_to_shop(tmp_path):
    """Three items, one in each part; the one of test has two customers' photos and one shop photo."""
    rows, boxes = [], []
    for (item, colour), part in zip(COLOURS.items(), ("train", "val", "test"), strict=True):
        folder = f"img/CLOTHING/Blouse/{item}"
        draw(tmp_path / folder / "shop_01.jpg", colour)
        for number in ("01", "02"):
            draw(tmp_path / folder / f"comsumer_{number}.jpg", colour)
            rows.append((f"{folder}/comsumer_{number}.jpg", f"{folder}/shop_01.jpg", item, part))
            boxes.append((f"{folder}/comsumer_{number}.jpg", "1", "2", "008", "010", "022", "030"))
        boxes.append((f"{folder}/shop_01.jpg", "1", "1", "008", "010", "022", "030"))
    columns = ("image_pair_name_1", "image_pair_name_2", "item_id", "evaluation_status")
    listed(tmp_path / "Eval/list_eval_partition.txt", columns, rows)
    columns = ("image_name", "clothes_type", "source_type", "x_1", "y_1", "x_2", "y_2")
    listed(tmp_path / "Anno/list_bbox_consumer2shop.txt", columns, boxes)
    return tmp_path


@pytest.fixture
def lookbook(tmp_path):
    """Twelve products with a product photo and two photos of people."""
    for number in range(1, 13):
        for kind, image in (("1", 1), ("0", 2), ("0", 3)):
            name = f"PID{number:06}_CLEAN{kind}_IID{number * 10 + image:06}.jpg"
            draw(tmp_path / "data" / name, (20 * number, 255 - 20 * number, 10 * number))
    (tmp_path / "data/readme.txt").write_text("")
    return tmp_path
