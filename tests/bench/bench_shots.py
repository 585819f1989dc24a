"""What looking at each photo costs: the network on a first run, and a run that knows all photos beside none at all."""

import time
from collections.abc import Callable

import cv2
import pytest

from curation.cluster.recipe import Recipe
from curation.pair import pair
from curation.schema import Image
from curation.shots import network
from curation.shots.choice import NONE, Shots
from curation.shots.stage import look
from curation.tables import read
from curation.workspace import Workspace
from scrapers.demo.catalogue import catalogue
from scrapers.demo.export import export


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    """200 drawn dresses as a build, photos of 277x400."""
    root = tmp_path_factory.mktemp("shots")
    dresses = [product for product in catalogue(600) if product.category == "dresses"][:200]
    export(dresses, root)
    return Workspace(root)


def processor(work: Callable[[], object]) -> float:
    """Seconds of processor time: other people's work on the machine is not ours."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bench_looking_with_the_network_then_knowing_all_photos(workspace):
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    build, both = workspace.build("fashion"), Shots()
    photos = sum(bool(image.path) for image in read(build.images, Image))

    def run(shots: Shots) -> None:
        if shots is not NONE:
            look(workspace, build, shots, workers=1)
        pair(workspace, build, "dresses", Recipe(), shots=shots, workers=1)

    network.loaded(None)
    first = processor(lambda: look(workspace, build, Shots(use="model"), workers=1))
    run(both)
    ratios = []
    for _ in range(3):
        off = processor(lambda: run(NONE))
        ratios.append(processor(lambda: run(both)) / off)
    cv2.setNumThreads(threads)
    said = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"\nfirst look with the network: {photos / first:.1f} photos/s of {photos} (277x400 JPEG, decoding included)")
    print(f"all photos known, to shots off: {said} times")
    assert photos > 0
