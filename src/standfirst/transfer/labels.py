"""What a label says its part is: the background, the news, the closing context, or a theme.

Labels are recognised by the words they are made of, each with a weight; words that belong to
no such label ("The *orchard* background") count against it.
"""

import re
from dataclasses import dataclass

from standfirst.transfer.vocabulary import words

THRESHOLD = 1.0
STRONG = 1.5

PRIMER = {
    r"before (you|we|reading|anything)( (read|start|begin|go|dive))?( on| in)?": 3.0,
    r"(need|needs|want|ought|have|should|useful|worth|good|handy|helps?) (to )?know(ing)?": 2.2,
    r"(things|facts|points|what|all) to know": 2.0,
    r"know": 0.8,
    r"background( briefing| reading)?": 2.0,
    r"back ?story": 2.0,
    r"context": 2.0,
    r"primer": 3.0,
    r"refresher": 2.0,
    r"recap": 1.6,
    r"basics|essentials|fundamentals|groundwork|ground rules": 2.0,
    r"in brief|in short|at a glance|in a nutshell": 2.0,
    r"(short|quick|brief) version|quick guide|crash course": 2.0,
    r"in \w+ (minutes?|points|sentences|lines|words|facts)": 1.2,
    r"(key|quick|basic|first) (facts|points|terms)": 1.8,
    r"facts|points": 0.6,
    r"histor(y|ical)( so far)?": 1.5,
    r"(the )?story so far|so far": 2.0,
    r"how (we|it|they|things|this|the \w+) (all )?(got|came|began|started|reached)( to)?( here| this)?": 2.4,  # noqa: E501 - a pattern is one line
    r"how did (we|it|they|things|this) (get|come|begin|start|reach)( to)?( here| this)?": 2.4,
    r"what (led|leads) (up )?to": 2.0,
    r"what (came|went|happened) before": 2.2,
    r"catch(ing)? up|up to speed|missed it|in case you missed": 2.0,
    r"(to|you) (understand|follow|make sense)": 1.8,
    r"newcomers?|beginners|new (here|to this|to the (story|subject|topic))|start(ing)? here": 1.8,
    r"earlier|previously|until now|up to now|to date": 1.4,
    r"first|beforehand|to start( with)?|to begin( with)?": 0.7,
    r"explained|explainer": 1.0,
    r"setting|scene|introduction|overview|lay of the land|foundations": 1.4,
    r"(keep|bear|have) in mind|worth remembering|remember": 1.6,
}
NOW = {
    r"(going|happening|moving|changing) (on )?(right )?now": 3.0,
    r"(is|what's|what’s) (going on|happening|up)": 2.2,
    r"going on|happening": 1.8,
    r"(just |now |has |have |has just )*(happened|changed)": 1.7,
    r"(the )?latest( news| developments?)?": 2.2,
    r"(where|how) (things|it|this|we|matters|that) (now )?(stands?|are|is)( now| today| at present)": 2.6,  # noqa: E501 - a pattern is one line
    r"(where|how) (things|it|this|we|matters|that) (now )?stands?": 1.6,
    r"state of play|as (it|things|matters) stands?|current (state|situation|position)": 2.2,
    r"news( of the (day|week))?": 1.6,
    r"what's new|what’s new|what is new|whats new|new today": 2.2,
    r"developments?|updates?": 1.5,
    r"at (present|the moment)|present(ly)?|current(ly)?|right now|as of now": 1.5,
    r"now|today|tonight|yesterday": 1.2,
    r"this (morning|week|month|year|time|afternoon|evening)": 1.2,
    r"what we know( so far| now)?": 2.4,
    r"(on )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)": 0.8,
}
CLOSING = {
    r"(what|where) (comes|happens|now|to watch|next|remains)|what's next|what’s next": 2.0,
    r"next( steps?)?|(looking|road|way|time) ahead|to watch|outlook": 1.5,
    r"(wider|bigger|broader|larger) (picture|context|background|view)": 2.5,
    r"(behind|beyond) (it|this|that|the (vote|news|row|decision|numbers?|dispute|story))": 2.0,
    r"(where|how) (things|it|this|we|matters|that) (now )?(stands?|leaves?)": 1.6,
    r"in the end|in closing|to close|last(ly)?|finally|conclusion|the upshot|bottom line": 1.5,
    r"why (this|it) matters": 1.2,
    r"(from|goes) here|(still|left) open|open questions?|unresolved|undecided|unanswered": 1.5,
    r"background|context": 1.5,
}
NEUTRAL = words("""
    situation position picture start begin beginning go keep bear have mind bits pieces
    a an and the of to for in on at with by from as this that these those it its is are
    was were be been has have had do does did you your yourself we us our i my me they
    them there here some few several many more most other one two three four five six
    seven eight nine ten twelve thing things what what's what’s whats who how why where
    when which all any everything something about into so just only not or but if then can
    will would should must need needs want read reading reader readers story piece article
    page question quick little short bit word words time minute minutes matters up out
    over quite really also very please let let's
    """)
AGAINST = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
ADDRESS = re.compile(
    r"before (you|we|reading)|(need|want|ought|should|useful|worth|good|helps?|things|facts|what)"
    r" (to )?know|primer|catch|newcomers?|beginners|refresher|basics|essentials|to (under|follow)",
    re.IGNORECASE,
)
"""Words that speak to somebody about to read: they make a primer wherever they stand."""


@dataclass(frozen=True)
class Scores:
    """How much a label sounds like each of the three parts that have a place of their own."""

    primer: float
    now: float
    closing: float

    @property
    def named(self) -> bool:
        """The label says what its part is, whatever stands around it."""
        return max(self.primer, self.now) >= THRESHOLD


def _score(label: str, cues: dict[str, float]) -> float:
    rest, total = label, 0.0
    for cue, weight in cues.items():
        found = re.search(rf"(?<![\w’'])(?:{cue})(?![\w’'])", rest)
        if found:
            total += weight
            rest = rest[: found.start()] + " " + rest[found.end() :]
    if not total:
        return 0.0
    strange = [w for w in re.findall(r"[^\W_][\w’'-]*", rest) if w not in NEUTRAL]
    return total - 0.5 * len(strange) - (1.0 if AGAINST.search(rest) else 0.0)


def scores(label: str) -> Scores:
    """How much `label` sounds like a primer, the news, or the closing context."""
    words = " ".join(label.lower().strip(" .:?!–—-*_#").split())
    primer, now = _score(words, PRIMER), _score(words, NOW)
    if "know" in words and primer >= THRESHOLD and "we know" not in words:
        now -= 1.0
    return Scores(primer, now, _score(words, CLOSING))


def speaks_to_reader(label: str) -> bool:
    """The label speaks to somebody who is about to read."""
    return bool(ADDRESS.search(label))
