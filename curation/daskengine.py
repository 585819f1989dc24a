"""A Dask cluster that somebody else has started, as a place to work: `--scheduler tcp://HOST:PORT`.

Nothing is sent but names of files and what was found in them: every worker sees the workspace under the same path.
"""

import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from curation.code import fingerprint
from curation.engine import WorkersDied
from curation.errors import ClusterError

TIMEOUT_S = 10
"""For the scheduler to answer, in seconds."""
ONE_THREAD = "a worker is started with: dask worker {address} --nthreads 1 --nworkers auto"


class DaskEngine:
    """The workers of a scheduler.

    Args:
        address: of the scheduler, such as "tcp://10.0.0.7:8786".
        root: of the workspace, absolute.

    Raises:
        ClusterError: the package is missing, nobody answers, no worker has joined, one has other versions than here, or
            one does not see the workspace.
    """

    def __init__(self, address: str, root: Path) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra, and a second to load
        except ImportError as error:
            raise ClusterError(
                f"--scheduler {address} needs the package distributed; install it (pip install 'pairwear[dask]') "
                "or leave --scheduler out"
            ) from error
        try:
            self._client = Client(address, timeout=TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {address} within {TIMEOUT_S} s; start one (dask scheduler) or mend "
                "the address, such as tcp://10.0.0.7:8786"
            ) from error
        try:
            self.workers = self._checked(address, root)
        except BaseException:
            self._client.close()
            raise

    def submit(self, function: Callable[[Sequence[Any]], list[Any]], chunk: Sequence[Any]) -> Callable[[], list[Any]]:
        # Not pure: the same chunk of a photo whose file has changed is another one.
        future = self._client.submit(function, list(chunk), pure=False)

        def waited() -> list[Any]:
            from distributed.scheduler import KilledWorker  # noqa: PLC0415

            try:
                return list(future.result())
            except KilledWorker as error:
                raise WorkersDied from error

        return waited

    def close(self) -> None:
        self._client.close()

    def _checked(self, address: str, root: Path) -> int:
        """The number of threads that work, once all workers are like this process."""
        threads = self._client.nthreads()
        if not threads:
            raise ClusterError(f"the scheduler at {address} has no workers; start some (dask worker {address})")
        here = facts(str(root))
        try:
            there = self._client.run(facts, str(root))
        except ModuleNotFoundError as error:
            raise ClusterError(
                f"a worker of {address} lacks the package {error.name}; install the same pairwear "
                f"{here['pairwear']} on all of them"
            ) from error
        for worker, found in sorted(there.items()):
            other = [name for name in here if name != "workspace" and found[name] != here[name]]
            if other:
                listed = ", ".join(f"{name} {found[name]} there and {here[name]} here" for name in other)
                raise ClusterError(f"worker {worker} has {listed}; the same files need the same versions everywhere")
            if not found["workspace"]:
                raise ClusterError(
                    f"worker {worker} does not see the workspace {root}; put it on a file system that all workers "
                    "have under the same path"
                )
        return sum(threads.values())


def facts(root: str) -> dict[str, str]:
    """What must be the same wherever a photo is read: versions, our own code, and whether the workspace is there."""
    import cv2  # noqa: PLC0415

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "pairwear": fingerprint()[:12],
        "workspace": "there" if os.path.isdir(root) else "",
    }
