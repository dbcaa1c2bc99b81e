"""What the publication tells crawlers: `robots.txt`, and the terms of its licence. Pure.

`robots.txt` is of RFC 9309, its `License` line and the licence of RSL 1.0
(https://rslstandard.org/rsl), its `Content-Signal` line of https://contentsignals.org.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr


class Use(StrEnum):
    """What a crawler fetches pages for, by the word of RSL 1.0."""

    SEARCH = "search"
    ANSWERS = "ai-input"
    TRAINING = "ai-train"


KNOWN: dict[str, Use] = {
    "GPTBot": Use.TRAINING,
    "ClaudeBot": Use.TRAINING,
    "Google-Extended": Use.TRAINING,
    "Applebot-Extended": Use.TRAINING,
    "Meta-ExternalAgent": Use.TRAINING,
    "CCBot": Use.TRAINING,
    "Bytespider": Use.TRAINING,
    "Amazonbot": Use.TRAINING,
    "cohere-training-data-crawler": Use.TRAINING,
    "OAI-SearchBot": Use.ANSWERS,
    "ChatGPT-User": Use.ANSWERS,
    "Claude-SearchBot": Use.ANSWERS,
    "Claude-User": Use.ANSWERS,
    "PerplexityBot": Use.ANSWERS,
    "Perplexity-User": Use.ANSWERS,
    "DuckAssistBot": Use.ANSWERS,
    "MistralAI-User": Use.ANSWERS,
}
"""Crawlers by the name in their `User-Agent`, and what their companies say they fetch for."""


@dataclass(frozen=True)
class Policy:
    """What a publication allows. `exceptions` says of single crawlers whether they may fetch."""

    allowed: frozenset[Use] = frozenset({Use.SEARCH})
    exceptions: tuple[tuple[str, bool], ...] = ()
    licence_page: str = ""
    """Where a licence for the other uses may be had; empty: nowhere."""


def shut_out(policy: Policy) -> list[str]:
    """The crawlers that may fetch nothing, by name."""
    by_use = {agent.casefold(): agent for agent, use in KNOWN.items() if use not in policy.allowed}
    for agent, may_fetch in policy.exceptions:
        if may_fetch:
            by_use.pop(agent.casefold(), None)
        else:
            by_use[agent.casefold()] = agent
    return sorted(by_use.values(), key=str.casefold)


def robots_text(
    policy: Policy, *, base_url: str, shut: Iterable[str], sitemaps: Iterable[str]
) -> str:
    """`robots.txt`. `shut` holds the paths that nobody is to fetch."""
    lines = [f"License: {base_url}/license.xml", "", "User-agent: *"]
    lines += [f"Content-Signal: {_signals(policy)}"]
    lines += [f"Disallow: {path}" for path in shut]
    if agents := shut_out(policy):
        lines += ["", *(f"User-agent: {agent}" for agent in agents), "Disallow: /"]
    lines += ["", *(f"Sitemap: {base_url}{path}" for path in sitemaps)]
    return "\n".join(lines) + "\n"


def _signals(policy: Policy) -> str:
    return ", ".join(f"{use}={'yes' if use in policy.allowed else 'no'}" for use in Use)


def licence(policy: Policy, *, name: str, base_url: str) -> str:
    """The licence: what is free, what is forbidden, or where it may be had."""
    free = [use for use in Use if use in policy.allowed]
    other = [use for use in Use if use not in policy.allowed]
    parts = []
    if free:
        parts += [_licence("permits", free, '<payment type="free"/>')]
    if other and policy.licence_page:
        page = f"<custom>{escape(policy.licence_page)}</custom>"
        parts += [_licence("permits", other, f'<payment type="subscription">{page}</payment>')]
    elif other:
        parts += [_licence("prohibits", other)]
    owner = f"<copyright type={quoteattr('organization')}>{escape(name)}</copyright>"
    terms = f"<terms>{escape(base_url)}/crawlers/</terms>"
    body = "\n    ".join([*parts, owner, terms])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rsl xmlns="https://rslstandard.org/rsl">\n'
        f'  <content url="/">\n    {body}\n  </content>\n</rsl>\n'
    )


def _licence(verb: str, uses: Iterable[Use], payment: str = "") -> str:
    words = " ".join(uses)
    return f'<license><{verb} type="usage">{words}</{verb}>{payment}</license>'
