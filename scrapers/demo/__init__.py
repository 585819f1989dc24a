"""Demo stores: a drawn world whose truth is known, to run and to measure against offline.

`catalogue` says what the stores sell, `draw` and `jpeg` draw a photo of it. Drawing needs OpenCV,
which is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrapers.demo.catalogue import catalogue

if TYPE_CHECKING:
    from scrapers.demo.drawing import draw, jpeg

__all__ = ["catalogue", "draw", "jpeg"]


def __getattr__(name: str) -> Any:
    if name in ("draw", "jpeg"):
        return getattr(import_module("scrapers.demo.drawing"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
