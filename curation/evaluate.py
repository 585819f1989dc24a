"""How right the pairs are, against photos whose shot a person (or a drawn world) has named.

Wilson's interval says how far a share of n cases may be off by chance (Wilson 1927, JASA 22:209-212).
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

from curation import tables
from curation.cluster.recipe import recipe
from curation.errors import TableError, TooFewPhotosError
from curation.pair import pair
from curation.schema import SHOTS, Image, Pair, Product
from curation.shots.choice import NONE
from curation.workspace import Build, Workspace

Z = 1.959964
"""Of a 95 % interval."""
KEY = ("store", "id", "position", "shot")
PATH = ("path", "shot")


@dataclass(frozen=True)
class Share:
    """`right` of `cases`, with Wilson's 95 % interval."""

    right: int
    cases: int
    share: float | None
    """None where there are no cases."""
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Evaluation:
    """What one way of pairing reached."""

    method: str
    pairs: int
    unlabelled: int
    """Pairs whose photo has no label; they count nowhere else."""
    precision: Share
    """Pairs that show a full front, of the pairs with a label."""
    coverage: Share
    """Products paired with a full front, of the products that have one among their labelled photos."""
    confusion: dict[str, int] = field(default_factory=dict)
    """What the pairs show instead and as well: shot to count, most frequent first."""


def wilson(right: int, cases: int) -> Share:
    """The share with its interval.

    Raises:
        ValueError: more right than cases, or negative counts.
    """
    if not 0 <= right <= cases:
        raise ValueError(f"{right} right of {cases} cases is no share")
    if cases == 0:
        return Share(0, 0, None, None, None)
    p, z2 = right / cases, Z * Z
    middle = (p + z2 / (2 * cases)) / (1 + z2 / cases)
    reach = Z / (1 + z2 / cases) * sqrt(p * (1 - p) / cases + z2 / (4 * cases * cases))
    return Share(right, cases, round(p, 4), round(max(0.0, middle - reach), 4), round(min(1.0, middle + reach), 4))


def evaluate_pairs(
    workspace: Workspace,
    build: Build,
    labels_csv: Path,
    categories: Iterable[str],
    *,
    baseline: bool = True,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> list[Evaluation]:
    """The build's pairs against labels and, beside them, what the plain thesis method picks from the same photos.

    Args:
        labels_csv: has the columns path and shot, or store, id, position and shot; others are passed over.
        categories: those that were paired.
        baseline: whether the plain method is run as well, in a folder that is thrown away.

    Raises:
        TableError: the labels lack columns, name an unknown shot, or fit none of the build's photos.
    """
    products = tables.read(build.products, Product)
    images = tables.read(build.images, Image)
    truth = labels(labels_csv, images)
    wanted = list(categories)
    results = [_score("curate pair", _pairs(build, wanted), truth, products, images, wanted)]
    if baseline:
        with TemporaryDirectory() as folder:
            plain = Build(Path(folder) / build.dataset)
            tables.write(plain.products, products, Product)
            tables.write(plain.images, images, Image)
            for category in wanted:
                try:
                    pair(
                        workspace, plain, category, recipe("threshold"), shots=NONE, workers=workers, progress=progress
                    )
                except TooFewPhotosError:
                    continue
            results.append(_score("threshold, shots none", _pairs(plain, wanted), truth, products, images, wanted))
    return results


def labels(path: Path, images: Iterable[Image]) -> dict[str, str]:
    """The shot of each labelled photo of the build, by its path.

    Raises:
        TableError: as `evaluate_pairs`.
    """
    if not path.is_file():
        raise TableError(f"{path} does not exist; name a CSV with the columns path, shot or store, id, position, shot")
    by_key = {(image.store, image.id, str(image.position)): image.path for image in images if image.path}
    there = set(by_key.values())
    found: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        by_path = set(PATH) <= set(columns)
        if not by_path and not set(KEY) <= set(columns):
            raise TableError(
                f"{path}: labels need the columns path, shot or store, id, position, shot; "
                f"columns found: {', '.join(columns) or 'none'}"
            )
        for row in reader:
            if row["shot"] not in SHOTS:
                raise TableError(
                    f"{path}:{reader.line_num}: unknown shot '{row['shot']}'; known shots: {', '.join(SHOTS)}"
                )
            photo = row["path"] if by_path else by_key.get((row["store"], row["id"], row["position"]), "")
            if photo in there:
                found[photo] = row["shot"]
    if not found:
        raise TableError(f"{path} labels no photo of this build; its paths are like {min(there, default='(none)')}")
    return found


def _pairs(build: Build, categories: Iterable[str]) -> list[Pair]:
    there = (build.pairs(category) for category in categories)
    return [row for path in there if path.is_file() for row in tables.read(path, Pair)]


def _score(
    method: str,
    pairs: list[Pair],
    truth: Mapping[str, str],
    products: Iterable[Product],
    images: Iterable[Image],
    categories: list[str],
) -> Evaluation:
    owners = {(product.store, product.id) for product in products if product.category in categories}
    could = {(image.store, image.id) for image in images if truth.get(image.path) == "full_front"} & owners
    shown = {(row.store, row.id): truth[row.model_image] for row in pairs if row.model_image in truth}
    right = {key for key, shot in shown.items() if shot == "full_front"}
    counted = sorted(Counter(shown.values()).items(), key=lambda entry: (-entry[1], SHOTS.index(entry[0])))
    return Evaluation(
        method=method,
        pairs=len(pairs),
        unlabelled=len(pairs) - len(shown),
        precision=wilson(len(right), len(shown)),
        coverage=wilson(len(right & could), len(could)),
        confusion=dict(counted),
    )
