"""Where products and photos are lost on the way: step by step what is left, and why the rest is not."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from curation.report.category import CategoryNumbers
from curation.schema import Image

LOST_AT = {
    "no_product_photo": "with a product photo",
    "no_model_photo": "with a photo of a person",
    "no_readable_photo": "with a photo of a person",
}
"""Which step a rejection belongs to; every other reason stands before the last one."""


@dataclass(frozen=True)
class Step:
    """One step of a funnel."""

    name: str
    left: int
    """How many come through."""
    percent: float
    """Of the first step, in [0, 100]."""
    lost: dict[str, int]
    """Reason -> how many end here, most frequent first; step before = left + sum of these."""


def product_funnel(categories: Sequence[CategoryNumbers]) -> list[Step]:
    """From the products listed to those with a pair, over all categories."""
    lost: dict[str, Counter[str]] = {
        "in a category that is paired": Counter(),
        "with a photo of a person": Counter(),
        "with a product photo": Counter(),
        "paired": Counter(),
    }
    for part in categories:
        if not part.paired:
            reason = "category_not_paired" if part.category else "no_category"
            lost["in a category that is paired"][reason] += part.products
        for reason, count in part.rejected_by_reason.items():
            lost[LOST_AT.get(reason, "paired")][reason] += count
    return _steps("listed", sum(part.products for part in categories), lost)


def photo_funnel(images: Sequence[Image], used: Set[str]) -> list[Step]:
    """From the photos listed to those that stand in a pair.

    Args:
        images: all of the build.
        used: paths of the photos that stand in a pair, as product or as model photo.
    """
    lost: dict[str, Counter[str]] = {"stored": Counter(), "fit for use": Counter(), "in a pair": Counter()}
    for image in images:
        if not image.path:
            lost["stored"][image.reason] += 1
        elif not image.keep and image.path not in used:
            lost["fit for use"][image.reason] += 1
        elif image.path not in used:
            lost["in a pair"]["not_chosen"] += 1
    return _steps("listed", len(images), lost)


def _steps(first: str, count: int, losses: Mapping[str, Counter[str]]) -> list[Step]:
    funnel = [Step(first, count, 100.0, {})]
    for name, lost in losses.items():
        left = funnel[-1].left - lost.total()
        ordered = sorted(((reason, n) for reason, n in lost.items() if n), key=lambda item: (-item[1], item[0]))
        funnel.append(Step(name, left, round(100 * left / count, 1) if count else 0.0, dict(ordered)))
    return funnel
