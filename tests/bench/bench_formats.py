"""How fast the legacy table is read and exports are written; run with `make bench`."""

import csv
import time

import cv2
import numpy as np

from curation import tables
from curation.exporters.export import export
from curation.exporters.layouts import LAYOUTS
from curation.importers import thesis2018
from curation.schema import Image, Pair, Product
from curation.workspace import Workspace

ROWS = 95_747
"""As many as 2018 crawled."""
PAIRS = 300
ATTRIBUTES = (
    "Material & Pflegehinweise, Material Oberstoff:\xa084% Baumwolle, 8% sonstige Materialien, 8% Leinen, "
    "Pflegehinweise:\xa0Handwäsche, chemische Reinigung möglich, Ausschnitt:\xa0Tiefer V-Ausschnitt, "
    "Muster:\xa0Unifarben, Passform:\xa0Weit geschnitten, Länge:\xa0Normale Länge, Ärmellänge:\xa0Langarm"
)


def bench_reading_the_rows_of_2018(tmp_path):
    with (tmp_path / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow((*thesis2018.COLUMNS, *thesis2018.LABELS))
        for number in range(ROWS):
            id = f"X{number:06}-Q11"
            urls = ", ".join(f"https://a.example/{id}@{place}.jpg" for place in range(5))
            cells = (id, f"dresses/{id}.jpg", ATTRIBUTES, "Marke", "dresses", "black", "https://a.example/p", urls)
            writer.writerow((*cells, "Kleid", "", "long", "long", "v", "unicolors", "loose", ""))
    start = time.perf_counter()
    reading = thesis2018.read(tmp_path, "legacy")
    seconds = time.perf_counter() - start
    print(f"\n{len(reading.products)} rows in {seconds:.1f} s, {len(reading.products) / seconds:.0f} rows/s")


def bench_writing_each_layout(tmp_path):
    workspace = Workspace(tmp_path / "ws")
    build = workspace.build("fashion")
    raw = workspace.raw("shop").root
    raw.mkdir(parents=True)
    products, images, pairs = [], [], []
    for number in range(PAIRS):
        dice = np.random.default_rng(number)
        paths = []
        for place in range(2):
            small = dice.integers(0, 255, (55, 38, 3), np.uint8)
            path = raw / f"P{number}@{place}.jpg"
            cv2.imwrite(str(path), cv2.resize(small, (762, 1100)), [cv2.IMWRITE_JPEG_QUALITY, 88])
            paths.append(workspace.relative(path))
        products.append(Product("shop", f"P{number}", img_path=paths[0], category="dresses"))
        images += [Image("shop", f"P{number}", place, path=path) for place, path in enumerate(paths)]
        pairs.append(Pair("shop", f"P{number}", *paths, 1.0, 1.0, 0))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.pairs("dresses"), pairs, Pair)
    for layout in LAYOUTS:
        start = time.perf_counter()
        export(workspace, build, tmp_path / layout, layout, workers=1)
        seconds = time.perf_counter() - start
        print(f"\n{layout}: {PAIRS} pairs of 762x1100 in {seconds:.1f} s, one process")
