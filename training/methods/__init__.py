"""The methods that can be trained, each in a file of its own, imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

from curation.errors import UnknownNameError

if TYPE_CHECKING:
    from training.methods.base import Method

METHODS = {
    "pix2pix": ("Pix2Pix", "product photo from model photo or back, from pairs, by a U-Net and a judge of patches"),
    "pldt": ("PLDT", "product photo from model photo or back, from pairs, without a pixel loss"),
    "cmn": ("CMN", "find the product of a photo: PoshakNet's matcher, products as classes and their centres"),
    "triplet": ("Triplet", "find the product of a photo: nearer to it than to another, by a margin"),
    "pairnet": ("Pairnet", "find the product of a photo: a network looks at pairs of embeddings"),
    "infonce": ("InfoNCE", "find the product of a photo: against all others of the batch, both ways round"),
    "vae": ("VAE", "a baseline for finding products: the bottleneck of an autoencoder"),
}
"""Name -> class in the file of that name, and what it is for."""


def method_class(name: str) -> "type[Method]":
    """The class of a method.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in METHODS:
        raise UnknownNameError("method", name, METHODS)
    found: type[Method] = getattr(import_module(f"training.methods.{name}"), METHODS[name][0])
    return found
