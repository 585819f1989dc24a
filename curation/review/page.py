"""Answers the browser: two screens, the photos by number, and the few calls by which decisions are kept."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from curation.errors import PairwearError, PhotoError
from curation.review.order import ORDERS
from curation.review.photos import SIZES
from curation.review.room import Room

STATIC = {
    "review.css": "text/css",
    "icon.svg": "image/svg+xml",
    "keys.js": "text/javascript",
    "pairs.js": "text/javascript",
    "clusters.js": "text/javascript",
}
"""The only files of the package that the page hands out."""
MOST_ITEMS = 50
"""A browser asks for a handful at a time."""
LONGEST_NUMBER = 40
"""Digits; Python itself refuses to read thousands."""
ORDER_NAMES = {"uncertain": "least certain first", "telling": "what teaches most first"}
PHOTO_CACHE = "private, max-age=86400, immutable"
"""A photo's address holds the version of the tables: it never stands for another photo."""


def application(room: Room, first: str = "", order: str = ORDERS[0]) -> Starlette:
    """The page of one dataset.

    Args:
        room: what it shows and takes.
        first: the category that is opened first; empty = the first that was paired.
        order: one of `ORDERS`, the order that is opened first.
    """
    page = _Page(room, first, order)
    routes = [
        Route("/", page.start),
        Route("/pairs/{category}", page.pairs),
        Route("/clusters/{category}", page.clusters),
        Route("/center/{category}/{number:int}.png", page.center),
        Route("/photo/{version}/{number:int}/{size}.jpg", page.photo),
        Route("/static/{name}", page.static),
        Route("/api/pairs/{category}", page.following),
        Route("/api/pairs/{category}/decide", page.decide, methods=["POST"]),
        Route("/api/pairs/{category}/undo", page.undo, methods=["POST"]),
        Route("/api/clusters/{category}/choose", page.choose, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={PairwearError: _mistake, HTTPException: _unknown})


class _Page:
    """The endpoints. Those that read tables or photos are plain functions, which Starlette runs in threads."""

    def __init__(self, room: Room, first: str, order: str) -> None:
        self._room = room
        self._first = first
        self._order = order
        environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=PackageLoader("curation.review", "."),
        )
        environment.filters["words"] = lambda name: str(name).replace("_", " ")
        environment.filters["number"] = lambda count: f"{count:,}"
        self._environment = environment

    def start(self, request: Request) -> Response:
        known = self._room.categories()
        if not known:
            return PlainTextResponse("Nothing was paired yet; run curate pair.\n", 404)
        category = self._first or known[0]
        order = f"?order={self._order}" if self._order != ORDERS[0] else ""
        return RedirectResponse(f"/pairs/{category}{order}", 303)

    def pairs(self, request: Request) -> Response:
        category = request.path_params["category"]
        items = self._room.items(category)
        order = request.query_params.get("order", ORDERS[0])
        return self._html(
            "pairs.html.jinja",
            category=category,
            order=order,
            orders=ORDER_NAMES,
            made=items.version,
            photos=self._room.photos.version,
            progress=self._room.progress(category),
        )

    def clusters(self, request: Request) -> Response:
        category = request.path_params["category"]
        return self._html(
            "clusters.html.jinja",
            category=category,
            shown=self._room.clusters(category),
            chosen=self._room.chosen_cluster(category),
            photos=self._room.photos.version,
        )

    def center(self, request: Request) -> Response:
        return Response(self._room.center(**request.path_params), media_type="image/png")

    def photo(self, request: Request) -> Response:
        size = request.path_params["size"]
        photos = self._room.photos
        if size not in SIZES or request.path_params["version"] != photos.version:
            raise HTTPException(404)
        try:
            data = photos.picture(request.path_params["number"], size)
        except PhotoError as error:
            return PlainTextResponse(f"{error}\n", 404)
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": PHOTO_CACHE})

    def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC:
            raise HTTPException(404)
        return Response(files("curation.review").joinpath(name).read_bytes(), media_type=STATIC[name])

    def following(self, request: Request) -> Response:
        given = request.query_params
        after, count = _whole(given.get("after", "0"), "after"), _whole(given.get("count", "8"), "count")
        category = request.path_params["category"]
        made = self._room.items(category).version
        found = self._room.following(category, given.get("order", ORDERS[0]), after, min(count, MOST_ITEMS))
        return JSONResponse({"found": found, "made": made, **self._room.progress(category).numbers()})

    async def decide(self, request: Request) -> Response:
        given = await _body(request)
        photo = given.get("photo")
        if not _is_number(photo):
            raise HTTPException(400, "photo must be the number of a photo, or null for none")
        product = (str(given.get("made", "")), str(given.get("store", "")), str(given.get("id", "")))
        progress = await run_in_threadpool(self._room.decide, request.path_params["category"], *product, photo)
        return JSONResponse(progress.numbers())

    async def undo(self, request: Request) -> Response:
        category = request.path_params["category"]
        given = await _body(request)
        item = await run_in_threadpool(self._room.undo, category, str(given.get("order", ORDERS[0])))
        progress = await run_in_threadpool(self._room.progress, category)
        return JSONResponse({"item": item, **progress.numbers()})

    async def choose(self, request: Request) -> Response:
        given = await _body(request)
        number = given.get("cluster")
        if not _is_number(number):
            raise HTTPException(400, "cluster must be the number of a cluster, or null to withdraw the choice")
        category = request.path_params["category"]
        await run_in_threadpool(self._room.choose_cluster, category, number)
        return JSONResponse({"chosen": await run_in_threadpool(self._room.chosen_cluster, category)})

    def _html(self, template: str, **values: Any) -> Response:
        text = self._environment.get_template(template).render(
            dataset=self._room.dataset,
            categories=self._room.categories(),
            vanished=self._room.vanished(),
            **values,
        )
        return HTMLResponse(text)


async def _body(request: Request) -> dict[str, Any]:
    try:
        given = await request.json()
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise HTTPException(400, "a decision is sent as a JSON object")
    return given


def _is_number(given: Any) -> bool:
    """Whether it is a whole number, or null; true and false are numbers to Python only."""
    return given is None or (isinstance(given, int) and not isinstance(given, bool))


def _whole(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        raise HTTPException(400, f"{name} must be a whole number from 0, not '{text[:20]}'")
    return int(text)


def _mistake(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 409)


def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = error.detail if error.status_code != 404 else f"no page of this review: {request.url.path}"
    return PlainTextResponse(f"{said}\n", error.status_code)
