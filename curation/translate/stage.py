"""The stage between ingest and everything that asks for a category: ingested products -> products with attributes."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from curation import tables
from curation.glance.glances import Glances
from curation.schema import ATTRIBUTES, Image, Pending, Product
from curation.shots.stage import SAID
from curation.spec import TranslateSection
from curation.translate.binary import write_img_attr
from curation.translate.engine import EVERYTHING, Engine
from curation.translate.language import LANGUAGES
from curation.translate.machine import Machine
from curation.translate.pending import propose
from curation.translate.pixelcolor import load_swatches, verdict
from curation.translate.product import Filler
from curation.translate.providers import Provider, provider
from curation.workspace import Build, Workspace


@dataclass(frozen=True)
class TranslateResult:
    """Counts of one translate."""

    products: int
    values: int
    """Cells filled in the eight columns."""
    unmapped_categories: int
    unmapped_colors: int
    unmapped_phrases: int
    """Different lines nothing claimed."""
    colors_differ: int
    """Products whose photo shows another colour than the store says."""
    translated: int
    """Texts from a machine, cached ones included."""
    skipped: str
    """What machine translation did not do, in one line; empty where it did all that was asked."""


def translate(
    workspace: Workspace,
    build: Build,
    settings: TranslateSection,
    *,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda count: None,
    machine: Provider | None = None,
    glances: Glances | None = None,
) -> TranslateResult:
    """Write `products.parquet`, `img_attr.csv` and `pending.csv` from `ingested.parquet`; the same each time.

    Args:
        machine: stands in for the provider the settings name.
        progress: called with the number of photos whose colour was read.
        glances: where other stages find what is found out of the photos meanwhile.

    Raises:
        TableError: nothing was ingested yet.
        VocabularyError: a vocabulary contradicts itself.
        TranslationError: the provider cannot work as things are.
    """
    engine = Engine(workspace)
    filler = Filler(engine)
    with _no_collector():
        products = tables.read(build.ingested, Product)
        for product in products:
            filler.fill(product)
    pending, translated, skipped = _machine(workspace, products, engine, settings, machine)
    if settings.check_color:
        with ExitStack() as stack:
            eyes = glances or stack.enter_context(Glances(workspace, build, workers=workers))
            _check_colors(workspace, build, products, eyes, progress)
    with _no_collector():
        tables.write(build.products, products, Product)
    tables.write(build.pending, pending, Pending)
    write_img_attr(build.img_attr, products, engine.values)
    return TranslateResult(
        products=len(products),
        values=sum(bool(getattr(product, name)) for product in products for name in ATTRIBUTES),
        unmapped_categories=sum(not product.category for product in products),
        unmapped_colors=sum(not product.color for product in products),
        unmapped_phrases=len({phrase for product in products for phrase in product.unmapped}),
        colors_differ=sum(product.color_check == "differs" for product in products),
        translated=translated,
        skipped=skipped,
    )


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without Python's collector, which walks all products made so far again and again and finds nothing to free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def inputs(workspace: Workspace, build: Build) -> tuple[Path, ...]:
    """Every file the stage depends on."""
    engine_files = [workspace.vocabulary(name) for name in vocabulary_files()]
    return (build.ingested, *engine_files)


def vocabulary_files() -> list[str]:
    """Names of all vocabulary files, as `Workspace.vocabulary` takes them."""
    extra = [f"{code}/{name}" for code in LANGUAGES for name in ("words", "keys")]
    foreign = [f"{code}/{name}" for code in LANGUAGES if code != "de" for name in EVERYTHING]
    return [*EVERYTHING, *foreign, *extra, "swatches/color"]


def _machine(
    workspace: Workspace,
    products: list[Product],
    engine: Engine,
    settings: TranslateSection,
    given: Provider | None,
) -> tuple[list[Pending], int, str]:
    if given is None and not settings.provider:
        return [], 0, "machine translation is off (provider in [translate])"
    machine = Machine(
        given or provider(settings.provider),
        workspace.root / "build" / "translations.sqlite",
        timeout_s=settings.timeout_s,
        pause_s=settings.pause_s,
        retries=settings.retries,
    )
    proposed = propose(products, engine, machine, names=settings.names)
    report = machine.report
    left = report.failed + report.skipped
    skipped = f"{left} texts were not translated: {report.why}; run curate translate again to go on" if left else ""
    return proposed.pending, report.cached + report.translated, skipped


def _check_colors(
    workspace: Workspace,
    build: Build,
    products: Sequence[Product],
    eyes: Glances,
    progress: Callable[[int], None],
) -> None:
    """Set `color_seen` and `color_check` of every product with a photo."""
    swatches = load_swatches(workspace)
    photos = _product_photos(build, {product.img_path for product in products if product.img_path})
    for part in tables.batched((product for product in products if product.img_path), tables.ROWS):
        looked = eyes.colors([eyes.wanted(_photo(product, photos)) for product in part], progress)
        known = eyes.cache.colors(key for key in looked.keys if key)
        for product, key in zip(part, looked.keys):
            if key:
                product.color_seen, product.color_check = verdict(known[key], product.color, swatches)


def _product_photos(build: Build, paths: set[str]) -> dict[str, Image]:
    """The rows of these photos; none where the table of photos is not there."""
    if not build.images.is_file():
        return {}
    return {image.path: image for image in tables.stream(build.images, Image, SAID) if image.path in paths}


def _photo(product: Product, photos: Mapping[str, Image]) -> Image:
    """The row of the product's own photo; one that only says where it lies, where the table does not have it."""
    return photos.get(product.img_path) or Image(product.store, product.id, 0, role="product", path=product.img_path)
