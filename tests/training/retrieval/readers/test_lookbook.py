"""LookBook under its own names, the table of pairs, and what real photos give."""

import pytest

from curation.errors import DataError, PhotoError
from training.retrieval.embedders.catalogue import embedder
from training.retrieval.embedders.histogram import ColourHistogram
from training.retrieval.readers import lookbook as reader
from training.retrieval.readers.benchmark import run


def test_products_are_dealt_whole_and_people_are_looked_for_among_product_photos(lookbook):
    benchmark = reader.read(lookbook, test=0.4)
    tested = {record.product for record in benchmark.gallery}
    assert 2 <= len(tested) <= 8
    assert tested.isdisjoint(record.product for record in benchmark.train)
    assert {record.domain for record in benchmark.queries} == {"street"}
    assert len(benchmark.queries) == 2 * len(benchmark.gallery)
    assert len(benchmark.train) + len(benchmark.queries) + len(benchmark.gallery) == 36
    assert benchmark == reader.read(lookbook, test=0.4)
    assert {record.product for record in reader.read(lookbook, test=0.4, seed=1).gallery} != tested
    report = run(benchmark, ColourHistogram())
    assert report["photos"]["recall@1"].value == 1.0
    assert report.leakage.clean


def test_what_is_no_lookbook_is_refused(lookbook, tmp_path):
    with pytest.raises(DataError) as error:
        reader.read(lookbook, test=0.0)
    assert str(error.value) == f"{lookbook}: none of the 0 products of the test has both kinds of photo; raise test"
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError) as error:
        reader.read(empty)
    assert str(error.value) == f"{empty} holds no photo named as in LookBook, such as PID000001_CLEAN1_IID000002.jpg"
    with pytest.raises(DataError) as error:
        reader.read_pairs(empty)
    assert str(error.value) == (
        f"{empty / 'pairs.csv'} does not exist; it lists the pairs (columns pair, product, person)"
    )


def test_a_table_of_pairs_needs_its_columns_and_photos_that_can_be_read(tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text("pair,product\n1,a.jpg\n")
    with pytest.raises(DataError) as error:
        reader.read_pairs(tmp_path)
    assert str(error.value) == f"{file}: the column person is not there; pair, product and person are needed"
    file.write_text("pair,product,person\n1,a.jpg,b.jpg\n")
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"no photo")
    with pytest.raises(PhotoError, match=r"b\.jpg: the bytes begin with b'no photo'"):
        run(reader.read_pairs(tmp_path), ColourHistogram())


@pytest.mark.real_data
def test_on_real_pairs_imagenet_features_find_most_and_all_that_is_untrained_finds_little(real_data):
    benchmark = reader.read_pairs(real_data / "lookbook")
    assert len(benchmark.queries) == 78
    found = {}
    for name in ("histogram", "histogram-intersection", "lite0", "small-cnn", "vae"):
        report = run(benchmark, embedder(name, size=96 if name == "lite0" else None))
        found[name] = report["photos"]
    # 78 pairs are few: only the first ten ranks tell embedders apart.
    assert found["lite0"]["recall@10"].value > found["vae"]["recall@10"].value + 0.1
    assert found["histogram"]["recall@10"].value > 2 * 10 / 78
