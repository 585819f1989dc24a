"""What the services' own libraries may log: nothing that names a signed address or a key, however much is asked for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

LIBRARIES = {
    # Their warnings name signed addresses.
    "huggingface_hub": logging.ERROR,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "urllib3": logging.ERROR,
    # They write what they sign and with which key.
    "botocore": logging.WARNING,
    "boto3": logging.WARNING,
    "aiobotocore": logging.WARNING,
    "s3fs": logging.WARNING,
    "gcsfs": logging.WARNING,
    "google": logging.WARNING,
    "fsspec": logging.WARNING,
}
"""Logger -> the least that it says while a release is under way."""


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep the libraries to `LIBRARIES`, also with `curate -v`; their levels are put back."""
    before = {name: logging.getLogger(name).level for name in LIBRARIES}
    for name, level in LIBRARIES.items():
        logging.getLogger(name).setLevel(max(level, logging.getLogger(name).level))
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
