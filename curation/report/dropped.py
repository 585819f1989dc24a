"""What cleaning dropped, with examples of each reason, and copies that stand in several products."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from curation.report import pictures
from curation.schema import Image
from curation.workspace import Workspace

EXAMPLES = 8
"""Photos shown of a reason."""
GROUPS = 6
"""Groups of copies shown, and photos of each."""
COPIES = ("exact_duplicate", "near_duplicate")


@dataclass(frozen=True)
class Example:
    """A dropped photo."""

    picture: str
    """Data URI; empty where it cannot be read."""
    kept: str
    """Data URI of the copy that was kept in its place; empty where the reason is another."""
    label: str
    """Store and product."""


@dataclass(frozen=True)
class Reason:
    """All photos dropped for one reason."""

    name: str
    photos: int
    examples: list[Example]


@dataclass(frozen=True)
class CopyGroup:
    """Copies of one photo in several products."""

    products: int
    stores: list[str]
    pictures: list[tuple[str, str]]
    """Data URI and label."""


def dropped(workspace: Workspace, images: Sequence[Image]) -> list[Reason]:
    """The reasons, most frequent first, with examples evenly taken from all."""
    by_reason: defaultdict[str, list[Image]] = defaultdict(list)
    kept = {(image.store, image.id, image.group): image for image in images if image.keep and image.group}
    for image in images:
        if image.path and not image.keep:
            by_reason[image.reason].append(image)
    reasons = []
    for name, members in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = members[:: -(-len(members) // EXAMPLES)]
        examples = []
        for image in shown:
            twin = kept.get((image.store, image.id, image.group)) if name in COPIES else None
            examples.append(
                Example(_picture(workspace, image), _picture(workspace, twin) if twin else "", _label(image))
            )
        reasons.append(Reason(name, len(members), examples))
    return reasons


def across(images: Sequence[Image]) -> list[list[Image]]:
    """Groups of kept copies that stand in several products, the largest first."""
    groups: defaultdict[str, list[Image]] = defaultdict(list)
    for image in images:
        if image.group and image.keep:
            groups[image.group].append(image)
    spanning = [members for members in groups.values() if len({(image.store, image.id) for image in members}) > 1]
    return sorted(spanning, key=lambda members: (-len(members), members[0].group))


def shown_groups(workspace: Workspace, groups: Sequence[Sequence[Image]]) -> list[CopyGroup]:
    """The first groups with pictures."""
    return [
        CopyGroup(
            len({(image.store, image.id) for image in members}),
            sorted({image.store for image in members}),
            [(_picture(workspace, image), _label(image)) for image in members[:GROUPS]],
        )
        for members in groups[:GROUPS]
    ]


def _picture(workspace: Workspace, image: Image) -> str:
    return pictures.photo(workspace.file(image.path))


def _label(image: Image) -> str:
    return f"{image.store} {image.id}"
