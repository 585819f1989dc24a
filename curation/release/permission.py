"""Whether a release may be made at all: what only a person can say must have been said."""

from pathlib import Path

from curation import reviews
from curation.errors import ReleaseError
from curation.release.faces import BLUR, WAYS
from curation.release.orders import Orders
from curation.release.photos import PhotoForm
from curation.release.pool import Pool
from curation.spec import Spec
from curation.workspace import Workspace

NEEDED = {
    "license": 'such as license = "cc-by-4.0"; it is that of the tables, and of the photos where they are released',
    "authors": 'such as authors = ["Mode-Labor, Universität Beispiel"]; whom to credit',
    "contact": 'such as contact = "dataset@example.org"; where somebody asks for a photo to be taken out',
    "url": 'such as url = "https://example.org/fashion"; where the release can be found',
}
"""Keys of `[release]` that have no default, and what to write."""


def check_definition(path: Path, spec: Spec, photos: PhotoForm | None) -> None:
    """Refuse a definition that leaves open what a release must say; all of it at once.

    Raises:
        ReleaseError: a line each.
    """
    mistakes = [
        f"{path}: {key} is not set in [release]; {hint}"
        for key, hint in NEEDED.items()
        if not getattr(spec.release, key)
    ]
    if photos and not spec.release.redistribute:
        mistakes.append(
            f"{path}: photos are asked for, but [release] does not declare the right to pass them on; release links "
            'only, or, if you have that right, set redistribute = true and say in rights = "..." where it comes from'
        )
    if mistakes:
        raise ReleaseError("\n".join(mistakes))


def check_form(form: PhotoForm) -> None:
    """Refuse a way to hide faces that cannot be gone.

    Raises:
        ReleaseError: an unknown way, or blur without a model that can be loaded.
    """
    if form.faces not in WAYS:
        raise ReleaseError(f"unknown way '{form.faces}' to release faces; known: {', '.join(WAYS)}")
    if form.faces == BLUR:
        if not form.model:
            raise ReleaseError("--faces blur needs --face-model FILE, the ONNX file of OpenCV's YuNet")
        form.model.check()


def check_reviews(workspace: Workspace, dataset: str, pool: Pool, orders: Orders) -> None:
    """Refuse to release while a review still speaks of what was removed: it lies in git, in plain words.

    Raises:
        ReleaseError: names the first line and counts the others.
        TableError: a line cannot be read.
    """
    path = workspace.reviews(dataset)
    products, photos = pool.removed_products(orders), pool.removed_photos(orders)
    lines = [
        (line, f"{row.store} {row.id}".strip() or row.value)
        for line, row in enumerate(reviews.read(path), start=2)
        if (row.store, row.id) in products or {row.value, row.previous, row.value.rpartition("=")[0]} & photos
    ]
    if lines:
        line, what = lines[0]
        more = f" (and {len(lines) - 1} more lines)" if len(lines) > 1 else ""
        raise ReleaseError(
            f"{path}:{line}: {what} was removed on request, but this review still speaks of it{more}; take the line out"
        )
