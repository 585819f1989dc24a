"""DeepFashion Consumer-to-shop: a customer's photo among the shop's photos.

Layout: `Eval/list_eval_partition.txt` (image_pair_name_1 image_pair_name_2 item_id evaluation_status: consumer, shop),
`Anno/list_bbox_consumer2shop.txt`, and photos `img/CLOTHING/Blouse/id_00003448/comsumer_01.jpg` (the dataset's own
spelling). The paper does not say what the gallery is; here it is the shop photos of val and test, as mmfashion has it.
Source: Liu et al., CVPR 2016, and the dataset's README.
"""

from pathlib import Path

from curation.errors import DataError
from training.retrieval.evaluate.evaluate import Protocol
from training.retrieval.readers import lists
from training.retrieval.readers.records import Benchmark, Box, Record, check_files

PARTITION = ("image_pair_name_1", "image_pair_name_2", "item_id", "evaluation_status")
BOXES = ("image_name", "clothes_type", "source_type", "x_1", "y_1", "x_2", "y_2")
PARTS = ("train", "val", "test")
PROTOCOL = Protocol("DeepFashion Consumer-to-shop", recall=(1, 5, 10, 20, 50))


def read(root: Path, *, boxes: bool = False, gallery: tuple[str, ...] = ("val", "test")) -> Benchmark:
    """The benchmark in a folder; queries are the customers' photos of test.

    Args:
        root: the folder that holds Eval, and img or Img.
        boxes: whether photos are cropped to the article; reports differ in this, so say which.
        gallery: the parts whose shop photos are searched.

    Raises:
        DataError: a list is not there or breaks its form, a photo is missing or has no box, a photo shows two items.
    """
    crops = _boxes(root) if boxes else {}
    file = root / "Eval" / "list_eval_partition.txt"
    found: dict[str, Record] = {}
    part_of: dict[str, str] = {}
    for consumer, shop, item, part in lists.rows(file, PARTITION):
        if part not in PARTS:
            raise DataError(f"{file}: {consumer} is '{part}'; {', '.join(PARTS)} are expected")
        for name, domain in ((consumer, "street"), (shop, "shop")):
            if boxes and name not in crops:
                raise DataError(f"{_box_file(root)}: no box of {name}; read without boxes")
            record = Record(name, lists.photo(root, name), item, domain, _category(name), crops.get(name))
            if found.setdefault(name, record) != record:
                raise DataError(f"{file}: {name} shows {found[name].product} and {item}; a photo shows one item")
            part_of[name] = part
    check_files(root, list(found.values()))

    def chosen(parts: tuple[str, ...], *domains: str) -> tuple[Record, ...]:
        return tuple(record for name, record in found.items() if part_of[name] in parts and record.domain in domains)

    return Benchmark(
        chosen(("train",), "street", "shop"), chosen(("test",), "street"), chosen(gallery, "shop"), PROTOCOL
    )


def _category(name: str) -> str:
    return "/".join(Path(name).parts[1:3])


def _box_file(root: Path) -> Path:
    return root / "Anno" / "list_bbox_consumer2shop.txt"


def _boxes(root: Path) -> dict[str, Box]:
    file = _box_file(root)
    return {values[0]: lists.box(file, values) for values in lists.rows(file, BOXES)}
