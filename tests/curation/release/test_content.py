"""A release whose checksums are right, and which says what is not so: each untruth is named, and nothing else."""

import json
import re
from collections.abc import Callable

import cv2
import numpy as np
import pyarrow.parquet as pq
import pytest

from curation import tables
from curation.release.layout import Layout
from curation.release.orders import hash_of
from curation.release.verify import verify
from curation.schema import LinkedPair, PhotoPair, ReleasedRemoval, ReleaseRow


def text(name: str, old: str, new: str, count: int = 1) -> Callable[[Layout], None]:
    """Exchange a text in a file."""

    def change(layout: Layout) -> None:
        path = layout.root / name
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, count), encoding="utf-8")

    return change


def pattern(name: str, old: str, new: str) -> Callable[[Layout], None]:
    def change(layout: Layout) -> None:
        path = layout.root / name
        after, changed = re.subn(old, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert changed
        path.write_text(after, encoding="utf-8")

    return change


def croissant(change: Callable[[dict], None], name: str = "croissant.json") -> Callable[[Layout], None]:
    def apply(layout: Layout) -> None:
        path = layout.root / name
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return apply


def drop(key: str, name: str = "croissant.json") -> Callable[[Layout], None]:
    return croissant(lambda content: content.pop(key), name)


CARDS = {
    "README.md: does not begin with YAML between two lines of ---": text("README.md", "---\n", ""),
    "README.md: its YAML cannot be read: 'license' stands twice": text(
        "README.md", "license: cc0-1.0\n", "license: cc0-1.0\nlicense: mit\n"
    ),
    "README.md: its YAML cannot be read: it uses & or *, which a card has no use for": text(
        "README.md", "license: cc0-1.0\n", "license: &x cc0-1.0\n"
    ),
    "README.md: license is missing from its YAML": text("README.md", "license: cc0-1.0\n", ""),
    "README.md: license 'freeware' is none that the Hub knows": text("README.md", "cc0-1.0", "freeware"),
    "README.md: license is other, so license_name and license_link are needed": text(
        "README.md", "license: cc0-1.0", "license: other"
    ),
    "README.md: license is 'mit', but must be 'cc0-1.0'": text("README.md", "license: cc0-1.0", "license: mit"),
    "README.md: language 'german' is no ISO 639 code": text("README.md", "- de\n", "- german\n"),
    "README.md: task_categories 'dressing' is none that the Hub knows": text(
        "README.md", "- image-to-image\n", "- dressing\n"
    ),
    "README.md: size_categories is ['1K<n<10K'], but must be ['n<1K']": text("README.md", "n<1K", "1K<n<10K"),
    "README.md: 'price' is no key of a card's YAML": text("README.md", "license: cc0", "price: 1\nlicense: cc0"),
    "README.md: dataset_info.splits is": pattern("README.md", r"num_examples: \d+", "num_examples: 999"),
    "README.md: dataset_info.download_size is": pattern("README.md", r"download_size: \d+", "download_size: 1"),
    "README.md: configs is": text("README.md", "path: train/metadata.parquet", "path: train/*.parquet"),
    "README.md: its figures say '| all | 999 |": pattern("README.md", r"^\| all \| \d+ \|", "| all | 999 |"),
    "README.md: has no figures between <!-- figures --> and <!-- end of figures -->": text(
        "README.md", "<!-- figures -->", "<!-- numbers -->"
    ),
    "README.md: 'Biases' is not answered": text("README.md", "Answered: Biases.", ""),
    "README.md: does not say that it is version 1.0.0 of 2018-01-01": text(
        "README.md", "Version 1.0.0 of", "Version 1.0.1 of"
    ),
    "README.md: pretty_name is 'Other', but must be 'Drawn clothes'": text(
        "README.md", "pretty_name: Drawn clothes", "pretty_name: Other"
    ),
}
MACHINE = {
    "croissant.json: is no JSON": text("croissant.json", "{", "", 1),
    "croissant.json: description is missing": drop("description"),
    "croissant.json: url is missing": drop("url"),
    "croissant.json: creator is missing": drop("creator"),
    "croissant.json: datePublished is missing": drop("datePublished"),
    "croissant.json: rai:dataBiases is missing": drop("rai:dataBiases"),
    "croissant.json: @context is not that of Croissant 1.1": text("croissant.json", '"@language": "en"', '"@l": "en"'),
    "croissant.json: dct:conformsTo is": text("croissant.json", "croissant/1.1", "croissant/1.0"),
    "croissant.json: license is 'cc0', but must be 'https://spdx.org/licenses/CC0-1.0.html'": croissant(
        lambda content: content.update(license="cc0")
    ),
    "croissant.json: sha256 of data.csv is": croissant(
        lambda content: next(x for x in content["distribution"] if x["@id"] == "data.csv").update(sha256="0" * 64)
    ),
    "croissant.json: lists /etc/passwd, which is no part of the release": croissant(
        lambda content: content["distribution"].append({"@id": "/etc/passwd"})
    ),
    "croissant.json: does not list data.parquet": croissant(
        lambda content: content.update(distribution=[x for x in content["distribution"] if x["@id"] != "data.parquet"])
    ),
    "croissant.json: the record set of splits is": croissant(
        lambda content: content["recordSet"][0]["data"][0].update({"splits/pairs": 999})
    ),
    "croissant.json: the record set of pairs is": croissant(lambda content: content["recordSet"][1]["field"].pop()),
    "croissant.json: version is '1.0.1', but must be '1.0.0'": croissant(lambda c: c.update(version="1.0.1")),
    "datapackage.json: licenses is missing": drop("licenses", "datapackage.json"),
    "datapackage.json: $schema is None": drop("$schema", "datapackage.json"),
    "datapackage.json: bytes of data.csv is 1": croissant(
        lambda content: next(x for x in content["resources"] if x["path"] == "data.csv").update(bytes=1),
        "datapackage.json",
    ),
    "datapackage.json: path of data.csv": None,
    "release.json: version must be MAJOR.MINOR.PATCH such as 1.0.0, not '1.0'": text(
        "release.json", '"1.0.0"', '"1.0"'
    ),
    "release.json: pairs is 999": pattern("release.json", r'"pairs": \d+', '"pairs": 999'),
    "release.json: splits is": pattern("release.json", r'"train": \d+,', '"train": 999,'),
    "release.json: name 'Mode!' must be lower-case letters, digits, - and _": text(
        "release.json", '"name": "fashion"', '"name": "Mode!"', 1
    ),
    "release.json: date '21.11.2026' is no day such as 2026-11-21": text("release.json", "2018-01-01", "21.11.2026"),
    "CITATION.cff: the line 'version: 1.0.0' is missing": text("CITATION.cff", "version: 1.0.0", "version: 2.0.0"),
    "CITATION.cff: authors: is missing": text("CITATION.cff", "authors:", "writers:"),
    "CHANGELOG.md: its first heading is": text("CHANGELOG.md", "## 1.0.0", "## 0.1.0"),
    "index.html: holds <script>, which a preview has no use for": text(
        "index.html", "<main>", "<script></script><main>"
    ),
    "index.html: loads https://example.org/x.png": text(
        "index.html", "<main>", '<main><img src="https://example.org/x.png">'
    ),
    "index.html: lacks the policy that forbids it to load anything": text("index.html", "default-src 'none'", ""),
    "img_attr.csv: row 1 does not say what data.parquet says": pattern(
        "img_attr.csv", r"^(zalando-[^,]*(?:,1)*,)0", r"\g<1>1"
    ),
    "img_attr.csv: its list of columns is": text("img_attr.csv", "key,", "id,"),
    "data.csv: row 1 is not that of data.parquet; both must hold the same rows": pattern(
        "data.csv", r"^(zalando-[^,]*,zalando,)", r"\g<1>x"
    ),
    "data.csv: row 1: brand '=cmd' is a formula to a spreadsheet": None,
}
MACHINE = {line: change for line, change in MACHINE.items() if change}


@pytest.mark.parametrize("line", [*CARDS, *MACHINE])
def test_an_untruth_in_a_document_is_named(copy, resign, line):
    layout = copy("links")
    (CARDS | MACHINE)[line](layout)
    resign(layout)
    faults = verify(layout.root)
    assert [fault for fault in faults if fault.startswith(line)], faults
    # What else is said is about the same thing: other files must agree with it.
    assert len(faults) <= 8, faults


def rows(change: Callable[[list[ReleaseRow]], None]) -> Callable[[Layout], None]:
    """Change `data.parquet` and `data.csv` alike."""

    def apply(layout: Layout) -> None:
        held = tables.read(layout.data, ReleaseRow)
        change(held)
        tables.write(layout.data, held, ReleaseRow)
        tables.write(layout.data_csv, held, ReleaseRow)

    return apply


def setting(**values: object) -> Callable[[Layout], None]:
    return rows(lambda held: [setattr(held[0], name, value) for name, value in values.items()])


def swap(held: list[ReleaseRow]) -> None:
    held[0], held[1] = held[1], held[0]


def leak(held: list[ReleaseRow], name: str) -> None:
    other = next(row for row in held if row.split != held[0].split)
    setattr(other, name, getattr(held[0], name))


DATA = {
    r"data.parquet: row 1 \(\.\./x\): key '\.\./x' must be letters, digits, - and _": setting(key="../x"),
    r"data.parquet: row 2: key '.*' stands twice": rows(lambda held: setattr(held[1], "key", held[0].key)),
    r"data.parquet: row 2: zalando .* stands twice, or out of the order by store and id": rows(swap),
    r"data.parquet: row 1 .*: split 'dev' is none of train, validation, test": setting(split="dev"),
    r"data.parquet: row 1 .*: color 'mauve' is not in vocabularies/color.csv": setting(color="mauve"),
    r"data.parquet: row 1 .*: care 'burn' is not in vocabularies/care.csv": setting(care=["burn"]),
    r"data.parquet: row 1 .*: model_sha256 'abc' is not 64 hex digits": setting(model_sha256="abc"),
    r"data.parquet: row 1 .*: product_phash '' is not 16 hex digits": setting(product_phash=""),
    r"data.parquet: row 1 .*: product_url '' is no URL": setting(product_url=""),
    r"data.parquet: row 1 .*: page_url 'no page' is no URL": setting(page_url="no page"),
    r"data.parquet: row 1 .*: model_width 0 is no size in pixels": setting(model_width=0),
    r"data.parquet: row 1 .*: model_consent says that the site refused it": setting(model_consent="refused x 2026"),
    r"data.parquet: row 1 .*: model_file '\.\./x\.jpg' lies outside the release": setting(model_file="../x.jpg"),
    r"data.parquet: row 1 .*: product_file 'a' and shard '' do not go with photos as links": setting(product_file="a"),
    r"data.parquet: row 1 .*: shot 'selfie' is none of full_front": setting(shot="selfie"),
    r"data.parquet: row 1 .*: score 2.0 is not in \[0, 1\]": setting(score=2.0),
    r"data.parquet: .* share the group [0-9a-f]{16}; what is shared must be in one split": rows(
        lambda held: leak(held, "group")
    ),
    r"data.parquet: .* share a photo with SHA-256 [0-9a-f]{64}; what is shared must be in one split": rows(
        lambda held: leak(held, "model_sha256")
    ),
    r"README.md: its figures say": rows(lambda held: held.pop()),
    r"train/metadata.parquet: its number of rows is": lambda layout: cut(layout.metadata("train")),
    r"train/metadata.parquet: row 1: brand is not that of": lambda layout: rename(layout.metadata("train")),
}


def cut(path) -> None:
    tables.write(path, tables.read(path, LinkedPair)[:-1], LinkedPair)


def rename(path) -> None:
    held = tables.read(path, LinkedPair)
    held[0].brand = "Other"
    tables.write(path, held, LinkedPair)


@pytest.mark.parametrize("line", DATA)
def test_an_untruth_in_the_tables_is_named(copy, resign, line):
    layout = copy("links")
    DATA[line](layout)
    resign(layout)
    faults = verify(layout.root)
    assert [fault for fault in faults if re.match(line, fault)], faults


def test_a_table_with_other_columns_is_named(copy, resign):
    layout = copy("links")
    table = pq.read_table(layout.metadata("train"))
    pq.write_table(table.drop_columns(["brand"]), layout.metadata("train"))
    resign(layout)
    faults = verify(layout.root)
    assert faults[0].startswith("train/metadata.parquet: its list of columns is ['product_url', 'model_url', ")


def test_a_formula_in_any_csv_is_named(copy, resign):
    layout = copy("links")
    lines = layout.data_csv.read_text().splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[7] = "=cmd"
    layout.data_csv.write_text("".join([lines[0], ",".join(cells), *lines[2:]]))
    path = layout.vocabulary("color")
    path.write_text(path.read_text().replace("black", "+black", 1))
    resign(layout)
    faults = verify(layout.root)
    assert "data.csv: row 1: brand '=cmd' is a formula to a spreadsheet" in faults
    assert any(re.match(r"vocabularies/color.csv: row \d+: \w+ '\+black' is a formula", fault) for fault in faults)


def test_a_text_that_would_be_a_formula_is_released_defused(home):
    from curation.release.build import release
    from curation.schema import Product

    build = home.build("fashion")
    products = tables.read(build.products, Product)
    for product in products:
        product.brand = "=1+1"
    tables.write(build.products, products, Product)
    folder = release(home, "fashion", "1.0.0").folder
    assert verify(folder) == []
    assert ",'=1+1," in Layout(folder).data_csv.read_text()


def test_what_was_removed_and_is_there_is_named(copy, resign):
    layout = copy("links")
    row = tables.read(layout.data, ReleaseRow)[2]
    removal = ReleasedRemoval("product", hash_of("product", f"{row.store} {row.id}"), "2026-11-21", "1.0.0")
    tables.write(layout.removals, [removal], ReleasedRemoval)
    resign(layout)
    assert f"data.parquet: row 3 ({row.key}): removals.csv says that it was taken out" in verify(layout.root)
    tables.write(layout.removals, [ReleasedRemoval("person", "0" * 64, "2026-11-21", "1.0.0")], ReleasedRemoval)
    resign(layout)
    assert f"removals.csv: row 1: kind 'person' with hash '{'0' * 64}' means nothing" in verify(layout.root)


def test_a_photo_that_is_gone_added_or_of_another_size_is_named(copy, resign):
    layout = copy("photos")
    rows_there = tables.read(layout.data, ReleaseRow)
    one, two, three = (layout.root / row.model_file for row in rows_there[:3])
    (layout.root / "train" / "product" / "more.jpg").write_bytes(one.read_bytes())
    one.unlink()
    cv2.imwrite(str(two), np.zeros((20, 30, 3), np.uint8))
    three.write_bytes(b"no picture")
    resign(layout)
    faults = verify(layout.root)
    assert f"{rows_there[0].model_file}: is missing, but data.parquet names it" in faults
    assert f"{rows_there[1].model_file}: is 30x20, but release.json says 256x256" in faults
    assert any(fault.startswith(f"{rows_there[2].model_file}: is no picture (") for fault in faults)
    assert "train/product/more.jpg: is named by no row of data.parquet; take it out" in faults


def test_words_beside_a_picture_are_named(copy, resign):
    layout = copy("photos")
    row = tables.read(layout.data, ReleaseRow)[0]
    path = layout.root / row.model_file
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1\x00\x08secret" + data[2:])
    resign(layout)
    assert (
        f"{row.model_file}: says something beside the picture (camera, place, comment); release it without"
        in verify(layout.root)
    )


def test_photos_that_are_mixed_up_are_named(copy, resign):
    layout = copy("photos")
    path = layout.metadata("train")
    held = tables.read(path, PhotoPair)
    held[0].model_file_name, held[1].model_file_name = held[1].model_file_name, held[0].model_file_name
    tables.write(path, held, PhotoPair)
    resign(layout)
    assert verify(layout.root)[0] == (
        f"train/metadata.parquet: row 1: the file names are not those of {held[0].key} in data.parquet"
    )


def test_an_entry_of_a_tar_that_does_not_belong_there_is_named(copy, resign):
    import tarfile

    layout = copy("tars")
    shard = layout.shard("train", 0)
    with tarfile.open(shard, "a") as tar:
        entry = tarfile.TarInfo("../../outside.sh")
        tar.addfile(entry)
    resign(layout)
    assert "train/train-000000.tar: the next entry is '../../outside.sh', but must be None" in verify(layout.root)


def test_photos_without_the_declared_right_are_named(copy, resign):
    layout = copy("photos")
    text("release.json", '"redistribute": true', '"redistribute": false')(layout)
    resign(layout)
    assert "release.json: there are photos, but its definition does not declare the right to pass them on" in verify(
        layout.root
    )


@pytest.mark.parametrize("name", ["README.md", "croissant.json", "datapackage.json", "release.json", "data.parquet"])
@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe\x00", b'{"a": ' * 2000])
def test_garbage_in_a_file_is_a_line_and_no_traceback(copy, resign, name, content):
    layout = copy("links")
    (layout.root / name).write_bytes(content)
    resign(layout)
    faults = verify(layout.root)
    assert [fault for fault in faults if fault.startswith(f"{name}:")], faults
    assert all("\n" not in fault and str(layout.root) not in fault for fault in faults)
