"""What the gate answered for an article at a moment in the past, and the words on the page."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.timezone import localtime

from standfirst.access import replay
from standfirst.access.explaining import explain
from standfirst.access.rules import (
    ANONYMOUS,
    Concern,
    Decision,
    Entitlement,
    Gate,
    ReaderFacts,
    decide,
    entitlement_of,
)
from standfirst.articles.gates import notice_of, panel_of
from standfirst.articles.models import Article
from standfirst.articles.queries import gate_from, gate_of, gates_on_record
from standfirst.articles.templatetags.dates import seen_at
from standfirst.billing.models import Plan
from standfirst.billing.rules import Policy
from standfirst.kernel.errors import NotFoundError
from standfirst.readers.models import Reader

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
FACT = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Explained:
    """A decision with all that it rests on.

    `sentence` is what the page told the reader, panel before banner; empty where it said nothing.
    `caveats` are what the record could not tell.
    """

    decision: Decision
    sentence: str
    text: str
    caveats: tuple[str, ...] = ()


def explained_at(reader: Reader | AnonymousUser, article: Article, moment: datetime) -> Explained:
    """The decision of a moment in the past, from what was known then.

    Raises NotFoundError when the reader had no account yet.
    """
    gate, caveats = gate_at(article, moment)
    facts = None
    if isinstance(reader, Reader):
        _must_have_joined(reader, moment)
        facts = replay.facts_at(reader, moment)
        caveats += replay.caveats_at(reader, moment)
    told = _explained(reader, article, gate, facts, replay.policy_at(moment), moment)
    return Explained(told.decision, told.sentence, told.text, caveats)


def explained_now(
    reader: Reader | AnonymousUser,
    article: Article,
    facts: ReaderFacts | None,
    policy: Policy,
    now: datetime,
) -> Explained:
    """The decision as the page gives it now, in the same terms."""
    return _explained(reader, article, gate_of(article), facts, policy, now)


def gate_at(article: Article, moment: datetime) -> tuple[Gate, tuple[str, ...]]:
    """The gate that an article had at `moment`, and what the record could not tell of it."""
    rows = list(gates_on_record(article.pk))
    if not rows:
        return gate_of(article), ("The gate is the one of today: none is on record.",)
    before = [row for row in rows if row.at <= moment]
    if before:
        return gate_from(before[-1]), ()
    told = f"The gate is the earliest on record, of {_told(rows[0].at)}."
    return gate_from(rows[0]), (told,)


def _must_have_joined(reader: Reader, moment: datetime) -> None:
    joined = replay.joined_at(reader)
    if moment < joined:
        raise NotFoundError(
            f"{reader.email} had no account then: it began on {_told(joined)}.",
            code="no_reader_then",
        )


def _told(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M %Z}"


def _explained(
    reader: Reader | AnonymousUser,
    article: Article,
    gate: Gate,
    facts: ReaderFacts | None,
    policy: Policy,
    moment: datetime,
) -> Explained:
    entitlement = entitlement_of(facts, policy, moment) if facts else ANONYMOUS
    decision = decide(entitlement, gate, moment)
    with seen_at(moment):
        sentence = _sentence(reader, article, gate, decision, entitlement)
    return Explained(decision, sentence, explain(facts, gate, policy, moment))


def _sentence(
    reader: Reader | AnonymousUser,
    article: Article,
    gate: Gate,
    decision: Decision,
    entitlement: Entitlement,
) -> str:
    """The panel's heading and the banner's words, from the templates that the page uses."""
    shown = [
        _panel_words(reader, article, gate, decision, entitlement),
        _banner_words(entitlement.banner, article),
    ]
    return "\n".join(words for words in shown if words)


def _panel_words(
    reader: Reader | AnonymousUser,
    article: Article,
    gate: Gate,
    decision: Decision,
    entitlement: Entitlement,
) -> str:
    panel = panel_of(
        decision,
        path=article.get_url() or "",
        mail=getattr(reader, "email", ""),
        entitlement=entitlement,
        audience=str(gate.audience),
        plans=list(Plan.objects.filter(key__in=gate.plans).values_list("name", flat=True)),
    )
    return _words(HEADING, render_to_string(panel.template, {"panel": panel})) if panel else ""


def _banner_words(concern: Concern | None, article: Article) -> str:
    if concern is None:
        return ""
    notice = notice_of(concern, path=article.get_url() or "")
    context = {"concern": notice.concern, "next": notice.next}
    return _words(FACT, render_to_string(notice.template, context))


def _words(place: re.Pattern[str], html: str) -> str:
    """The words at this place of a template, without their tags."""
    found = place.search(html)
    return " ".join(unescape(strip_tags(found[1])).split()) if found else ""
