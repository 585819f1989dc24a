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
ASK_S, PATIENCE_S = 5, 60
"""How often it is seen to whether there are workers at all, and how long none may be, in seconds."""


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
        self._address = address
        try:
            connect: Any = Client
            self._client = connect(address, timeout=TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {address} within {TIMEOUT_S} s; start one (dask scheduler) or mend "
                "the address, such as tcp://10.0.0.7:8786"
            ) from error
        try:
            self.workers = self._checked(root)
        except BaseException:
            self._client.close()
            raise

    def submit(self, function: Callable[[Sequence[Any]], list[Any]], chunk: Sequence[Any]) -> Callable[[], list[Any]]:
        # Not pure: the same chunk of a photo whose file has changed is another one.
        future = self._client.submit(function, list(chunk), pure=False)
        return lambda: self._waited(future)

    def close(self) -> None:
        self._client.close()

    def _waited(self, future: Any) -> list[Any]:
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415

        alone = 0
        while True:
            try:
                return list(future.result(timeout=ASK_S))
            except KilledWorker as error:
                raise WorkersDied from error
            except TimeoutError as error:
                # A worker that died is soon replaced where somebody sees to it; without any, nothing ever comes.
                alone = 0 if self._client.nthreads() else alone + 1
                if alone * ASK_S >= PATIENCE_S:
                    raise ClusterError(
                        f"all workers of {self._address} are gone since {PATIENCE_S} s; start some "
                        f"(dask worker {self._address}) and run the same command again: it goes on where it stopped"
                    ) from error
            except (CancelledError, OSError) as error:
                raise ClusterError(
                    f"the scheduler at {self._address} is gone; start it and run the same command again: it goes on "
                    "where it stopped"
                ) from error

    def _checked(self, root: Path) -> int:
        """The number of threads that work, once all workers are like this process."""
        address = self._address
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
