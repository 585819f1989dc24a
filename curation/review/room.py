"""One dataset under review: what the page asks for, from tables that are read again when a stage wrote them anew."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import ReviewError, UnknownNameError
from curation.review import clusters as cluster_screen
from curation.review import items as item_tables
from curation.review.decided import Decided, Vanished, vanished
from curation.review.items import Items
from curation.review.keys import SEPARATOR
from curation.review.order import ORDERS, least_certain
from curation.review.photos import Photos, version
from curation.reviews import NO_PHOTO
from curation.schema import Product
from curation.workspace import Build, Workspace


@dataclass(frozen=True)
class Progress:
    """How far a category is."""

    items: int
    decided: int

    @property
    def remaining(self) -> int:
        return self.items - self.decided

    def numbers(self) -> dict[str, int]:
        """All three, ready to be sent."""
        return {"items": self.items, "decided": self.decided, "remaining": self.remaining}


class Room:
    """Everything the page shows and takes of one dataset.

    Args:
        workspace: where it lies.
        build: its build.
        telling: gives for a category's items the order in which they teach most; None where no features are kept.

    Raises:
        TableError: the build's tables or the reviews are missing or broken.
        ReviewError: a line of the reviews means nothing.
    """

    def __init__(
        self,
        workspace: Workspace,
        build: Build,
        telling: Callable[[Items, Photos, np.ndarray], np.ndarray] | None = None,
    ) -> None:
        self._workspace = workspace
        self._build = build
        self._telling = telling
        self._lock = threading.RLock()
        self._photos = Photos(workspace, build)
        self._items: dict[str, Items] = {}
        self._orders: dict[tuple[str, str], np.ndarray] = {}
        self._marks: dict[str, tuple[tuple[str, int], np.ndarray]] = {}
        self.decided = Decided(workspace.reviews(build.dataset), build.dataset)

    @property
    def dataset(self) -> str:
        return self._build.dataset

    @property
    def photos(self) -> Photos:
        """The photos of the build as it is now."""
        with self._lock:
            if self._photos.version != version(self._build):
                self._photos = Photos(self._workspace, self._build)
                self._items.clear()
                self._orders.clear()
            return self._photos

    def categories(self) -> list[str]:
        """The categories that were paired, sorted."""
        table = tables.read_columns(self._build.products, Product, ("category",))
        found = sorted(filter(None, set(table["category"].unique().to_pylist())))
        return [name for name in found if self._build.pairs(name).is_file() and self._build.rejected(name).is_file()]

    def items(self, category: str) -> Items:
        """What there is to decide in a category.

        Raises:
            UnknownNameError: no product has this category.
            WorkspaceError: it was not paired yet.
        """
        with self._lock:
            photos = self.photos
            known = self._items.get(category)
            if known is None or known.version != item_tables.version(self._build, category):
                self._items[category] = known = item_tables.load(self._build, category, photos)
                for order in ORDERS:
                    self._orders.pop((category, order), None)
            return known

    def progress(self, category: str) -> Progress:
        """Items of a category, and how many of them a person has decided."""
        items = self.items(category)
        return Progress(len(items), int(self._done(items).sum()))

    def following(self, category: str, order: str, after: int, count: int) -> list[dict[str, Any]]:
        """The next items nobody has decided.

        Args:
            order: one of `ORDERS`.
            after: places of the order to pass over; an item's own place is its `place` + 1.
            count: how many at most.

        Raises:
            UnknownNameError: no such category or order.
        """
        items = self.items(category)
        ranked = self._order(items, order)
        after = min(after, len(ranked))
        open_ = ~self._done(items)[ranked]
        places = after + np.flatnonzero(open_[after:])[:count]
        return [{**self.item(items, int(ranked[place])), "place": int(place)} for place in places]

    def item(self, items: Items, number: int) -> dict[str, Any]:
        """One item, ready to be sent."""
        photos = self.photos
        store, name = items.key(number)
        gallery = items.gallery(number)
        part = photos.table.select(["shot", "front_score"]).take(pa.array(gallery)).to_pylist()
        score = items.scores[number]
        return {
            "store": store,
            "id": name,
            "name": items.names[number].as_py(),
            "brand": items.brands[number].as_py(),
            "product": int(items.product_photos[number]),
            "proposed": int(items.proposed[number]),
            "score": None if np.isnan(score) else round(float(score), 2),
            "reason": items.reasons[number].as_py(),
            "decision": self.decided.in_force().pairs.get((store, name), ""),
            "candidates": [{"photo": int(photo), **row} for photo, row in zip(gallery, part)],
        }

    def decide(self, category: str, made: str, store: str, name: str, photo: int | None) -> Progress:
        """Keep a decision; when this returns it is on the disk.

        Args:
            made: `Items.version` of what the person saw.
            photo: the chosen photo's number; None = none of them will do.

        Raises:
            ReviewError: the tables changed since, or the photo is none of the product's.
            UnknownNameError: there is no such product.
        """
        items = self.items(category)
        if made != items.version:
            raise ReviewError("the pairs were made anew since this page was loaded; load it again")
        number = self._number(items, store, name)
        if photo is not None and photo not in items.gallery(number):
            raise ReviewError(f"photo {photo} is none of product '{name}' of {store}; choose one of its own")
        value = NO_PHOTO if photo is None else self.photos.path(photo)
        rejected = bool(items.reasons[number].as_py())
        before = self.decided.in_force().pairs.get((store, name), "")
        previous = before or (NO_PHOTO if rejected else self.photos.path(int(items.proposed[number])))
        with self._lock:
            done, revision = self._done(items), self.decided.revision
            self.decided.decide(category, (store, name), value, previous)
            if self.decided.revision == revision + 1:
                # Nobody else wrote: our own mark is all that changed, and no key goes through 50,000 decisions.
                done = done.copy()
                done[number] = True
                self._marks[category] = ((items.version, revision + 1), done)
        return self.progress(category)

    def undo(self, category: str, order: str) -> dict[str, Any] | None:
        """Withdraw the latest decision of a category; gives its item, or None where there is nothing to withdraw.

        Raises:
            ReviewError: the product of that decision is gone; the decision is withdrawn all the same.
        """
        items = self.items(category)
        key = self.decided.undo(category)
        if key is None:
            return None
        number = int(items.find(pa.array([SEPARATOR.join(key)]))[0])
        if number < 0:
            raise ReviewError(f"the decision on {key[0]} {key[1]}, which is no longer in the build, was withdrawn")
        place = int(np.flatnonzero(self._order(items, order) == number)[0])
        return {**self.item(items, number), "place": place}

    def clusters(self, category: str) -> cluster_screen.Clusters:
        """The clusters of a category, as they were made last.

        Raises:
            WorkspaceError: it was not clustered yet.
        """
        return cluster_screen.load(self._build, category, self.photos)

    def center(self, category: str, number: int) -> bytes:
        """A cluster's centre as a PNG.

        Raises:
            WorkspaceError: the category was not clustered yet.
            UnknownNameError: there is no such cluster.
        """
        return cluster_screen.center(self._build, category, number)

    def chosen_cluster(self, category: str) -> int | None:
        """The cluster a person chose, if it still holds the photo that stands for the choice among those shown."""
        photo = self.decided.in_force().clusters.get(category, "")
        found = [cluster.number for cluster in self.clusters(category).clusters if cluster.example == photo]
        return found[0] if photo and found else None

    def choose_cluster(self, category: str, number: int | None) -> None:
        """Keep which cluster shows whole persons; None withdraws the choice.

        Raises:
            UnknownNameError: there is no such cluster.
        """
        photo = "" if number is None else self.clusters(category).example(number)
        self.decided.choose_cluster(category, photo, self.decided.in_force().clusters.get(category, ""))

    def vanished(self) -> list[Vanished]:
        """Decisions that name what the build no longer has."""
        return vanished(self.decided, self._build, self.photos)

    def _number(self, items: Items, store: str, name: str) -> int:
        number = int(items.find(pa.array([SEPARATOR.join((store, name))]))[0])
        if number < 0:
            raise UnknownNameError("product", f"{store} {name}", [f"the {len(items)} of {items.category}"])
        return number

    def _done(self, items: Items) -> np.ndarray:
        """Whether a person has decided, (n,) bool; a choice that is gone from the build is to be made again."""
        with self._lock:
            state = (items.version, self.decided.revision)
            known = self._marks.get(items.category)
            if known is None or known[0] != state:
                keys, chosen = self.decided.pairs()
                values = pa.array(chosen, pa.string())
                holds = (self.photos.numbers(values) >= 0) | np.asarray(pc.equal(values, NO_PHOTO))
                places = items.find(pa.array(map(SEPARATOR.join, keys), pa.string()))
                done = np.zeros(len(items), bool)
                done[places[holds & (places >= 0)]] = True
                self._marks[items.category] = known = (state, done)
            return known[1]

    def _order(self, items: Items, order: str) -> np.ndarray:
        if order not in ORDERS:
            raise UnknownNameError("order", order, ORDERS)
        with self._lock:
            key = (items.category, order)
            if key not in self._orders:
                ranked = least_certain(items)
                if order == "telling" and self._telling is not None:
                    ranked = self._telling(items, self.photos, self._done(items))
                self._orders[key] = ranked
            return self._orders[key]
