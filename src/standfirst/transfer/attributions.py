"""The line that says who is quoted: speaker, office, when, where and in what."""

import re
from dataclasses import dataclass

from standfirst.transfer.people import mentions, office_after, office_before
from standfirst.transfer.vocabulary import SPEECH


@dataclass(frozen=True)
class Attribution:
    """The line below a quotation, taken apart."""

    speaker: str = ""
    office: str = ""
    when: str = ""
    where: str = ""
    source: str = ""


TIME = (
    r"(?:early |late )?(?:on |last |this |next |in |since |from )*"
    r"(?:the (?:evening|morning|night) of )?"
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|yesterday|today|tonight|week|month|year|"
    r"spring|summer|autumn|winter|(?:on |in )?(?:\d{1,2} \w+|\d{4})\b|\d{4}-\d\d-\d\d|-\d+d)"
    r"(?: (?:morning|evening|night|afternoon))?(?:,? \d{1,2}(?:st|nd|rd|th)?(?=\b))?"
    r"(?: \w+)?(?: \d{4})?"
)
WHEN = re.compile(rf"(?:^|(?<=\s)){TIME}(?=$|[\s.,])", re.IGNORECASE)
SOURCES = re.compile(
    r"\b(?:letter|statement|interview|column|memo|e-?mail|report|post|speech|broadcast|reply|answer|"
    r"reporters|assembly|rally|hearing|message|note|testimony|minutes|press|conference|radio|"
    r"television|journalists|committee|diary|book|paper|evidence)\b",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"(?:^|(?<=\s))(?=(?:on|in|at|to|during|after|before|from|near|outside|by|speaking|last|"
    r"yesterday|today|this|talking|writing)\b)"
)


def read_attribution(text: str) -> Attribution:
    """`said Petra Lindqvist, head of the state survey, on Monday in Tarn.` taken apart."""
    line = " ".join(text.split()).strip(" —–-―~").rstrip(".")
    line = re.sub(r"^[\s,]*", "", line)
    verb = SPEECH.match(line)
    if verb:
        line = line[verb.end() :].strip()
    named = mentions(line)
    pronoun = re.match(r"(he|she|they)\b", line, re.IGNORECASE)
    if pronoun:
        return _circumstances(pronoun.group(1), "", line[pronoun.end() :])
    if not named or (named[0].start > 60):
        head, _, rest = line.partition(",")
        parts = PREPOSITION.split(head, maxsplit=1)
        who = SPEECH.sub("", parts[0]).strip()
        return _circumstances(who, "", f"{' '.join(parts[1:])}, {rest}")
    first = named[0]
    before = office_before(line, first.start) or first.title or line[: first.start].strip(" ,")
    office, end = office_after(line, first.end)
    tail = line[end:]
    lead = re.match(r"[\s,]*", tail)
    spoke = SPEECH.match(tail, lead.end() if lead else 0)
    if spoke:
        tail = tail[spoke.end() :]
    return _circumstances(first.name, before or office, tail, keep=office if before else "")


def _circumstances(speaker: str, office: str, tail: str, keep: str = "") -> Attribution:
    """Sort what follows the office into when, where and in what."""
    when: list[str] = []
    where: list[str] = []
    source: list[str] = [keep] if keep else []
    offices = [office] if office else []
    for segment in (piece.strip(" ,") for piece in tail.split(",")):
        for piece in (p.strip() for p in PREPOSITION.split(segment)):
            if not piece:
                continue
            if WHEN.fullmatch(piece) or re.fullmatch(r"\d{4}", piece):
                when.append(piece)
            elif SOURCES.search(piece):
                source.append(piece)
            elif re.match(r"(?:in|at|near|outside|from) ", piece) or piece[0].isupper():
                where.append(piece)
            elif not offices and not PREPOSITION.match(piece):
                offices.append(piece)
            else:
                source.append(piece)
    return Attribution(
        speaker, ", ".join(offices), ", ".join(when), ", ".join(where), " ".join(source)
    )
