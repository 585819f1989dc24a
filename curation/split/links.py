"""What ties products together: an article's number, a photo, a copy of a photo."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.components import components
from curation.schema import Image, Product
from curation.workspace import Build

KINDS = ("group_id", "photo", "copy")
"""Colourways of one article; the same file; the same picture by `images.parquet`'s group."""
SEPARATOR = "\x1f"
"""Between the parts of a key; no store writes it."""


@dataclass(frozen=True)
class Links:
    """Products and what each of them has to do with others."""

    products: pa.Table
    """store, id, group_id, category, color; sorted as in the build."""
    keys: pa.Array
    """Store and id of each product as one text."""
    product: np.ndarray
    """(m,) the product of each tie."""
    link: np.ndarray
    """(m,) what it is tied to; the same number = the same thing."""
    kinds: np.ndarray
    """(links,) number in KINDS of each thing."""
    names: pa.Array
    """(links,) what each thing is called: an article, a file, a group."""

    def groups(self) -> np.ndarray:
        """(products,) products with the same number are tied, directly or over others."""
        count = len(self.products)
        labels = components(count + len(self.kinds), self.product, count + self.link)
        return np.unique(labels[:count], return_inverse=True)[1]


def read_links(build: Build) -> Links:
    """The ties of a build's products. Photos that were dropped tie nothing: they go into no pair.

    Raises:
        TableError: nothing was ingested yet.
    """
    products = tables.read_columns(build.products, Product, ("store", "id", "group_id", "category", "color"))
    names = ("store", "id", "path", "sha256", "group", "keep")
    images = tables.read_columns(build.images, Image, names)
    stored = pc.and_(images["keep"], pc.not_equal(images["path"], ""))
    return links(products, images.filter(stored))


def links(products: pa.Table, images: pa.Table) -> Links:
    """The ties of products over their photos.

    Args:
        products: store, id, group_id, category, color.
        images: store, id, path, sha256, group; the photos that are in use.
    """
    keys = joined(products["store"], products["id"])
    owner = pc.index_in(joined(images["store"], images["id"]), keys)
    photo = pc.if_else(pc.equal(images["sha256"], ""), images["path"], images["sha256"])
    place = pa.array(np.arange(len(products)))
    found = (
        (place, joined(products["store"], products["group_id"]), pc.not_equal(products["group_id"], "")),
        (owner, photo, pc.is_valid(owner)),
        (owner, images["group"], pc.and_(pc.is_valid(owner), pc.not_equal(images["group"], ""))),
    )
    product, link, kinds, names = [], [], [], []
    total = 0
    for kind, (owners, things, valid) in enumerate(found):
        coded = pc.filter(things, valid)
        coded = (coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded).dictionary_encode()
        product.append(np.asarray(pc.filter(owners, valid)).astype(np.int64))
        link.append(np.asarray(coded.indices).astype(np.int64) + total)
        kinds.append(np.full(len(coded.dictionary), kind))
        names.append(coded.dictionary)
        total += len(coded.dictionary)
    return Links(
        products,
        keys,
        np.concatenate(product),
        np.concatenate(link),
        np.concatenate(kinds),
        pa.concat_arrays([part.cast(pa.string()) for part in names]),
    )


def joined(*parts: pa.ChunkedArray) -> pa.Array:
    """One text a row."""
    text = pc.binary_join_element_wise(*parts, SEPARATOR)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
