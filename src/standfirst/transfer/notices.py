"""Leftover notices to subscribers: "Already a subscriber? Log in…", in whatever words.

A notice speaks *to* the reader about *their* access. A report on subscribers, passwords or
cards does not, and stays in the article.
"""

import re

THRESHOLD = 2.4
EVIDENCE = 0.9

CUES = {
    r"(already|still|not( yet)?|are you|you('re|’re| are)?|if you('re|’re| are)?) (an? )?(paying |existing |current )?(subscriber|member|registered|subscribed|signed up)": 2.0,  # noqa: E501 - a pattern is one line
    r"(already )?(have|got|has) an? (\w+ )?(account|subscription|membership)": 1.6,
    r"(log|sign)(ged|ing)?[ -]?(in|on|into)\b|\blogin\b|\bsign-?in\b": 1.4,
    r"subscribe (now|today|here|to|for)|become an? (subscriber|member)|start your|free trial": 1.4,
    r"(only )?(for|to|available to|reserved for|exclusive to) (our |paying )?(subscribers|members)": 1.4,  # noqa: E501 - a pattern is one line
    r"(subscribers?|members?)([- ]only| (can|may) (read|continue|log|sign))": 1.6,
    r"(to|can't|can’t|cannot|can not|unable to|trouble|problems?|difficulty) (read(ing)?|open(ing)?|see(ing)?|view(ing)?|access(ing)?|continue|keep reading|carry on|unlock(ing)?)( (it|this|the|on|reading|of|rest|full|whole|story|article|piece|text|page))*": 1.1,  # noqa: E501 - a pattern is one line
    r"your (\w+ )?(account|subscription|membership|card|payment|password|details)": 1.2,
    r"(e-?mail|password|user ?name|one-time code|passkey)": 0.6,
    r"(the )?(button|link|menu|icon)|click|tap\b": 0.8,
    r"(top|upper|bottom) (right|left|corner)|in the corner|-hand corner|at the top": 0.9,
    r"(card|payment|subscription|membership)( on \w+ \w+)?( \w+)? (hasn't|hasn’t|has not|has|is|may have|might have|was) (\w+ )?(expired|lapsed|failed|declined|refused|active|valid|run out)": 1.6,  # noqa: E501 - a pattern is one line
    r"(renew|update|check|make sure|verify|reset|restart) (that )?(your|the card|whether)": 1.0,
    r"(contact|call|write to|ask) (our |the )?(support|help ?desk|customer|reader services?)": 1.0,
    r"unlock|paywall|full access|unlimited|read the rest|continue reading|keep reading": 0.9,
    r"(the rest of )?(this|the) (story|article|piece) (is|are) (for|locked|behind|reserved)": 1.2,
    r"cookies?|newsletter|sign up (for|to)|share this|advertisement|sponsored": 0.7,
}
ADDRESS = re.compile(
    r"\b(you|your|you're|you’re|yours|yourself)\b"
    r"|^(already|not yet|not a|signed in|still|have an?|got an?|trouble|problems?|forgotten|lost)\b"
    r"|(^|[.?!:] )(please )?(log|sign|subscribe|click|tap|check|use|enter|press|find|go|become|"
    r"renew|update|contact|register|create|start|unlock|continue)\b"
    r"|(subscribers?|members?)([- ]only| (can|may) (read|continue|log|sign))",
    re.IGNORECASE,
)
REPORTING = re.compile(
    r"[“„«\"][^”“»\"]{25,}[”“»\"]|\b(said|told|says|announced|reported|according to|last year|"
    r"in (19|20)\d\d|million|per cent|percent|crowns|voted|complained)\b|\d,\d{3}"
)
SENTENCE = re.compile(r"[^.!?]*[.!?]+[\"”’»)]*\s*|[^.!?]+$")
QUOTED = re.compile(r"[“\"‘'„«][^”\"’“»]{1,24}[”\"’“»]")


def weight(text: str) -> float:
    """How much these words sound like a notice to a subscriber."""
    low = " ".join(text.lower().split())
    total = sum(w for cue, w in CUES.items() if re.search(rf"\b(?:{cue})", low))
    if not ADDRESS.search(text.strip()):
        total -= 1.6
    return total - 1.2 * len(REPORTING.findall(low))


def is_notice(text: str, *, at_edge: bool, beside: bool = False) -> bool:
    """The whole text is a notice. `at_edge`: first or last in the file; `beside`: near another."""
    if len(text.split()) > 120:
        return False
    bar = THRESHOLD if at_edge else THRESHOLD + 1.2
    bar = bar - 1.0 if beside else bar
    if weight(text) < bar:
        return False
    parts = [s for s in SENTENCE.findall(text) if s.strip()]
    about = [s for s in parts if weight(s) > 0.3]
    return len(about) * 2 >= len(parts)


def split_off(text: str) -> tuple[int, int]:
    """Where the real text starts and ends, when a notice was run together with it."""
    ends = [found.span() for found in SENTENCE.finditer(text) if found.group().strip()]
    head = _run(text, ends)
    tail = _run(text, ends[::-1])
    if head >= len(ends):
        return 0, len(text)
    start = ends[head][0]
    stop = ends[len(ends) - 1 - tail][1]
    return start, stop


def _run(text: str, ends: list[tuple[int, int]]) -> int:
    """How many sentences from this end make up a notice: none, or enough to be sure."""
    count, total, best = 0, 0.0, 0
    for start, stop in ends:
        worth = weight(text[start:stop])
        if worth <= 0.0:
            break
        count, total = count + 1, total + worth
        best = count
    return best if total >= THRESHOLD + 0.6 and best >= 2 else 0
