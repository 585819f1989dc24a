"""DeepFashion's two retrieval benchmarks, read from miniatures in their exact layouts."""

import shutil

import pytest

from curation.errors import DataError
from training.retrieval.embedders.histogram import ColourHistogram
from training.retrieval.readers.benchmark import run
from training.retrieval.readers.consumer_to_shop import read as consumer_to_shop_read
from training.retrieval.readers.inshop import read as inshop_read


def test_inshop_parts_products_and_categories_are_those_of_its_lists(inshop):
    benchmark = inshop_read(inshop)
    assert [record.name for record in benchmark.queries] == [
        "img/WOMEN/Dresses/id_00000002/02_1_front.jpg",
        "img/WOMEN/Dresses/id_00000003/02_1_front.jpg",
    ]
    assert [record.product for record in benchmark.gallery] == ["id_00000002"] * 2 + ["id_00000003"] * 2
    assert {record.category for record in benchmark.gallery} == {"WOMEN/Dresses"}
    assert len(benchmark.train) == 2
    assert benchmark.protocol.recall == (1, 10, 20, 30, 40, 50)


def test_colour_finds_the_drawn_items_and_training_photos_leak_nowhere(inshop):
    report = run(inshop_read(inshop), ColourHistogram())
    assert report.protocol == "DeepFashion In-shop"
    assert report["photos"]["recall@1"].value == 1.0
    assert report["photos"]["precision@1"].value == 1.0
    assert str(report.leakage) == "leakage: none (2 training photos against 6 of the test)"


def test_a_copied_training_photo_is_told(inshop):
    train, query = (
        inshop / f"Img/img/WOMEN/Dresses/{name}.jpg" for name in ("id_00000001/02_1_front", "id_00000002/02_1_front")
    )
    shutil.copy(train, query)
    report = run(inshop_read(inshop), ColourHistogram())
    assert len(report.leakage.files) == 1
    assert report.leakage.files[0][1] == "img/WOMEN/Dresses/id_00000002/02_1_front.jpg"


def test_boxes_crop_and_are_needed_for_every_photo_when_asked_for(inshop):
    record = inshop_read(inshop, boxes=True).queries[0]
    assert record.box == (8, 10, 22, 30)
    file = inshop / "Anno/list_bbox_inshop.txt"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([str(len(lines) - 3), *lines[1:-1]]))
    with pytest.raises(DataError) as error:
        inshop_read(inshop, boxes=True)
    assert str(error.value) == (f"{file}: no box of img/WOMEN/Dresses/id_00000003/02_4_full.jpg; read without boxes")


def test_consumer_to_shop_asks_with_test_photos_and_searches_shop_photos_of_val_and_test(consumer_to_shop):
    benchmark = consumer_to_shop_read(consumer_to_shop)
    assert [record.name for record in benchmark.queries] == [
        "img/CLOTHING/Blouse/id_00000003/comsumer_01.jpg",
        "img/CLOTHING/Blouse/id_00000003/comsumer_02.jpg",
    ]
    assert [record.product for record in benchmark.gallery] == ["id_00000002", "id_00000003"]
    assert sorted(record.domain for record in benchmark.train) == ["shop", "street", "street"]
    assert benchmark.gallery[0].category == "CLOTHING/Blouse"
    report = run(consumer_to_shop_read(consumer_to_shop, boxes=True), ColourHistogram())
    assert report["photos"].size == 2
    assert report["photos"]["recall@1"].value == 1.0
    only = consumer_to_shop_read(consumer_to_shop, gallery=("test",))
    assert [record.product for record in only.gallery] == ["id_00000003"]


def test_what_breaks_the_lists_is_named_with_its_place(inshop):
    file = inshop / "Eval/list_eval_partition.txt"
    whole = file.read_text()
    cases = {
        whole.replace("8\n", "9\n", 1): f"{file}: 8 rows, but its first line says 9; copy the file anew",
        whole.replace("8\n", "", 1): f"{file}:1: the number of rows is expected, "
        "not 'image_name item_id evaluation_status'",
        whole.replace("item_id", "id"): f"{file}:2: the columns are 'image_name id evaluation_status', "
        "not 'image_name item_id evaluation_status'",
        whole.replace("        train", "", 1): f"{file}:3: 2 values, 3 are expected "
        "(image_name item_id evaluation_status)",
        whole.replace("query", "probe", 1): f"{file}: img/WOMEN/Dresses/id_00000002/02_1_front.jpg is 'probe'; "
        "train, query, gallery are expected",
    }
    for text, message in cases.items():
        file.write_text(text)
        with pytest.raises(DataError) as error:
            inshop_read(inshop)
        assert str(error.value) == message
    file.unlink()
    with pytest.raises(DataError) as error:
        inshop_read(inshop)
    assert str(error.value) == f"{file} does not exist; name the folder that holds Eval/ and the photos"


def test_photos_that_are_not_there_are_counted(inshop):
    gone = inshop / "Img/img/WOMEN/Dresses/id_00000002/02_2_side.jpg"
    gone.unlink()
    with pytest.raises(DataError) as error:
        inshop_read(inshop)
    assert str(error.value) == (
        f"{inshop}: 1 of 8 listed photos are not there, such as {gone}; unpack the dataset's photos beside its lists"
    )


def test_a_box_that_is_none_is_refused(inshop):
    file = inshop / "Anno/list_bbox_inshop.txt"
    name = "img/WOMEN/Dresses/id_00000001/02_1_front.jpg"
    whole = file.read_text()
    file.write_text(whole.replace("022", "008", 1))
    with pytest.raises(DataError) as error:
        inshop_read(inshop, boxes=True)
    assert str(error.value) == f"{file}: the box of {name} is empty: 8 10 8 30"
    file.write_text(whole.replace("022", "x", 1))
    with pytest.raises(DataError) as error:
        inshop_read(inshop, boxes=True)
    assert str(error.value) == f"{file}: the box of {name} is '008 010 x 030', no four whole numbers"


def test_a_photo_of_two_items_is_refused(consumer_to_shop):
    file = consumer_to_shop / "Eval/list_eval_partition.txt"
    file.write_text(file.read_text().replace("id_00000003        test", "id_00000009        test", 1))
    with pytest.raises(DataError) as error:
        consumer_to_shop_read(consumer_to_shop)
    assert str(error.value) == (
        f"{file}: img/CLOTHING/Blouse/id_00000003/shop_01.jpg shows id_00000009 and id_00000003; a photo shows one item"
    )
