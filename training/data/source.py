"""Which kind of data a folder holds, and its table."""

from pathlib import Path

from curation.errors import DataError
from training.data.build import is_build, read_build
from training.data.release import is_release, read_release
from training.data.table import Table


def read_table(folder: Path) -> Table:
    """The table of a build, of a release with photos, or of a workspace that holds one build.

    Raises:
        DataError: the folder is none of them, or holds nothing to train on.
        TableError: a table cannot be read.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder; --data takes a build (WORKSPACE/build/NAME) or a release")
    if is_release(folder):
        return read_release(folder)
    if is_build(folder):
        return read_build(folder)
    builds = sorted(path.parent for path in folder.glob("build/*/products.parquet"))
    if len(builds) == 1:
        return read_build(builds[0])
    if builds:
        listed = ", ".join(str(path) for path in builds)
        raise DataError(f"{folder} is a workspace with {len(builds)} builds; name one: {listed}")
    raise DataError(
        f"{folder} is neither a build (no products.parquet) nor a release (no release.json); "
        "curate run makes a build, curate release a release"
    )
