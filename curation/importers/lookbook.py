"""The LookBook dataset: `PID<product>_CLEAN<0 or 1>_IID<image>.jpg`, six digits each, CLEAN1 = the product photo.

Every other photo shows a person wearing the product. The names say no category: give one with `--category`, or the
products wait without one. Source of the names: the dataset's readers in public PixelDTGAN ports (Yoo et al. 2016,
https://arxiv.org/abs/1603.07442).
"""

import re
from pathlib import Path

from curation.errors import WorkspaceError
from curation.importers.reading import Photo, Reading, when
from curation.schema import RawProduct

PARSER = "lookbook/1"
NAME = re.compile(r"PID(?P<product>\d{6})_CLEAN(?P<clean>[01])_IID(?P<image>\d{6})\.(?:jpe?g|png)", re.IGNORECASE)


def read(folder: Path, store: str) -> Reading:
    """Products and photos by their names, wherever below the folder they lie; other files are counted in a note.

    Raises:
        WorkspaceError: no file has such a name.
    """
    reading = Reading(store, folder)
    others = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = NAME.fullmatch(path.name)
        if not name:
            others += 1
            continue
        id = f"PID{name['product']}"
        key = path.relative_to(folder).as_posix()
        if id not in reading.products:
            reading.products[id] = RawProduct(store=store, id=id, parser=PARSER, fetched_at=when(path))
        role = "product" if name["clean"] == "1" else "model"
        reading.photos.append(Photo(id, path, key, key, role, role_source=f"lookbook:CLEAN{name['clean']}"))
    if not reading.photos:
        raise WorkspaceError(
            f"{folder} holds no photo named as in LookBook, such as PID000001_CLEAN1_IID000002.jpg; "
            "name the folder that does, or another --layout"
        )
    # The product photo opens a gallery, as it does in stores, though CLEAN0 comes first by name.
    reading.photos.sort(key=lambda photo: (photo.id, photo.role != "product", photo.key))
    if others:
        reading.notes.append(f"{others} other files were left alone: their names are not LookBook's")
    return reading
