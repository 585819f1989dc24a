"""What a whole `curate run` costs beside reading the photos, and how time and memory grow with their number.

PHOTOS says how many photos are drawn; the figures of docs/performance.md are of PHOTOS=20000.
"""

import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import pytest
from sklearn.metrics import adjusted_rand_score

from curation.cluster.kmeans import assign, drawn, fit
from curation.cluster.recipe import Recipe
from curation.glance.cache import opened
from curation.glance.look import Wanted, look
from curation.schema import Image
from curation.tables import read
from curation.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))
import grey
from crowd import crowd
from procedure2018 import pairs

PHOTOS = int(os.environ.get("PHOTOS", "2000"))
WORKERS = 2


@dataclass(frozen=True)
class Run:
    """One `curate run` as a process of its own."""

    seconds: float
    megabytes: float
    """Most memory of any of its processes."""


@pytest.fixture(scope="module")
def some(tmp_path_factory) -> Workspace:
    return crowd(tmp_path_factory.mktemp("some"), PHOTOS)


def run(workspace: Workspace) -> Run:
    """A run from nothing but the raw photos."""
    words = ["run", "--workspace", str(workspace.root), "--workers", str(WORKERS)]
    start = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", "from curation.cli import main; main()", *words],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)],
        )
        # What is reported of a process that was waited for is the most that it or any of its children had.
        _, status, used = os.wait4(process, 0)
    assert status == 0
    return Run(time.perf_counter() - start, used.ru_maxrss / 1024)


def files(workspace: Workspace) -> list[str]:
    return sorted(str(path) for path in (workspace.root / "raw").rglob("*.jpg"))


def in_processes(work, paths: Sequence[str]) -> float:
    """Seconds of as many processes as the run has, their start included."""
    chunks = [paths[start : start + 128] for start in range(0, len(paths), 128)]
    start = time.perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        assert sum(pool.map(work, chunks)) > 0
    return time.perf_counter() - start


def said(workspace: Workspace) -> str:
    paths = files(workspace)
    size = sum(Path(path).stat().st_size for path in paths) / len(paths) / 1000
    return f"{len(paths):,} JPEG of 256x256, {size:.1f} kB each, {WORKERS} processes, shots off"


def bench_a_run_beside_decoding_all_photos_in_grey(some):
    paths = files(some)
    grey.opencv(paths)  # from here on the files lie in memory
    fast, slow = in_processes(grey.opencv, paths), in_processes(grey.pillow, paths)
    first = run(some)
    again = run(some)
    print(f"\n{said(some)}")
    print(f"decoding in grey: OpenCV {fast:.1f} s, Pillow {slow:.1f} s")
    print(f"curate run: {first.seconds:.1f} s, {first.seconds / fast:.1f} times OpenCV's grey and ", end="")
    print(f"{first.seconds / slow:.1f} times Pillow's; {len(paths) / first.seconds:,.0f} photos/s")
    print(f"once more, everything up to date: {again.seconds:.1f} s; most memory of a process {first.megabytes:.0f} MB")
    galleries: defaultdict[str, list[Path]] = defaultdict(list)
    for image in read(some.build("fashion").images, Image):
        if image.role == "model":
            galleries[image.id].append(some.file(image.path))
    start = time.perf_counter()
    found = pairs(galleries)
    seconds = time.perf_counter() - start
    print(f"the procedure of 2018 written straight down, one process, pairs only: {seconds:.1f} s, ", end="")
    print(f"{seconds / fast:.1f} times OpenCV's grey; {len(found):,} pairs")


def bench_k_means_of_a_sample_beside_all(some):
    run(some)
    images = [image for image in read(some.build("fashion").images, Image) if image.role == "model"]
    recipe = Recipe(sample=min(Recipe().sample, len(images) // 2))
    from curation.pair import Outlines

    with opened(some.build("fashion").measures) as cache:
        outlines = Outlines(cache, recipe, [image.sha256 for image in images])
        start = time.perf_counter()
        chosen = fit(outlines.at(drawn(outlines.keys, recipe)), recipe)
        sampled = time.perf_counter() - start
        everything = outlines.at(range(len(images)))
    start = time.perf_counter()
    full = fit(everything, recipe)
    whole = time.perf_counter() - start
    agreement = adjusted_rand_score(assign(everything, chosen)[0], assign(everything, full)[0])
    print(f"\nK-Means of {recipe.sample:,} of {len(images):,} masks: {sampled:.1f} s, of all {whole:.1f} s; ", end="")
    print(f"adjusted Rand index {agreement:.4f}")


def bench_four_times_as_many_photos(some, tmp_path_factory):
    many = crowd(tmp_path_factory.mktemp("many"), 4 * PHOTOS)
    shutil.rmtree(some.root / "build", ignore_errors=True)
    one, four = run(some), run(many)
    print(f"\n{PHOTOS:,} photos: {one.seconds:.1f} s, {one.megabytes:.0f} MB in the largest process")
    print(f"{4 * PHOTOS:,} photos: {four.seconds:.1f} s, {four.megabytes:.0f} MB in the largest process; ", end="")
    print(f"time {four.seconds / one.seconds:.2f} times, memory {four.megabytes / one.megabytes:.2f} times")


@pytest.mark.parametrize(
    ("width", "height", "progressive"),
    [(256, 256, False), (256, 256, True), (762, 1100, False), (762, 1100, True)],
)
def bench_what_a_photo_costs_by_its_size_and_kind(tmp_path, seconds, width, height, progressive):
    workspace = crowd(tmp_path, 200, width=width, height=height, progressive=progressive)
    paths = files(workspace)
    wanted = [Wanted(str(Path(path).relative_to(tmp_path)), ("", ""), "x", outline=True) for path in paths]
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    plain, all_of_it = seconds(lambda: grey.opencv(paths)), seconds(lambda: look(tmp_path, Recipe(), None, wanted))
    cv2.setNumThreads(threads)
    size = sum(Path(path).stat().st_size for path in paths) / len(paths) / 1000
    kind = "progressive" if progressive else "baseline"
    print(f"\n{width}x{height} {kind} JPEG, {size:.0f} kB, one core: ", end="")
    print(
        f"grey {1000 * plain / len(paths):.2f} ms, mask and measures {1000 * all_of_it / len(paths):.2f} ms, ", end=""
    )
    print(f"{all_of_it / plain:.1f} times")
