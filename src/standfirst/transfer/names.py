"""The names in a byline: pure."""

import re

BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
BEFORE = re.compile(r"^(?:by|words by|text by)\s+", re.IGNORECASE)


def names_in(byline: str) -> tuple[str, ...]:
    """`By Noor Adeyemi and Teo Lindgren` as two names."""
    bare = BEFORE.sub("", " ".join(byline.split()))
    return tuple(name for name in BETWEEN.split(bare) if name)
