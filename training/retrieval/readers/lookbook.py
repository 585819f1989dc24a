"""LookBook: photos of people wearing a product, among the product photos; and a table of such pairs.

Layout: `PID<product>_CLEAN<0 or 1>_IID<image>.jpg`, CLEAN1 = the product photo. The dataset states no split, so
products are dealt by a hash of their number. Source: Yoo et al. 2016, https://arxiv.org/abs/1603.07442.
"""

import csv
import hashlib
import re
from pathlib import Path

from curation.errors import DataError
from training.retrieval.evaluate.evaluate import Protocol
from training.retrieval.readers.records import Benchmark, Record, check_files

NAME = re.compile(r"PID(\d{6})_CLEAN([01])_IID\d{6}\.(?:jpe?g|png)", re.IGNORECASE)
PROTOCOL = Protocol("LookBook")


def read(root: Path, *, test: float = 0.1, seed: int = 0) -> Benchmark:
    """The benchmark in a folder, its photos lying anywhere below; files of other names are passed over.

    Args:
        root: the folder.
        test: share of the products that are tested on, in [0, 1]; the others train.
        seed: of who is dealt where.

    Raises:
        DataError: no file has such a name, or no product of the test has both kinds of photo.
    """
    records = [record for path in sorted(root.rglob("*")) if (record := _record(path))]
    if not records:
        raise DataError(f"{root} holds no photo named as in LookBook, such as PID000001_CLEAN1_IID000002.jpg")
    tested = {record.product for record in records if _share(record.product, seed) < test}
    shop = {record.product for record in records if record.domain == "shop"}
    worn = {record.product for record in records if record.domain == "street"}
    if not tested & shop & worn:
        raise DataError(f"{root}: none of the {len(tested)} products of the test has both kinds of photo; raise test")
    train = tuple(record for record in records if record.product not in tested)
    asked = tuple(record for record in records if record.product in tested & shop and record.domain == "street")
    gallery = tuple(record for record in records if record.product in tested and record.domain == "shop")
    return Benchmark(train, asked, gallery, PROTOCOL)


def read_pairs(root: Path) -> Benchmark:
    """Pairs that a table names: `pairs.csv` with the columns pair, product and person; all of them are tested on.

    Raises:
        DataError: the table is not there, lacks a column, or names a photo that is not there.
    """
    file = root / "pairs.csv"
    if not file.is_file():
        raise DataError(f"{file} does not exist; it lists the pairs (columns pair, product, person)")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for column in ("pair", "product", "person"):
        if not rows or column not in rows[0]:
            raise DataError(f"{file}: the column {column} is not there; pair, product and person are needed")
    gallery = tuple(Record(row["product"], root / row["product"], row["pair"], "shop") for row in rows)
    queries = tuple(Record(row["person"], root / row["person"], row["pair"], "street") for row in rows)
    check_files(root, queries, gallery)
    return Benchmark((), queries, gallery, PROTOCOL)


def _record(path: Path) -> Record | None:
    name = NAME.fullmatch(path.name)
    if not name or not path.is_file():
        return None
    return Record(path.name, path, f"PID{name[1]}", "shop" if name[2] == "1" else "street")


def _share(product: str, seed: int) -> float:
    """A number in [0, 1) that depends on the product and the seed alone."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{product}".encode()).digest()[:8], "big") / 2**64
