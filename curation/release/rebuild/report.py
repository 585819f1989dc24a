"""How much of a release came back, by host and by reason."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from curation.release.layout import SPLITS
from curation.release.rebuild.verdict import USABLE
from curation.schema import RebuiltPhoto, ReleaseRow
from curation.workspace import atomic_write

REPORT = "rebuild.json"


@dataclass(frozen=True)
class Hits:
    """Photos of one host, or of all."""

    photos: int
    """As the release names them; one that two pairs share counts twice."""
    outcomes: dict[str, int]
    """Outcome -> photos, most frequent first."""
    reasons: dict[str, int]
    """Why not exact -> photos, most frequent first."""

    @property
    def rate(self) -> float:
        """The share that came back as what it was, in [0, 1]."""
        return sum(self.outcomes.get(name, 0) for name in USABLE) / self.photos if self.photos else 0.0


@dataclass(frozen=True)
class RebuildResult:
    """What a rebuild gave."""

    release: str
    folder: Path
    pairs: int
    """That are whole."""
    listed: int
    """That the release has."""
    splits: dict[str, tuple[int, int]]
    """Split -> whole pairs, and those that the release has."""
    all: Hits
    hosts: dict[str, Hits]
    stopped: bool = False
    """Whether the crawl was stopped before its end."""
    blocked: bool = False
    """Whether a host refused, so that nothing more was asked of it."""


def hits(photos: Sequence[RebuiltPhoto]) -> Hits:
    outcomes = Counter(photo.outcome for photo in photos)
    reasons = Counter(photo.reason for photo in photos if photo.reason)
    return Hits(len(photos), dict(outcomes.most_common()), dict(reasons.most_common()))


def by_host(photos: Sequence[RebuiltPhoto]) -> dict[str, Hits]:
    """Each host's photos, those of most photos first."""
    hosts: dict[str, list[RebuiltPhoto]] = {}
    for photo in photos:
        hosts.setdefault(photo.host, []).append(photo)
    return {host: hits(hosts[host]) for host in sorted(hosts, key=lambda host: (-len(hosts[host]), host))}


def by_split(rows: Sequence[ReleaseRow], whole: set[str]) -> dict[str, tuple[int, int]]:
    """Split -> whole pairs, and all pairs."""
    parts = {split: [row.key in whole for row in rows if row.split == split] for split in SPLITS}
    return {split: (sum(found), len(found)) for split, found in parts.items()}


def as_json(result: RebuildResult) -> dict[str, object]:
    """The report as `rebuild.json` holds it; without the folder, which is a path of this machine."""

    def told(one: Hits) -> dict[str, object]:
        return {"rate": round(one.rate, 4), **asdict(one)}

    return {
        "release": result.release,
        "pairs": result.pairs,
        "listed": result.listed,
        "splits": {split: {"pairs": whole, "listed": all_} for split, (whole, all_) in result.splits.items()},
        "stopped": result.stopped,
        "blocked": result.blocked,
        "photos": told(result.all),
        "hosts": {host: told(one) for host, one in result.hosts.items()},
    }


def write(result: RebuildResult) -> None:
    with atomic_write(result.folder / REPORT, "w") as file:
        file.write(json.dumps(as_json(result), indent=2, ensure_ascii=False) + "\n")
