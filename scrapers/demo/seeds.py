"""Where every random number of the drawn world comes from.

A value depends on names alone, never on what was drawn before it: two processes that ask for the
same names get the same numbers, in any order. `hash()` is salted per process, hence SHA-256.
"""

import hashlib

import numpy as np


def number(*names: object) -> int:
    """A stable integer in [0, 2**63) for these names."""
    text = "\x1f".join(str(name) for name in names)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def digits(*names: object) -> str:
    """32 stable lower-case hexadecimal digits for these names."""
    return hashlib.sha256("\x1f".join(str(name) for name in names).encode()).hexdigest()[:32]


def generator(*names: object) -> np.random.Generator:
    """A generator of its own for these names."""
    return np.random.Generator(np.random.PCG64(number(*names)))
