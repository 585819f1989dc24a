"""Why a pair of a build may not be released."""

import re
import sqlite3

from curation.errors import ReleaseError
from curation.release.layout import SPLITS

_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+")


def fault(row: sqlite3.Row, photos: set[str], products: set[tuple[str, str]], links: bool, overridden: bool) -> str:
    """Why a pair does not go in, as a snake_case word; empty = it does.

    Args:
        row: a pair joined with its product, its split and its photos (`p_...` the product's, `m_...` the model's).
        photos: paths of the photos that were removed.
        products: store and id of the products that were removed.
        links: whether a photo needs an address.
        overridden: whether what a site reserved and its store allowed goes in.

    Raises:
        ReleaseError: the build does not hang together, or was never cleaned.
    """
    if row["known"] is None or row["p_path"] is None or row["m_path"] is None:
        raise ReleaseError(
            f"the pair of {row['store']} {row['id']} names a product or a photo that is gone; run curate run again"
        )
    if (row["store"], row["id"]) in products or row["product_image"] in photos or row["model_image"] in photos:
        return "removed"
    outcomes = {row[f"{at}_consent"].partition(" ")[0] for at in "pm"}
    if "refused" in outcomes or ("overridden" in outcomes and not overridden):
        return "reserved"
    if row["split"] not in SPLITS:
        return "no_split"
    if links and not all(_URL.fullmatch(row[f"{at}_url"]) for at in "pm"):
        return "no_url"
    for at in "pm":
        if not (row[f"{at}_sha256"] and row[f"{at}_phash"]):
            raise ReleaseError(
                f"{row[f'{at}_path']} has no hashes, by which a release names its photos; run curate clean"
            )
    return ""
