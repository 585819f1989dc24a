"""`curate review`: the page of a dataset on its port, and what is to be said before it is opened."""

from curation.localpage import LocalPage
from curation.review.order import ORDERS
from curation.review.page import application
from curation.review.room import Room
from curation.review.telling import Telling
from curation.shots.choice import Shots
from curation.workspace import Build, Workspace

NAME = "curate review"


def serve(
    workspace: Workspace, build: Build, choice: Shots, category: str = "", order: str = ORDERS[0], port: int = 0
) -> tuple[LocalPage, list[str]]:
    """The page, ready to `run()`, and the decisions that name what the build no longer has.

    Args:
        choice: which network was asked when the pairs were made.
        category: opened first; empty = the first that was paired.
        order: one of `curation.review.order.ORDERS`.
        port: 0 takes any free one.

    Raises:
        PageError: the port is in use.
        UnknownNameError: no product has this category.
        WorkspaceError: the category was not paired yet.
        TableError: a table is missing or broken.
        ReviewError: a line of the reviews means nothing.
    """
    room = Room(workspace, build, Telling(build, choice))
    for first in [category] if category else room.categories()[:1]:
        # Read now, so that the first page need not wait for it.
        room.following(first, order, 0, 1)
    page = LocalPage(application(room, category, order), NAME, port)
    return page, [str(gone) for gone in room.vanished()]
