"""What `serve` and `demo` are asked in common, and what a parent hands its children. No Django."""

import argparse
import os
from dataclasses import dataclass

HANDED = "SERVE_HANDED"
"""The environment variable in which a child finds what it was handed."""


@dataclass(frozen=True)
class Handed:
    """File descriptors from the parent: the socket that it listens on, a pipe in which to say that
    one is ready, and one that ends when the parent does."""

    listening: int
    ready: int
    lifeline: int

    def __str__(self) -> str:
        return f"{self.listening}:{self.ready}:{self.lifeline}"

    @classmethod
    def read(cls, text: str) -> "Handed":
        """What `str` gave."""
        listening, ready, lifeline = map(int, text.split(":"))
        return cls(listening, ready, lifeline)


def add_processes(parser: argparse.ArgumentParser) -> None:
    """The words that say which processes there are."""
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        help="serve from so many processes, which SIGHUP replaces; 0 serves from this one",
    )
    parser.add_argument("--no-worker", action="store_true", help="leave the worker out")


def is_child() -> bool:
    """Whether this process was started by a parent that looks after it."""
    return HANDED in os.environ


def take_handed() -> Handed:
    """What the parent handed over; children of this process do not find it any more."""
    return Handed.read(os.environ.pop(HANDED))
