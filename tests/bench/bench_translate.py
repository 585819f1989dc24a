"""How long the attributes of many products take: `make bench`. On one core, reading and writing the tables included."""

import time

import pytest

from curation import tables
from curation.schema import Attribute, Product
from curation.spec import TranslateSection
from curation.translate.stage import translate
from curation.workspace import Workspace


def products(number: int) -> list[Product]:
    """Drawn articles again and again, each with an id and a name of its own."""
    from scrapers.demo.catalogue import catalogue

    drawn = catalogue(products=2000, seed=9)
    found = []
    for count in range(number):
        one = drawn[count % len(drawn)]
        found.append(
            Product(
                "zalando",
                f"{count:06}",
                name=f"NAME{count} - {one.name.rpartition(' - ')[2]}",
                store_category=one.store_category,
                category_path=list(one.category_path),
                store_color=one.color_name,
                color_family=one.color_label,
                attributes=[Attribute(*line) for line in one.attributes],
            )
        )
    return found


@pytest.mark.parametrize("number", [10_000, 100_000])
def bench_filling_the_attributes(number, tmp_path):
    workspace = Workspace(tmp_path)
    build = workspace.build("fashion")
    tables.write(build.ingested, products(number), Product)
    wall, spent = time.perf_counter(), time.process_time()
    assert translate(workspace, build, TranslateSection(), workers=1).products == number
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    print(f"\n{number:,} products: {wall:.1f} s, {spent:.1f} s of processor, one core")
