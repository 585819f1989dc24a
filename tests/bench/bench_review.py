"""How long a person waits: opening 50,000 pairs, each key, and the first page of every order."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from curation import tables
from curation.review.room import Room
from curation.review.serve import serve
from curation.reviews import append
from curation.schema import Image, Pair, Product, Rejection, Review
from curation.shots import cache, network
from curation.shots.choice import Shots
from curation.workspace import Workspace

PRODUCTS = 50_000
PHOTOS = 6
FILES = 500
"""Different photo files, 762x1100, as Zalando serves them; links to their folder make a path for each photo."""
SEEN = 5_000
"""Products whose photos have features, more than the telling order looks at."""
KEYS = 60
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("large"))
    build = workspace.build("fashion")
    dice = np.random.default_rng(0)
    for number in range(FILES):
        picture = cv2.resize(dice.integers(0, 255, (110, 76, 3), dtype=np.uint8), (762, 1100))
        path = workspace.file(f"raw/s/0/{number}.jpg")
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), picture)
    for folder in range(1, PRODUCTS * PHOTOS // FILES):
        (workspace.root / f"raw/s/{folder}").symlink_to("0")
    scores = dice.random(PRODUCTS).round(4)
    products, images, pairs, rejected = [], [], [], []
    for number, score in enumerate(scores):
        name = f"P{number:05}"
        places = [divmod(number * PHOTOS + position, FILES) for position in range(PHOTOS)]
        paths = [f"raw/s/{folder}/{file}.jpg" for folder, file in places]
        products.append(Product("s", name, name=f"Kleid {number}", brand="Norrtal", category="dresses"))
        products[-1].img_path = paths[0]
        for position, path in enumerate(paths):
            front = float(score) if position == 2 else 0.01
            role = "unknown" if position else "product"
            sha256 = f"{number}-{position}"
            images.append(Image("s", name, position, role=role, path=path, sha256=sha256, front_score=front))
        if score < 0.3:
            rejected.append(Rejection("s", name, "below_min_score", paths[2]))
        else:
            pairs.append(Pair("s", name, paths[0], paths[2], 1.0, 2.0, 0, "full_front", float(score)))
    tables.write(build.products, products, Product)
    tables.write(build.images, images, Image)
    tables.write(build.pairs("dresses"), pairs, Pair)
    tables.write(build.rejected("dresses"), rejected, Rejection)
    fingerprint = network.loaded(None).fingerprint
    least_certain = np.argsort(np.abs(scores - 0.5))[:SEEN]
    features = dice.random((SEEN, 1280)).astype(np.float16)
    with cache.opened(build.shots, fingerprint) as kept:
        kept.keep_sights(
            fingerprint,
            ((f"{n}-2", network.Sight(np.zeros(9, np.float32), row)) for n, row in zip(least_certain, features)),
        )
    return workspace


@pytest.fixture(scope="module")
def tab():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 850})
        browser.close()


WATCH = """() => {
  window.waits = [];
  const item = document.getElementById("item");
  let pressed = 0;
  document.addEventListener("keydown", () => (pressed = performance.now()), true);
  new MutationObserver(() => window.waits.push(performance.now() - pressed)).observe(item, {
    attributeFilter: ["data-shown"],
  });
}"""
"""From a key to the next product with both of its photos decoded."""


@pytest.mark.parametrize("order", ["uncertain", "telling"])
def bench_opening_50_000_pairs_and_each_key(workspace, tab, order):
    workspace.reviews("fashion").unlink(missing_ok=True)
    start, busy = time.perf_counter(), time.process_time()
    page, _ = serve(workspace, workspace.build("fashion"), Shots(), "dresses", order)
    read, busy = time.perf_counter() - start, time.process_time() - busy
    with page:
        start = time.perf_counter()
        tab.goto(page.entrance)
        tab.wait_for_selector("#item[aria-busy=false]", timeout=60_000)
        first = time.perf_counter() - start
        tab.evaluate(WATCH)
        for number in range(KEYS):
            tab.keyboard.press(("Enter", "2", "x", "s")[number % 4])
            tab.wait_for_timeout(250)  # a person who hardly looks
        waits = np.array(tab.evaluate("window.waits"))
        said, counts = tab.inner_text("#alert"), tab.inner_text("#counts")
    print(
        f"\n{PRODUCTS:,} products, {PRODUCTS * PHOTOS:,} photos, {order} order: tables read in {read:.2f} s "
        f"({busy:.2f} s of processor time), first page in {first:.2f} s; {len(waits)} keys: median "
        f"{np.median(waits):.0f} ms, 95 % {np.quantile(waits, 0.95):.0f} ms, longest {waits.max():.0f} ms"
    )
    assert (said, len(waits)) == ("", KEYS)
    assert counts == f"{KEYS * 3 // 4} of {PRODUCTS:,} decided, {PRODUCTS - KEYS * 3 // 4:,} remain"


def bench_a_decision_when_40_000_were_made(workspace):
    path = workspace.reviews("fashion")
    path.unlink(missing_ok=True)
    rows = (Review("2026-01-01", "fashion", "dresses", "pair", "s", f"P{n:05}", "none") for n in range(40_000))
    append(path, rows)
    start = time.perf_counter()
    room = Room(workspace, workspace.build("fashion"))
    items = room.items("dresses")
    room.following("dresses", "uncertain", 0, 8)
    opened = time.perf_counter() - start
    waits = []
    for number in range(40_000, 40_030):
        start = time.perf_counter()
        room.decide("dresses", items.version, "s", f"P{number:05}", None)
        waits.append(time.perf_counter() - start)
    print(
        f"\n40,000 of {PRODUCTS:,} decided: opened in {opened:.2f} s; a decision on the disk after "
        f"{1000 * np.median(waits):.0f} ms (median), {1000 * max(waits):.0f} ms (longest)"
    )
    assert room.progress("dresses").decided == 40_030
