"""The pages of the documentation, as the tests look at them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.reading import ROOT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
INLINE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#+ +(.+)$", re.M)
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")


@dataclass(frozen=True)
class DocPage:
    """A page of Markdown."""

    path: Path

    @property
    def name(self) -> str:
        """Its path in the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text()

    @property
    def prose(self) -> str:
        """What is left without code."""
        return INLINE.sub("", FENCE.sub("", self.text))

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return LINK.findall(FENCE.sub("", self.text))

    @property
    def anchors(self) -> set[str]:
        """The places in it that a link may lead to."""
        found = HEADING.findall(FENCE.sub("", self.text))
        return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}

    @property
    def code(self) -> list[str]:
        """The lines of its code, and its code inside lines."""
        fenced = [line for _, body in FENCE.findall(self.text) for line in body.splitlines()]
        return [*fenced, *INLINE.findall(FENCE.sub("", self.text))]


def pages() -> list[DocPage]:
    """Every page."""
    return [DocPage(ROOT / name) for name in TOP] + [
        DocPage(path) for path in sorted((ROOT / "docs").rglob("*.md"))
    ]


def commands_in(page: DocPage) -> Iterator[list[str]]:
    """The words of each `standfirst` command in its code."""
    for line in page.code:
        bare = line.split("#")[0].strip().rstrip(".,:")
        found = re.match(r"(?:\S*/)?standfirst +([a-z-].*)", bare)
        if found:
            yield found[1].split()


def targets_in(page: DocPage) -> Iterator[str]:
    """The targets of each `make` in its code."""
    for line in page.code:
        if found := re.match(r"make +([\w./-]+)", line.strip()):
            yield found[1]
