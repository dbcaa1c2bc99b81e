"""An article as others will see it, shown to the newsroom before it is published."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from standfirst.access.rules import (
    ANONYMOUS,
    Concern,
    Entitlement,
    Gate,
    Reason,
    Right,
)
from standfirst.articles import cards
from standfirst.articles.publication import publication

if TYPE_CHECKING:
    from standfirst.articles.models import Article

HELD_FOR = timedelta(days=20)
TITLE_MAX, DESCRIPTION_MAX = 60, 155
"""How many letters of a page's title and description search engines show, roughly:
https://developers.google.com/search/docs/appearance/snippet"""


class As(StrEnum):
    """Whom the article is shown to."""

    NEWSROOM = ""
    SIGNED_OUT = "signed-out"
    REGISTERED = "registered"
    SUBSCRIBER = "subscriber"
    HELD = "held"
    ELSEWHERE = "elsewhere"


MODES = [
    (As.NEWSROOM.value, "The whole article"),
    (As.SIGNED_OUT.value, "Signed out"),
    (As.REGISTERED.value, "Registered, no subscription"),
    (As.SUBSCRIBER.value, "Subscriber"),
    (As.HELD.value, "Subscriber whose payment failed"),
    (As.ELSEWHERE.value, "Search result and shared link"),
]


def entitlement_as(whom: As, gate: Gate, now: datetime) -> Entitlement:
    """What such a reader may read."""
    if whom is As.SIGNED_OUT:
        return ANONYMOUS
    if whom is As.REGISTERED:
        return Entitlement(is_signed_in=True)
    if whom is As.SUBSCRIBER:
        rights = [Right(Reason.SUBSCRIBED, plan) for plan in sorted(gate.plans) or [""]]
        return Entitlement(is_signed_in=True, rights=tuple(rights))
    if whom is As.HELD:
        unpaid = Concern(Reason.PAYMENT_FAILED, on=now - HELD_FOR)
        return Entitlement(is_signed_in=True, obstacles=(unpaid,))
    return Entitlement(is_signed_in=True, is_newsroom=True)


@dataclass(frozen=True)
class Elsewhere:
    """How the article looks on other people's pages."""

    title: str
    address: str
    description: str
    card: SafeString

    @property
    def advice(self) -> list[str]:
        """What will be cut off, or is missing."""
        found = []
        if len(self.title) > TITLE_MAX:
            found.append(
                f"The title has {len(self.title)} letters: search engines show about {TITLE_MAX}. "
                "A shorter one can stand under “For search engines”."
            )
        if not self.description:
            found.append("There is no standfirst: search engines will pick words of their own.")
        elif len(self.description) > DESCRIPTION_MAX:
            found.append(
                f"The standfirst has {len(self.description)} letters: search engines show about "
                f"{DESCRIPTION_MAX}."
            )
        return found


def elsewhere(article: "Article") -> Elsewhere:
    """The article as search engines and networks show it."""
    name = publication().name
    return Elsewhere(
        title=f"{article.seo_title or article.title} — {name}",
        address=settings.BASE_URL + article.address,
        description=article.standfirst,
        card=_inline(cards.drawn(cards.card_of(article)), article.title),
    )


def _inline(png: bytes, alt: str) -> SafeString:
    return format_html(
        '<img src="data:image/png;base64,{}" alt="{}" width="{}" height="{}">',
        b64encode(png).decode(),
        alt,
        cards.WIDTH,
        cards.HEIGHT,
    )
