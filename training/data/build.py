"""Read a build: `build/<dataset>/` of a workspace, as curation leaves it."""

import hashlib
from dataclasses import replace
from pathlib import Path

from curation import tables
from curation.errors import DataError
from curation.schema import ATTRIBUTES, Image, Pair, Product, Split
from curation.workspace import Build, Workspace
from training.data.table import SPLITS, Article, Photo, Table

SHARES = (0.8, 0.1, 0.1)
"""Of products in train, validation and test where the build does not say."""

_PACKSHOTS = ("packshot",)
_NO_PERSON = ("packshot", "detail")


def is_build(folder: Path) -> bool:
    """Whether a folder is a build."""
    return Build(folder).products.is_file()


def read_build(folder: Path) -> Table:
    """The table of a build.

    Photos without a role are a person's where their shot says so; dropped photos and those without a file are left out.

    Raises:
        DataError: it is no build, or was not paired.
        TableError: a table of it cannot be read.
    """
    build = Build(folder)
    workspace = Workspace(folder.resolve().parents[1])
    files = sorted((folder / "pairs").glob("*.parquet"))
    if not files:
        raise DataError(f"{folder} holds no pairs (no pairs/*.parquet); make them with curate pair, then train again")
    split_of, rule = _splits(build)
    names = ["store", "id", "group_id", "category", *ATTRIBUTES]
    articles: list[Article] = []
    place_of: dict[str, int] = {}
    for row in tables.read_columns(build.products, Product, list(dict.fromkeys(names))).to_pylist():
        key = f"{row['store']}/{row['id']}"
        dealt = split_of.get(key) if split_of is not None else _dealt(f"{row['store']}/{row['group_id'] or row['id']}")
        if dealt is None:
            continue
        place_of[key] = len(articles)
        values = {name: row[name] for name in ATTRIBUTES if row[name]}
        articles.append(Article(key, dealt, row["category"], values))
    photos, photo_at = _photos(build, workspace, place_of)
    pairs = []
    for file in files:
        for pair in tables.read(file, Pair):
            if (article := place_of.get(f"{pair.store}/{pair.id}")) is not None:
                ends = (pair.product_image, pair.model_image)
                product, model = (_place(photo_at, article, path, file) for path in ends)
                pairs.append((product, model))
    # Curation knows what a pair shows even where neither the store nor a shot says it.
    for product, model in pairs:
        photos[product] = replace(photos[product], role="product")
        photos[model] = replace(photos[model], role="model")
    return Table(folder, rule, tuple(articles), tuple(photos), tuple(pairs))


At = dict[tuple[int, str], int]
"""Product and path to the place of a photo: products may share a file."""


def _photos(build: Build, workspace: Workspace, place_of: dict[str, int]) -> tuple[list[Photo], At]:
    names = ["store", "id", "role", "path", "sha256", "keep", "shot"]
    photos: list[Photo] = []
    at: At = {}
    for row in tables.read_columns(build.images, Image, names).to_pylist():
        article = place_of.get(f"{row['store']}/{row['id']}")
        if article is None or not row["path"] or not row["keep"]:
            continue
        role = _role(row["role"], row["shot"])
        at[article, row["path"]] = len(photos)
        photos.append(Photo(workspace.file(row["path"]), row["sha256"], role, row["shot"], article))
    return photos, at


def _role(role: str, shot: str) -> str:
    """product or model; empty where neither the store nor the shot tells."""
    if role in ("product", "model"):
        return role
    if shot in _PACKSHOTS:
        return "product"
    return "model" if shot and shot not in _NO_PERSON else ""


def _place(at: At, article: int, path: str, file: Path) -> int:
    if (article, path) not in at:
        raise DataError(f"{file}: '{path}' is no kept photo of images.parquet; run curate pair again")
    return at[article, path]


def _splits(build: Build) -> tuple[dict[str, str] | None, str]:
    """Each product's split, or None where the build has none; and how they were made."""
    if not build.splits.is_file():
        shares = ", ".join(f"{share:.0%} {name}" for name, share in zip(SPLITS, SHARES))
        return None, f"by product group, from its name's hash ({shares}), since {build.splits.name} is not there"
    return {f"{row.store}/{row.id}": row.split for row in tables.read(build.splits, Split)}, "curate split"


def _dealt(group: str) -> str:
    """The split of a group of products, from its name alone."""
    share = int.from_bytes(hashlib.sha256(f"split/{group}".encode()).digest()[:8]) / 2**64
    return SPLITS[0] if share < SHARES[0] else SPLITS[1] if share < SHARES[0] + SHARES[1] else SPLITS[2]
