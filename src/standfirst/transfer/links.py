"""Addresses and captions: what may stay in an article."""

import re

from standfirst.transfer.source import Source

SAFE = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]+$", re.IGNORECASE)
CREDIT = re.compile(
    r"(?:^|(?<=[.!?)”\"] )|(?<= / ))((?:Photo|Photograph|Picture|Image|Illustration|Graphic|Map|"
    r"Chart|Credit|Source|Print)s?(?: by| for|:| ©)\s*\S.{1,80}|©.{1,80})$",
    re.IGNORECASE,
)


def kept_link(address: str, source: Source) -> str:
    """The address when it is http, https or mailto; else nothing, and a line in the report."""
    address = address.strip()
    if SAFE.match(address):
        return address
    source.leave(address, "a link that works only on the page it came from, or is unsafe")
    return ""


def pictured(text: str) -> tuple[str, str]:
    """A caption and the credit that it ends with."""
    words = " ".join(text.split())
    found = CREDIT.search(words)
    return (words[: found.start()].strip(" /"), found.group(1)) if found else (words, "")
