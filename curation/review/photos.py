"""The photos of a build, by number: no address on the page holds a path, so none can lead elsewhere."""

import hashlib
from functools import lru_cache

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation import tables
from curation.errors import PhotoError, WorkspaceError
from curation.pixels import decode
from curation.schema import Image
from curation.workspace import Build, Workspace

SIZES = {"small": 192, "medium": 720, "large": 1440}
"""Height in pixels of a photo in the strip, beside the product, and enlarged; never beyond the photo's own."""
KEPT = 600
"""Pictures kept ready: about a hundred products, some 30 MB."""
QUALITY = 85
COLUMNS = ("store", "id", "position", "role", "path", "sha256", "keep", "shot", "front_score")


class Photos:
    """The table of photos as columns, and each photo as a JPEG of a wanted size.

    Raises:
        TableError: the build has no readable table of photos.
    """

    def __init__(self, workspace: Workspace, build: Build) -> None:
        self._workspace = workspace
        self.table: pa.Table = tables.read_columns(build.images, Image, COLUMNS).combine_chunks()
        self.version = version(build)
        self.picture = lru_cache(maxsize=KEPT)(self._picture)

    def path(self, number: int) -> str:
        """Relative to the workspace.

        Raises:
            PhotoError: there is no photo of this number.
        """
        path = self.table["path"][number].as_py() if 0 <= number < len(self.table) else ""
        if not path:
            raise PhotoError("no_such_photo", f"{number} is no photo of this build")
        return str(path)

    def numbers(self, paths: pa.Array) -> np.ndarray:
        """The photos' numbers by path, (n,) int64; -1 where the build has no such photo."""
        found = pc.fill_null(pc.index_in(paths, value_set=self.table["path"]), -1)
        return np.where(np.asarray(pc.equal(paths, "")), -1, np.asarray(found)).astype(np.int64)

    def _picture(self, number: int, size: str) -> bytes:
        """The bytes of a JPEG.

        Args:
            number: row of the table.
            size: one of `SIZES`.

        Raises:
            PhotoError: no such photo, or its file cannot be read.
        """
        height = SIZES[size]
        try:
            path = self._workspace.file(self.path(number))
        except WorkspaceError as error:
            raise PhotoError("outside_workspace", str(error)) from error
        # Twice the height: a scaled decode is coarse, and a photo may be wider than high.
        image = decode(path, at_least=2 * height)
        if image.shape[0] > height:
            width = max(1, round(image.shape[1] * height / image.shape[0]))
            image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        _, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        return data.tobytes()


def version(build: Build) -> str:
    """Changes whenever the table of photos was written anew, and with it the photos' numbers may have."""
    state = build.images.stat() if build.images.is_file() else None
    return hashlib.sha256(repr(state and (state.st_mtime_ns, state.st_size)).encode()).hexdigest()[:12]
