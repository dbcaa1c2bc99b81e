"""Identifiers that sort by the time they were made and say what they name."""

import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh identifier such as `op_01k8…`: 48 bits of wall time in ms, then 80 random bits."""
    number = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10))
    letters = ""
    for _ in range(26):
        number, rest = divmod(number, 32)
        letters = _ALPHABET[rest] + letters
    return f"{prefix}_{letters}"
