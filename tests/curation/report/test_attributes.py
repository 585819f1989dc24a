"""The attribute part counts coverage by store, draws every distribution, and shows what no vocabulary knows."""

import re

from curation.report.attributes import MOST, count
from curation.schema import Product


def test_coverage_is_a_share_of_each_stores_products():
    numbers = count(
        [Product("a", "1", fit="tight"), Product("a", "2"), Product("b", "1", fit="loose", details=["bow"])]
    )
    assert numbers.coverage["fit"] == {"all": 2 / 3, "a": 0.5, "b": 1.0}
    assert numbers.coverage["details"]["b"] == 1.0


def test_a_plot_shows_the_most_frequent_values_and_the_rest_as_one_bar():
    products = [Product("a", f"{n}-{k}", details=[f"v{n:02}"]) for n in range(MOST + 3) for k in range(MOST + 3 - n)]
    bars = count(products).spread["details"]
    assert (bars[0].value, bars[0].products, bars[0].width) == ("v00", 15, 100.0)
    assert (len(bars), bars[-1].value, bars[-1].products) == (MOST + 1, "3 others", 3 + 2 + 1)


def test_colours_that_differ_and_unmapped_phrases_are_counted():
    products = [
        Product("a", str(n), color="red", color_seen="blue", color_check="differs", unmapped=["x"]) for n in "12"
    ]
    numbers = count([*products, Product("a", "3", color="red", color_seen="red", color_check="agrees")])
    assert (numbers.colors_read, numbers.colors_differ, numbers.unmapped) == (3, [("red", "blue", 2)], [("x", 2)])


def test_the_page_has_the_part_with_real_bars(store):
    from curation.stages import Pipeline

    workspace = store(products=5)
    list(Pipeline(workspace, "fashion", workers=1).run())
    page = workspace.build("fashion").report.read_text(encoding="utf-8")
    assert '<h2 id="attributes">Attributes</h2>' in page
    assert re.search(r'<figcaption>color</figcaption>\s*<div class="bar" title="5 products"><span>gray</span>', page)
