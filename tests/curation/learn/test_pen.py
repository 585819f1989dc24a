"""A whole round on pen drawings, which the network mistakes: review twenty, learn, pair again, forget."""

from collections import Counter

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from curation import tables
from curation.cli import main
from curation.review.room import Room
from curation.review.telling import Telling
from curation.schema import Image, Pair, RawImage, RawProduct
from curation.shots.choice import Shots
from curation.stages import Pipeline
from curation.workspace import Workspace, atomic_write
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw

DEFINITION = '[dataset]\nname = "fashion"\n\n[shots]\nuse = "model"\n\n[translate]\ncheck_color = false\n'
PRODUCTS = 70
REVIEWS = 20


def pen(photo: np.ndarray) -> np.ndarray:
    """The photo as thin black lines on white: (H, W, 3) uint8."""
    gray = cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    lines = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4)
    return cv2.cvtColor(lines, cv2.COLOR_GRAY2RGB)


def drawn(workspace: Workspace) -> dict[str, str]:
    """Raw tables and photos of a store in pen drawings; gives the true shot of each photo by path."""
    raw, truth = workspace.raw("zalando"), {}
    rows, photos = [], []
    dresses = [product for product in catalogue(4 * PRODUCTS, seed=3) if product.category == "dresses"][:PRODUCTS]
    for product in dresses:
        for photo in product.photos:
            path = f"raw/zalando/models/{product.id}@{photo.position}.png"
            with atomic_write(workspace.root / path) as file:
                file.write(cv2.imencode(".png", pen(draw(product, photo, 256).image))[1].tobytes())
            truth[path] = photo.shot
            role = photo.role if photo.role == "product" else "unknown"
            photos.append(RawImage("zalando", product.id, photo.position, role=role, path=path, status="done"))
        mine = [image for image in photos if image.id == product.id]
        packshot = next((image.path for image in mine if image.role == "product"), mine[0].path)
        rows.append(RawProduct("zalando", product.id, category=product.store_category, img_path=packshot))
    tables.write(raw.products, rows, RawProduct)
    tables.write(raw.images, photos, RawImage)
    return truth


def reached(pairs: list[Pair], truth: dict[str, str], unseen: set[str]) -> tuple[float, int]:
    """`front_full` (pairs that show a full front) and right pairs, of the products nobody reviewed."""
    shown = Counter(truth[pair.model_image] for pair in pairs if pair.id in unseen)
    return shown["full_front"] / shown.total(), shown["full_front"]


def review_like_a_person(room: Room, truth: dict[str, str]) -> set[str]:
    """Take the proposed photo if it is a full front, else another that is one, else none; gives who was reviewed."""
    done = set()
    for item in room.following("dresses", "telling", 0, REVIEWS):
        fronts = [c["photo"] for c in item["candidates"] if truth[room.photos.path(c["photo"])] == "full_front"]
        chosen = item["proposed"] if item["proposed"] in fronts else next(iter(fronts), None)
        room.decide("dresses", room.items("dresses").version, item["store"], item["id"], chosen)
        done.add(item["id"])
    return done


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """The round, once: what was reached before and after, what was printed, and the workspace as it is then."""
    workspace = Workspace(tmp_path_factory.mktemp("pen"))
    (workspace.root / "fashion").mkdir()
    (workspace.root / "fashion/dataset.toml").write_text(DEFINITION)
    truth = drawn(workspace)
    build = workspace.build("fashion")

    def curate(*words: str) -> str:
        result = CliRunner().invoke(main, [*words, "--workspace", str(workspace.root)])
        assert result.exit_code == 0, result.output
        return result.stdout

    def pairs() -> list[Pair]:
        curate("pair", "--category", "dresses", "--workers", "1")
        return tables.read(build.pairs("dresses"), Pair)

    first = pairs()
    done = review_like_a_person(Room(workspace, build, Telling(build, Shots(use="model"))), truth)
    unseen = {path.rpartition("/")[2].partition("@")[0] for path in truth} - done
    before = reached(first, truth, unseen)
    said = curate("learn", "--workers", "1")
    second = pairs()
    return workspace, curate, pairs, before, reached(second, truth, unseen), said, truth, unseen


def test_twenty_reviews_raise_front_full_by_ten_points(taught):
    _, _, _, (before, right_before), (after, right_after), said, _, _ = taught
    assert before < 0.75
    assert after >= before + 0.10
    assert right_after > right_before
    assert said.startswith(f"{REVIEWS} products judged: ")
    assert said.endswith("learned.json; curate pair uses it\n")


def test_pairing_again_opens_no_photo_a_second_time(taught):
    workspace = taught[0]
    shots = next(stage for stage in Pipeline(workspace, "fashion").status() if stage.name == "shots")
    assert shots.state == "done"
    assert (shots.counts["photos"] > 300, shots.counts["looked_at"]) == (True, 0)


def test_forgetting_gives_the_scores_of_before(taught):
    workspace, curate, pairs, before, _, _, truth, unseen = taught
    kept = workspace.learned("fashion").read_bytes()
    scores = {image.path: image.front_score for image in tables.read(workspace.build("fashion").images, Image)}
    assert curate("learn", "--forget") == f"{workspace.learned('fashion')} is gone\n"
    assert curate("learn", "--forget") == f"nothing was learned: no {workspace.learned('fashion')}\n"
    assert reached(pairs(), truth, unseen) == before
    again = {image.path: image.front_score for image in tables.read(workspace.build("fashion").images, Image)}
    assert again != scores
    curate("learn", "--workers", "1")
    pairs()
    assert {row.path: row.front_score for row in tables.read(workspace.build("fashion").images, Image)} == scores
    assert workspace.learned("fashion").read_bytes()[-900:] == kept[-900:]
