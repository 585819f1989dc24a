"""What the network sees in the photos that people judged: remembered from pairing, or looked at now."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import PhotoError
from curation.glance.glances import Glances
from curation.glance.look import Wanted
from curation.learn.check import Judged
from curation.learn.evidence import Evidence, Product
from curation.learn.layer import FRONT
from curation.schema import SHOTS, Image
from curation.shots import cache, network, words
from curation.shots.choice import Shots
from curation.workspace import Build, Workspace

COLUMNS = ("store", "id", "role", "view", "focus", "path", "sha256", "keep")
SURE = 50.0
"""Log odds are kept within: where the store's words leave a full front only, they would be infinite."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that may show a person."""

    path: str
    sha256: str
    possible: frozenset[str]
    """Shots that the store's words leave."""


def candidates(build: Build, choice: Shots, wanted: set[Product]) -> dict[Product, list[Photo]]:
    """The photos of these products that may show a person, by product; only those there are.

    Raises:
        TableError: the build's table is missing or broken.
    """
    table = tables.read_columns(build.images, Image, COLUMNS)
    stores = pa.array(sorted({store for store, _ in wanted}), pa.string())
    names = pa.array(sorted({name for _, name in wanted}), pa.string())
    mine = pc.and_(pc.is_in(table["store"], value_set=stores), pc.is_in(table["id"], value_set=names))
    found: dict[Product, list[Photo]] = defaultdict(list)
    for row in table.filter(mine).to_pylist():
        product = (row["store"], row["id"])
        if product in wanted and row["path"] and row["keep"] and row["role"] in ("model", "unknown"):
            possible = words.possible(row["role"], row["view"], row["focus"]) if choice.asks_store else words.ANY
            found[product].append(Photo(row["path"], row["sha256"], possible))
    return dict(found)


def judge(
    workspace: Workspace,
    build: Build,
    choice: Shots,
    photos: Mapping[Product, Sequence[Photo]],
    evidence: Sequence[Evidence],
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> tuple[Judged, list[str]]:
    """The evidence as numbers, and the photos that cannot be read.

    A photo that the store's words rule out is left out: it cannot become a front, whatever the layer says.
    """
    known = {photo.path: photo for gallery in photos.values() for photo in gallery}
    useful = [piece for piece in evidence if SHOTS[FRONT] in known[piece.photo].possible]
    path = Path(choice.network) if choice.network else None
    seen = _seen(workspace, build, path, [known[piece.photo] for piece in useful], workers, progress)
    told = [(piece, sight) for piece in useful if isinstance(sight := seen[piece.photo], network.Sight)]
    unreadable = [f"{path}: {fault}" for path, fault in seen.items() if isinstance(fault, PhotoError)]
    places = {product: place for place, product in enumerate(dict.fromkeys(piece.product for piece, _ in told))}
    judged = Judged(
        features=np.array([sight.features for _, sight in told], np.float64),
        odds=np.array([odds(sight.logits, known[piece.photo].possible) for piece, sight in told]),
        front=np.array([piece.front for piece, _ in told], bool),
        weight=np.array([piece.weight for piece, _ in told], np.float64),
        product=np.array([places[piece.product] for piece, _ in told], np.int64),
    )
    return judged, unreadable


def odds(logits: np.ndarray, possible: frozenset[str]) -> float:
    """Log odds of a full front among the shots that the store's words leave, in [-50, 50].

    Args:
        logits: (9,), in the order of `SHOTS`.
        possible: shots, a full front among them.
    """
    others = [float(logits[place]) for place, shot in enumerate(SHOTS) if shot in possible and place != FRONT]
    if not others:
        return SURE
    return float(np.clip(logits[FRONT] - np.logaddexp.reduce(others), -SURE, SURE))


def _seen(
    workspace: Workspace,
    build: Build,
    model: Path | None,
    photos: Sequence[Photo],
    workers: int | None,
    progress: Callable[[int], None],
) -> dict[str, network.Sight | PhotoError]:
    """What the network sees, by path."""
    name = network.loaded(model).fingerprint
    with cache.opened(build.shots, name) as kept:
        known = kept.sights(name, (photo.sha256 for photo in photos if photo.sha256))
        found: dict[str, network.Sight | PhotoError] = {
            photo.path: known[photo.sha256] for photo in photos if photo.sha256 in known
        }
        new = {photo.path: photo.sha256 for photo in photos if photo.path not in found}
        wanted = [Wanted(path, ("", path), sha256, measures=False, shot="network") for path, sha256 in new.items()]
        with Glances(workspace, build, shots=Shots(network=str(model or "")), workers=workers) as eyes:
            for photo, answer in eyes.see(wanted, progress):
                if isinstance(answer, PhotoError):
                    found[photo.path] = answer
                elif isinstance(answer.shot, network.Sight):
                    found[photo.path] = answer.shot
                    if photo.sha256:
                        kept.keep_sights(name, [(photo.sha256, answer.shot)])
    return found
