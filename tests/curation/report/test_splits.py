"""The table of the split counts products and pairs by category and color."""

from curation.report.splits import count
from curation.schema import Product
from curation.split.settings import SplitSettings


def test_each_category_and_color_is_counted_by_split():
    products = [Product("s", str(n), category="dresses" if n < 3 else "tops", color="red") for n in range(5)]
    split_of = {("s", "0"): "train", ("s", "1"): "train", ("s", "2"): "test", ("s", "3"): "train"}
    numbers = count(products, split_of, [("s", "0"), ("s", "4")], SplitSettings(), leaks=2)
    assert (numbers.left_out, numbers.leaks) == (1, 2)
    assert numbers.wanted == {"train": 0.8, "validation": 0.1, "test": 0.1}
    dresses, tops = numbers.by_category
    assert dresses.products == {"train": 2, "validation": 0, "test": 1}
    assert dresses.pairs == {"train": 1, "validation": 0, "test": 0}
    assert dresses.percent == {"train": 66.7, "validation": 0.0, "test": 33.3}
    assert (tops.name, tops.products["train"]) == ("tops", 1)
    assert [row.name for row in numbers.by_color] == ["red"]
    assert numbers.all.products == {"train": 3, "validation": 0, "test": 1}


def test_a_split_of_nothing_is_all_zeros():
    numbers = count([Product("s", "0")], {}, [], SplitSettings(), leaks=0)
    assert (sum(numbers.all.products.values()), numbers.left_out) == (0, 1)
