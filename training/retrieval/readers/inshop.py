"""DeepFashion In-shop: photos of one item among the photos of all items.

Layout: `Eval/list_eval_partition.txt` (image_name item_id evaluation_status), `Anno/list_bbox_inshop.txt`, and photos
`img/WOMEN/Dresses/id_00000002/02_1_front.jpg`. Protocol: a query finds its item within k, k = 1, 10, 20, 30, 40, 50;
queries are not in the gallery, no filter by category. Source: Liu et al., CVPR 2016, and the dataset's README.
"""

from pathlib import Path

from curation.errors import DataError
from training.retrieval.evaluate.evaluate import Protocol
from training.retrieval.readers import lists
from training.retrieval.readers.records import Benchmark, Record, check_files

PARTITION = ("image_name", "item_id", "evaluation_status")
BOXES = ("image_name", "clothes_type", "pose_type", "x_1", "y_1", "x_2", "y_2")
PARTS = ("train", "query", "gallery")
PROTOCOL = Protocol("DeepFashion In-shop", recall=(1, 10, 20, 30, 40, 50))


def read(root: Path, *, boxes: bool = False) -> Benchmark:
    """The benchmark in a folder.

    Args:
        root: the folder that holds Eval, and img or Img.
        boxes: whether photos are cropped to the article; reports differ in this, so say which.

    Raises:
        DataError: a list is not there or breaks its form, a photo is missing or has no box.
    """
    crops = _boxes(root) if boxes else {}
    file = root / "Eval" / "list_eval_partition.txt"
    parts: dict[str, list[Record]] = {part: [] for part in PARTS}
    for name, item, part in lists.rows(file, PARTITION):
        if part not in parts:
            raise DataError(f"{file}: {name} is '{part}'; {', '.join(PARTS)} are expected")
        if boxes and name not in crops:
            raise DataError(f"{root / 'Anno' / 'list_bbox_inshop.txt'}: no box of {name}; read without boxes")
        category = "/".join(Path(name).parts[1:3])
        parts[part].append(Record(name, lists.photo(root, name), item, "shop", category, crops.get(name)))
    check_files(root, *parts.values())
    train, queries, gallery = (tuple(parts[part]) for part in PARTS)
    return Benchmark(train, queries, gallery, PROTOCOL)


def _boxes(root: Path) -> dict[str, tuple[int, int, int, int]]:
    file = root / "Anno" / "list_bbox_inshop.txt"
    return {values[0]: lists.box(file, values) for values in lists.rows(file, BOXES)}
