"""DeepFashion In-shop: `img/WOMEN/Dresses/id_00000002/02_1_front.jpg`, also with - for / as in DeepFashion-MultiModal.

What stands in such a name, and what each word says of the shot (the dataset's own README, "BBOX LABELS", calls the
poses frontal, side, back, zoom-out, zoom-in and stand-alone view):

| name | role | view | focus |
|---|---|---|---|
| 1_front, 2_side, 3_back | model | front, side, back | |
| 4_full | model | | full body |
| 6_flat | product | | |
| 7_additional and anything else | unknown | | the word itself |

Photos of one item that share their first number are one product (the item is its `group_id`, so that no split tears
them apart). Annotations and the retrieval partition of the dataset are not read. Most items have no stand-alone photo:
their products will be rejected as `no_product_photo`.
"""

import re
from pathlib import Path

from curation.errors import WorkspaceError
from curation.importers.reading import Photo, Reading, when
from curation.schema import RawProduct

PARSER = "deepfashion-inshop/1"
NAME = re.compile(
    r"(?:.*/)?(?P<gender>WOMEN|MEN)[/-](?P<category>\w+)[/-](?P<item>id_\d+)[/-]"
    r"(?P<set>\d+)_(?P<number>\d+)_(?P<word>[a-z]+)\.(?:jpe?g|png)"
)
GENDERS = {"WOMEN": "female", "MEN": "male"}
WORDS: dict[str, tuple[str, str, str]] = {
    "front": ("model", "front", ""),
    "side": ("model", "side", ""),
    "back": ("model", "back", ""),
    "full": ("model", "", "full body"),
    "flat": ("product", "", ""),
}
"""Role, view and focus by the word at the end of a name."""


def read(folder: Path, store: str) -> Reading:
    """Products and photos by their paths, wherever below the folder `WOMEN` and `MEN` stand.

    Raises:
        WorkspaceError: no file has such a path.
    """
    reading = Reading(store, folder)
    others = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        key = path.relative_to(folder).as_posix()
        # The folder itself may be WOMEN, or a category in it.
        name = NAME.fullmatch(path.absolute().as_posix())
        if not name:
            others += 1
            continue
        id = f"{name['item']}_{name['set']}"
        if id not in reading.products:
            reading.products[id] = RawProduct(
                store=store,
                id=id,
                group_id=name["item"],
                category=name["category"],
                category_path=[name["gender"], name["category"]],
                gender=GENDERS[name["gender"]],
                parser=PARSER,
                fetched_at=when(path),
            )
        role, view, focus = WORDS.get(name["word"], ("unknown", "", name["word"]))
        source = f"deepfashion-inshop:{name['number']}_{name['word']}"
        reading.photos.append(Photo(id, path, key, key, role, view, focus, source))
    if not reading.photos:
        raise WorkspaceError(
            f"{folder} holds no photo named as in DeepFashion In-shop, such as "
            "img/WOMEN/Dresses/id_00000002/02_1_front.jpg; name the folder that holds img/, or another --layout"
        )
    if others:
        reading.notes.append(f"{others} other files were left alone: their names are not DeepFashion's")
    return reading
