"""How fast the drawn world is made and how hard it is for plain methods: the figures of docs/world.md."""

import time

import numpy as np
import pytest

from curation.stages import Pipeline
from curation.workspace import Workspace
from scrapers.demo.__main__ import summarise
from scrapers.demo.catalogue import STYLES, catalogue
from scrapers.demo.difficulty import colour_histogram, query_and_packshot, recall_at_1
from scrapers.demo.drawing import draw, jpeg
from scrapers.demo.export import export


@pytest.mark.parametrize("style", STYLES)
def bench_drawing(style):
    photos = [(product, photo) for product in catalogue(120, style=style)[60:] for photo in product.photos]
    rates = {}
    for name, make in (("drawn", draw), ("drawn and encoded", jpeg)):
        times = []
        for _ in range(3):
            # Processor time, not the clock's: other people's work on the machine is not ours.
            start = time.process_time()
            for product, photo in photos:
                make(product, photo, 256)
            times.append(time.process_time() - start)
        rates[name] = len(photos) / min(times)
    said = ", ".join(f"{rate:.0f} photos/s {name}" for name, rate in rates.items())
    print(f"\nstyle {style}: {said} ({len(photos)} photos of 177x256, one core)")
    assert min(rates.values()) > 0


@pytest.mark.parametrize("style", STYLES)
def bench_thesis_pairing_of_300_dresses(style, tmp_path):
    dresses = [product for product in catalogue(900, style=style) if product.category == "dresses"][:300]
    start = time.perf_counter()
    exported = export(dresses, tmp_path)
    seconds = time.perf_counter() - start
    pipeline = Pipeline(Workspace(tmp_path), "fashion")
    # Read anew from raw: the exported build says which photos are details, which a store does not.
    pipeline.prepare()
    pipeline.ensure(pipeline.pair("dresses", shots=pipeline.shot_choice("none")))
    summary = summarise(pipeline.build, dresses, seconds)
    print(
        f"\nstyle {style}: {summary.pairs} pairs of {summary.products} dresses, front_full {summary.front_full:.3f} "
        f"({exported.photos} photos of 277x400 exported in {seconds:.0f} s)"
    )
    assert summary.pairs


@pytest.mark.parametrize("style", STYLES)
def bench_colour_histogram_among_400_products(style):
    found = query_and_packshot(catalogue(640, style=style), 400)
    drawn = [[draw(product, photo, 256).image for photo in pair] for product, *pair in found]
    print(f"\nstyle {style}: recall@1 among {len(drawn)} packshots, photos of 177x256", end="")
    for name, bins, centre in (
        ("RGB 8x8x8, centre", 8, 0.5),
        ("RGB 4x4x4, centre", 4, 0.5),
        ("RGB 8x8x8, whole photo", 8, 1.0),
    ):
        rows = np.array([[colour_histogram(image, bins, centre) for image in pair] for pair in drawn])
        print(f", {name}: {recall_at_1(rows[:, 0], rows[:, 1]):.3f}", end="")
    print()
    assert len(drawn) == 400
