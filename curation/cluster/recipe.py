"""Every number of the 2018 clustering, with the three methods' defaults."""

from dataclasses import dataclass

from curation.errors import SpecError, UnknownNameError

METHODS = ("threshold", "grayscale", "edges")


@dataclass(frozen=True)
class Recipe:
    """How photos are turned into numbers and grouped. The bare `Recipe()` is the 2018 threshold mask.

    The other methods have defaults of their own: start from `recipe("edges")` and `dataclasses.replace` what differs.
    """

    method: str = "threshold"
    """threshold (a silhouette), grayscale or edges."""
    canvas: int = 256
    """Side of the white-padded square a photo is put into, in pixels; the lengths below are meant for 256."""
    threshold: int = 200
    """Gray level up to which a pixel belongs to the figure, 0 to 254; shop backgrounds are lighter."""
    blur: int = 5
    """Side of the Gaussian kernel before the threshold, in pixels, odd; it takes out grain. 1 = no blur."""
    crop: tuple[int, int] = (70, 186)
    """First column kept and first column dropped, in pixels of the canvas: where a standing figure is."""
    size: int = 64
    """Side of the picture that is clustered, in pixels; a photo becomes size x size numbers."""
    k: int = 3
    """Clusters."""
    seed: int = 2018
    """Of K-Means; the same seed gives the same clusters."""
    n_init: int = 10
    """Starts of K-Means, of which the one with the lowest inertia is kept."""
    sample: int = 5_000
    """Photos above which K-Means sees that many, drawn by `seed`; every other one goes to the nearest centre."""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UnknownNameError("method", self.method, METHODS)
        mistakes = list(_mistakes(self))
        if mistakes:
            raise SpecError(mistakes)


def _mistakes(recipe: Recipe) -> list[str]:
    left, right = recipe.crop
    rules = (
        (recipe.canvas >= 1, f"canvas is {recipe.canvas}; it is a side in pixels, 1 or more"),
        (0 <= recipe.threshold <= 254, f"threshold is {recipe.threshold}; it is a gray level, 0 to 254"),
        (recipe.blur >= 1 and recipe.blur % 2 == 1, f"blur is {recipe.blur}; it must be odd and 1 or more"),
        (
            0 <= left < right <= recipe.canvas,
            f"crop is {left}..{right}; it must lie within the canvas, 0..{recipe.canvas}, and hold a column",
        ),
        (recipe.size >= 1, f"size is {recipe.size}; it is a side in pixels, 1 or more"),
        (recipe.k >= 1, f"k is {recipe.k}; there must be 1 cluster or more"),
        (0 <= recipe.seed < 2**32, f"seed is {recipe.seed}; it must be 0 to {2**32 - 1}"),
        (recipe.sample >= recipe.k, f"sample is {recipe.sample}; K-Means needs k = {recipe.k} photos or more"),
        (recipe.n_init >= 1, f"n_init is {recipe.n_init}; K-Means must start once or more"),
    )
    return [message for holds, message in rules if not holds]


RECIPES = {
    "threshold": Recipe(),
    # The 2018 grayscale pictures were not cropped.
    "grayscale": Recipe(method="grayscale", k=4, crop=(0, 256)),
    "edges": Recipe(method="edges", k=4),
}


def recipe(method: str) -> Recipe:
    """The defaults of a method.

    Raises:
        UnknownNameError: no such method.
    """
    if method not in RECIPES:
        raise UnknownNameError("method", method, RECIPES)
    return RECIPES[method]
