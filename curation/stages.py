"""The stages of a dataset, in order; each runs when what it was made from has changed, and says what it made.

A finished stage leaves `stages/<name>.json` with the hash of its inputs, its settings and this package's code, and its
counts. A missing file or another hash means that the stage is to be run again.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from curation import tables
from curation.clean.stage import SEEN, clean, seen_by_clean
from curation.cluster.recipe import Recipe, recipe
from curation.code import fingerprint
from curation.engine import Engine, LocalEngine
from curation.errors import ModelError, ReviewError, TooFewPhotosError
from curation.glance.glances import Glances
from curation.ingest import chosen_stores, ingest
from curation.learn.layer import for_network
from curation.pair import categories, pair
from curation.report.page import write_report
from curation.reviews import decisions
from curation.schema import Image, Product
from curation.shots import network
from curation.shots.choice import NONE, Shots
from curation.shots.stage import SAID, answering, identity, look, voice
from curation.spec import Spec, load
from curation.split.leaks import Leak, find_leaks
from curation.split.stage import split
from curation.totals import Total, totals
from curation.translate.stage import inputs as translate_inputs
from curation.translate.stage import translate
from curation.translate.vocabulary import values_of
from curation.workspace import Build, Workspace, atomic_write, full_disk


@dataclass(frozen=True)
class Stage:
    """One step of a build: what it reads, what it depends on besides, and how it is made."""

    name: str
    """ingest, translate, shots, clean, pair-<category>, split or report."""
    command: str
    """What a person types to run it."""
    inputs: tuple[Path, ...]
    settings: dict[str, Any]
    make: Callable[[], Any]
    """Does the work and gives a dataclass of counts."""
    outputs: tuple[Path, ...]
    """What it leaves for others; where one of them is gone, the stage is missing whatever was made."""


@dataclass(frozen=True)
class StageState:
    """What is known of a stage without running it."""

    name: str
    command: str
    state: str
    """done, stale or missing."""
    counts: dict[str, Any]
    """What it made when it last ran."""


@dataclass(frozen=True)
class Outcome:
    """What became of a stage in a run."""

    name: str
    ran: bool
    """False: it was up to date."""
    counts: dict[str, Any]
    problem: str = ""
    """Why it made nothing, in one line; the other stages go on."""


class Pipeline:
    """All stages of one dataset in one workspace.

    Raises:
        UnknownNameError: there is no such definition.
        SpecError: the definition has mistakes.
    """

    def __init__(
        self, workspace: Workspace, dataset: str, *, workers: int | None = None, engine: Engine | None = None
    ) -> None:
        self.workspace = workspace
        known = values_of(workspace.vocabulary("category"))
        self.spec: Spec = load(workspace.definition(dataset), known)
        self.build: Build = workspace.build(self.spec.dataset.name)
        self.engine = engine or LocalEngine(workers)
        self._eyes: dict[tuple[Recipe, Shots], Glances] = {}

    def close(self) -> None:
        """Let workers and remembered things go; whatever is asked next has them started again."""
        for eyes in self._eyes.values():
            eyes.close()
        self._eyes.clear()
        self.engine.close()

    def glances(self, drawn: Recipe | None = None, choice: Shots | None = None) -> Glances:
        """The photos, each opened once for all that the definition asks of it.

        Args:
            drawn: by which outlines are made, instead of the definition's.
            choice: who says what a photo shows, instead of the definition's.
        """
        wanted = (drawn or self.spec.pair, choice or self.spec.shots)
        if wanted not in self._eyes:
            reviewed = frozenset(decisions(self.workspace.reviews(self.build.dataset)).shots)
            self._eyes[wanted] = Glances(self.workspace, self.build, *wanted, reviewed=reviewed, engine=self.engine)
        return self._eyes[wanted]

    def ingest(self) -> Stage:
        raws = chosen_stores(self.workspace, self.spec)
        return Stage(
            "ingest",
            "curate ingest",
            tuple(path for raw in raws for path in (raw.products, raw.images)),
            asdict(self.spec.dataset),
            lambda: ingest(self.workspace, self.spec),
            (self.build.ingested, self.build.images),
        )

    def _photos(self) -> str:
        """All that translate and shots take from the table of photos; what shots write into it is left out."""
        return identity(tables.stream(self.build.images, Image, SAID)) if self.build.images.is_file() else ""

    def translate(self, progress: Callable[[int], None] = lambda count: None) -> Stage:
        """The attributes of all products, from their words."""
        return Stage(
            "translate",
            "curate translate",
            translate_inputs(self.workspace, self.build),
            {**asdict(self.spec.translate), "photos": self._photos()},
            lambda: self._translated(progress),
            (self.build.products, self.build.img_attr, self.build.pending),
        )

    def _translated(self, progress: Callable[[int], None]) -> Any:
        """Whoever opens a product photo for its colours has the rest found out, too, and remembers it."""
        with ExitStack() as stack:
            eyes = self.glances()
            if self.spec.shots.use != "none":
                try:
                    stack.enter_context(answering(self.workspace, self.build, self.spec.shots, eyes))
                except ModelError:
                    # Words need no network: that this one cannot be used is for the stage to say that needs it.
                    eyes = self.glances(choice=NONE)
            return translate(self.workspace, self.build, self.spec.translate, progress=progress, glances=eyes)

    def prepare(self) -> None:
        """Run what every later stage needs, where it is missing or stale."""
        self.ensure(self.ingest())
        self.ensure(self.translate())

    def prepare_photos(
        self,
        choice: Shots | None = None,
        watch: Callable[[str], Callable[[int], None]] = lambda name: lambda count: None,
    ) -> None:
        """Run what pairing and splitting need: also the shots, and what is not fit for use."""
        self.prepare_shots(choice, watch)
        self.ensure(self.clean(watch("clean")))

    def prepare_shots(
        self,
        choice: Shots | None = None,
        watch: Callable[[str], Callable[[int], None]] = lambda name: lambda count: None,
    ) -> None:
        """Run what cleaning needs: also the shots, where the definition asks for them."""
        self.prepare()
        choice = choice or self.spec.shots
        if choice.use != "none":
            self.ensure(self.shots(choice, watch("shots")))

    def shot_choice(self, use: str | None = None, min_score: float | None = None) -> Shots:
        """`[shots]` of the definition, with what is given in its place."""
        given = {"use": use, "min_score": min_score}
        return replace(self.spec.shots, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]

    def shots(self, choice: Shots, progress: Callable[[int], None] = lambda count: None) -> Stage:
        """The shot of every photo; writes into the table it reads, so that its key leaves out what it writes.

        Raises:
            TableError: nothing was ingested yet.
            ModelError: the network cannot be used.
            ReviewError: a line of the reviews means nothing.
        """
        net = network.loaded(Path(choice.network) if choice.network else None) if choice.asks_network else None
        layer = for_network(self.workspace, self.build.dataset, net.fingerprint, net.features) if net else None
        settings = {
            "use": choice.use,
            "network": voice(net, layer) if net else "",
            "photos": self._photos(),
            "reviews": decisions(self.workspace.reviews(self.build.dataset)).shots,
        }
        return Stage(
            "shots",
            "curate pair",
            (),
            settings,
            lambda: look(self.workspace, self.build, choice, progress=progress, glances=self.glances(choice=choice)),
            (self.build.images, self.build.removed("shots")),
        )

    def clean(self, progress: Callable[[int], None] = lambda count: None, *, dry_run: bool = False) -> Stage:
        """Which photos are used; like the shots it writes into the table it reads. `dry_run`: making it only counts.

        Raises:
            TableError: nothing was ingested yet.
        """
        return Stage(
            "clean",
            "curate clean",
            (self.build.ingested,),
            {**asdict(self.spec.clean), "photos": seen_by_clean(tables.stream(self.build.images, Image, SEEN))},
            lambda: clean(
                self.workspace,
                self.build,
                self.spec.clean,
                dry_run=dry_run,
                progress=progress,
                glances=self.glances(),
            ),
            (self.build.images, self.build.removed("clean")),
        )

    def split(self) -> Stage:
        """Training, validation and test."""
        return Stage(
            "split",
            "curate split",
            (self.build.products, self.build.images),
            asdict(self.spec.split),
            lambda: split(self.build, self.spec.split),
            (self.build.splits, self.build.removed("split")),
        )

    def pair(
        self,
        category: str,
        chosen: int | None = None,
        progress: Callable[[int], None] = lambda count: None,
        shots: Shots | None = None,
        **changes: Any,
    ) -> Stage:
        """Pairing of one category; `shots` stands in for `[shots]`, `changes` for settings of `[pair]`.

        Raises:
            TableError: nothing was translated yet, or a line of the reviews cannot be read.
            ReviewError: a line of the reviews means nothing.
        """
        choice = shots or self.spec.shots
        own_defaults = recipe(changes["method"]) if "method" in changes else self.spec.pair
        wanted = replace(own_defaults, **changes)
        decided = decisions(self.workspace.reviews(self.build.dataset))
        return Stage(
            f"pair-{category}",
            f"curate pair --category {category}",
            (self.build.products, self.build.images),
            {
                **asdict(wanted),
                "category": category,
                "chosen": chosen,
                "shots": asdict(choice),
                "reviews": decided.about(category, self._products(category) if decided.pairs else ()),
            },
            lambda: pair(
                self.workspace,
                self.build,
                category,
                wanted,
                shots=choice,
                chosen=chosen,
                decided=decided,
                progress=progress,
                glances=self.glances(wanted),
            ),
            (
                self.build.pairs(category),
                self.build.pairs(category, "csv"),
                self.build.rejected(category),
                self.build.clusters(category) / "run.json",
            ),
        )

    def _products(self, category: str) -> set[tuple[str, str]]:
        """Store and id of a category's products."""
        table = tables.read_columns(self.build.products, Product, ("store", "id", "category"))
        mine = table.filter(pc.equal(table["category"], category))
        return set(zip(mine["store"].to_pylist(), mine["id"].to_pylist()))

    def report(self) -> Stage:
        """The report reads what all other stages wrote."""
        made = [path for folder in ("pairs", "clusters", "removed") for path in (self.build.root / folder).rglob("*")]
        return Stage(
            "report",
            "curate report",
            (
                self.build.products,
                self.build.images,
                self.build.splits,
                *sorted(path for path in made if path.suffix in (".csv", ".json")),
            ),
            {"dataset": self.spec.dataset.title},
            lambda: write_report(self.workspace, self.build, self.spec),
            (self.build.report, self.build.stats),
        )

    def categories(self) -> list[str]:
        """The categories to pair: those of the definition that have products, or all that have.

        Raises:
            TableError: nothing was ingested yet.
        """
        there = categories(tables.stream(self.build.products, Product, ("store", "id", "category")))
        wanted = self.spec.dataset.categories
        return [category for category in there if not wanted or category in wanted]

    def state(self, stage: Stage) -> StageState:
        """Whether a stage is done, stale or missing."""
        mark = self._mark(stage)
        there = bool(mark) and all(path.is_file() for path in stage.outputs)
        state = "missing" if not there else "done" if mark["key"] == key(stage) else "stale"
        return StageState(stage.name, stage.command, state, mark.get("counts", {}))

    def ensure(self, stage: Stage, *, again: bool = False) -> Outcome:
        """Run a stage unless it is up to date."""
        state = self.state(stage)
        if state.state == "done" and not again:
            return Outcome(stage.name, False, state.counts)
        started = time.monotonic()
        goes_on = (
            f"stage '{stage.name}' stopped, and every file is whole, as before or as after; free some space and run "
            "the same command again: it goes on where it stopped"
        )
        with full_disk(self.build.root, goes_on):
            counts = asdict(stage.make())
            mark = {"key": key(stage), "counts": counts, "seconds": round(time.monotonic() - started, 1)}
            with atomic_write(self.build.stage(stage.name), "w") as file:
                file.write(json.dumps(mark, indent=2, ensure_ascii=False) + "\n")
        return Outcome(stage.name, True, counts)

    def run(
        self, *, again: bool = False, watch: Callable[[str], Callable[[int], None]] = lambda name: lambda count: None
    ) -> Iterator[Outcome]:
        """All stages, only what is missing or stale; a category that cannot be paired costs only itself.

        Args:
            again: run what is up to date, too.
            watch: called with a stage's name before it runs; gives what counts its photos.
        """
        yield self.ensure(self.ingest(), again=again)
        yield self.ensure(self.translate(watch("translate")), again=again)
        if self.spec.shots.use != "none":
            yield self.ensure(self.shots(self.spec.shots, watch("shots")), again=again)
        yield self.ensure(self.clean(watch("clean")), again=again)
        for category in self.categories():
            name = f"pair-{category}"
            try:
                yield self.ensure(self.pair(category, progress=watch(name)), again=again)
            except (ReviewError, TooFewPhotosError) as error:
                yield Outcome(name, True, {}, str(error))
        yield self.ensure(self.split(), again=again)
        yield self.ensure(self.report(), again=again)

    def status(self) -> list[StageState]:
        """Every stage, in order; stages that cannot be known before an earlier one ran are left out."""
        states = [self.state(self.ingest())]
        if self.build.ingested.is_file():
            states.append(self.state(self.translate()))
        if self.build.products.is_file() and self.build.images.is_file():
            if self.spec.shots.use != "none":
                states.append(self.state(self.shots(self.spec.shots)))
            states.append(self.state(self.clean()))
            states += [self.state(self.pair(category)) for category in self.categories()]
            states.append(self.state(self.split()))
            states.append(self.state(self.report()))
        return states

    def totals(self) -> list[Total]:
        """Where every photo and product has gone, as far as stages have run."""
        return totals(self.build, self.spec.dataset.categories)

    def leaks(self) -> list[Leak]:
        """What stands in two splits; nothing before there are any."""
        made = self.build.splits.is_file() and self.build.products.is_file() and self.build.images.is_file()
        return find_leaks(self.build) if made else []

    def _mark(self, stage: Stage) -> dict[str, Any]:
        """What a stage left when it last ran; nothing where there is no such file, or it says nothing."""
        try:
            mark = json.loads(self.build.stage(stage.name).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return mark if isinstance(mark, dict) and "key" in mark and isinstance(mark.get("counts"), dict) else {}


def key(stage: Stage) -> str:
    """SHA-256 over a stage's inputs, settings and this package's code."""
    digest = hashlib.sha256(fingerprint().encode())
    digest.update(json.dumps(stage.settings, sort_keys=True).encode())
    for path in stage.inputs:
        digest.update(f"\n{path.name} ".encode())
        digest.update(_file_hash(path).encode())
    return digest.hexdigest()


def _file_hash(path: Path) -> str:
    if not path.is_file():
        return "missing"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
