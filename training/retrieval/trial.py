"""Try a matcher on a split: beside the untrained network and plain colours, with leakage looked for."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from curation.errors import UnknownNameError
from training.data.table import Table
from training.methods.base import Given, Verdict, outside_training
from training.retrieval.batches import SHOP, STREET, Products, Singles
from training.retrieval.embedders.histogram import intersection, shares
from training.retrieval.evaluate.categories import FIVE, categorise
from training.retrieval.evaluate.evaluate import Protocol, evaluate, inner_product
from training.retrieval.evaluate.leakage import Leakage, Marks, leakage, thumbnail
from training.retrieval.evaluate.photos import Photos, Similarity
from training.retrieval.evaluate.poshaknet import CAVEATS, table
from training.retrieval.evaluate.report import Report

if TYPE_CHECKING:
    from training.methods.matcher import Matcher

TRAINED, UNTRAINED, COLOURS, SHARED = "trained", "untrained", "histogram", "histogram-intersection"

Vectors = Callable[[Singles], np.ndarray]


def trial(method: "Matcher", given: Given, view: Products, train: Products) -> Verdict:
    """The matcher, the same network before training, and two colour histograms of the same pixels.

    Raises:
        DataError: as `evaluate` says.
    """
    seen = _leaks(train, view)
    method_name = method.config.method

    def judged(name: str, vectors: Vectors, similarity: Similarity = inner_product) -> Report:
        protocol = Protocol(f"{given.split}: photos of people among product photos", seed=given.seed)
        sides = _sides(view, vectors, method.options.gallery_views)
        return evaluate(*sides, protocol, embedder=name, similarity=similarity, leakage=seen)

    reports = {
        TRAINED: judged(method_name, _network(method, given), similarity_of(method)),
        UNTRAINED: judged(f"{method_name}, untrained", *_untrained(method, given)),
        COLOURS: judged(COLOURS, _colours),
        SHARED: judged(SHARED, _colours, lambda q, g: intersection(np.square(q), np.square(g))),
    }
    facts = {
        "kind": "retrieval",
        "method": method_name,
        "split": given.split,
        "conditions": asdict(given.conditions),
        "left_out": view.left_out,
        "reports": {name: _facts(name, report) for name, report in reports.items()},
    }
    return Verdict(
        json.dumps(facts, indent=2, ensure_ascii=False) + "\n", _text(reports, view), _grid(method, given, view)
    )


def _facts(name: str, report: Report) -> dict[str, Any]:
    """The whole report of the matcher; of what it is compared with the gallery of photos."""
    whole = report.as_json()
    return whole if name == TRAINED else {"embedder": report.embedder, "galleries": whole["galleries"][:1]}


def _sides(view: Products, vectors: Vectors, gallery_views: int) -> tuple[Photos, Photos]:
    """Queries: every photo of a person. Gallery: every product photo, in as many views as asked for."""
    categories = _categories(view.table)
    galleries = [_photos(view.singles(SHOP, number), vectors, categories) for number in range(gallery_views)]
    joined = Photos(
        np.concatenate([part.vectors for part in galleries]),
        *([value for part in galleries for value in getattr(part, column)] for column in _COLUMNS),
    )
    return _photos(view.singles(STREET), vectors, categories), joined


_COLUMNS = ("products", "names", "categories", "shots")


def _photos(singles: Singles, vectors: Vectors, categories: dict[str, str]) -> Photos:
    shown = [singles.table.photos[place] for place in singles.places]
    keys = [singles.table.articles[photo.article].key for photo in shown]
    suffix = f"#{singles.number}" if singles.number else ""
    names = [f"{key}/{place}{suffix}" for key, place in zip(keys, singles.places, strict=True)]
    of = [categories[key] for key in keys] if categories else []
    return Photos(vectors(singles), keys, names, of, [photo.shot for photo in shown])


def _categories(of: Table) -> dict[str, str]:
    """PoshakNet's five categories of every product; none where products state no colour or category."""
    values = {article.key: {**article.attributes, "category": article.category} for article in of.articles}
    try:
        return categorise(values, FIVE)
    except UnknownNameError:
        return {}


def _network(method: "Matcher", given: Given) -> Vectors:
    def vectors(singles: Singles) -> np.ndarray:
        batches = given.batches(singles, np.arange(len(singles)))
        return np.concatenate([method.vectors(batch["image"]).cpu().numpy() for batch in batches])

    return vectors


def similarity_of(method: "Matcher") -> Similarity:
    """How a matcher compares vectors."""
    if method.plain:
        return inner_product
    device = next(method.nets["E"].parameters()).device

    def similarity(queries: np.ndarray, gallery: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            sides = (torch.from_numpy(np.ascontiguousarray(side)).to(device) for side in (queries, gallery))
            return np.asarray(method.similarity(*sides).cpu())

    return similarity


def _untrained(method: "Matcher", given: Given) -> tuple[Vectors, Similarity]:
    """The same networks as they were drawn."""
    fresh = type(method)(method.config)
    torch.manual_seed(method.config.train.seed)
    fresh.build()
    device = next(method.nets["E"].parameters()).device
    for net in fresh.nets.values():
        net.to(device)

    def vectors(singles: Singles) -> np.ndarray:
        with outside_training(fresh.nets.values()):
            return _network(fresh, given)(singles)

    return vectors, similarity_of(fresh)


def _colours(singles: Singles) -> np.ndarray:
    """Square roots of the shares of colours in the middle half of what the network sees."""
    found: np.ndarray = np.sqrt(np.stack([shares(image) for image in singles.pixels(np.arange(len(singles)))]))
    return found


def _leaks(train: Products, test: Products) -> Leakage:
    return leakage(_marks(train), _marks(test))


def _marks(view: Products) -> Marks:
    sides = [view.singles(kind) for kind in (SHOP, STREET)]
    shown = [view.table.photos[place] for side in sides for place in side.places]
    pixels = (image for side in sides for image in side.pixels(np.arange(len(side))))
    return Marks(
        [photo.path.name for photo in shown],
        [view.table.articles[photo.article].key for photo in shown],
        [photo.sha256 for photo in shown],
        np.stack([thumbnail(image) for image in pixels]),
    )


def _text(reports: dict[str, Report], view: Products) -> str:
    lines = [reports[TRAINED].table(), ""]
    if view.left_out:
        lines += [f"{view.left_out} products lack a product photo or a photo of a person and are left out", ""]
    lines += [f"{'':<24}{'recall@1':>22}{'recall@5':>22}{'recall@10':>22}"]
    for name, report in reports.items():
        part = report["photos"]
        found = {figure.measure: str(figure) for figure in part.figures}
        lines.append(f"{name:<24}" + "".join(f"{found.get(f'recall@{k}', ''):>22}" for k in (1, 5, 10)))
    if any(figure.measure == "precision@1" for figure in reports[TRAINED]["photos"].figures):
        lines += ["", table(reports), "", *CAVEATS]
    return "\n".join(lines) + "\n"


def _grid(method: "Matcher", given: Given, view: Products) -> np.ndarray:
    """Some photos of people, what was found among as many products, and what is right."""
    from training.pictures import sheet  # noqa: PLC0415

    draws = np.random.default_rng(given.seed)
    places = np.sort(draws.permutation(len(view))[:12])
    (batch, *_) = given.batches(view, places)
    return sheet(method.infer(batch))
