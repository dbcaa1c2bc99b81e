"""What a reader is told at the gate, and in the banner on their subscription.

The words stand in the templates `gate/<reason>.html` and `gate/banner/<reason>.html`; here is
what fills their slots.
"""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from standfirst.access.rules import Audience, Concern, Decision, Entitlement, Reason
from standfirst.billing import queries as billing
from standfirst.kernel.money import Money

BREAK = "#break"


@dataclass(frozen=True)
class Panel:
    """The panel at the gate. `next` is where the reader is to come back to."""

    template: str
    concern: Concern
    next: str
    is_for_registered: bool = False
    mail: str = ""
    price: Money | None = None
    plans: str = ""
    free_articles: int = 0
    resets_on: date | None = None


@dataclass(frozen=True)
class Notice:
    """The banner."""

    template: str
    concern: Concern
    next: str


def panel_for(
    request: HttpRequest,
    decision: Decision,
    *,
    entitlement: Entitlement,
    audience: str,
    plans: list[str],
) -> Panel | None:
    """The panel for a denial; None where the reader may read."""
    return panel_of(
        decision,
        path=request.path,
        mail=getattr(request.user, "email", ""),
        entitlement=entitlement,
        audience=audience,
        plans=plans,
    )


def panel_of(
    decision: Decision,
    *,
    path: str,
    mail: str,
    entitlement: Entitlement,
    audience: str,
    plans: list[str],
) -> Panel | None:
    """The same without a request: for whoever asks what a reader saw (`articles.replay`)."""
    if decision.allowed:
        return None
    concern = decision.concern or Concern(decision.reason)
    meter = entitlement.meter
    return Panel(
        template=f"gate/{decision.reason.value}.html",
        concern=concern,
        next=path + BREAK,
        is_for_registered=audience == Audience.REGISTERED,
        mail=mail,
        price=_price(decision.reason, audience),
        plans=" or ".join(plans),
        free_articles=meter.limit if meter else 0,
        resets_on=meter.resets_at if meter else None,
    )


def _price(reason: Reason, audience: str) -> Money | None:
    """Told to those who are signed out and whom any plan lets in, and asked for them alone."""
    is_told = reason is Reason.SIGNED_OUT and audience == Audience.SUBSCRIBERS
    return billing.cheapest_price() if is_told else None


def notice_for(request: HttpRequest, entitlement: Entitlement) -> Notice | None:
    """The banner that a reader who reads is shown, if there is something to say."""
    concern = entitlement.banner
    return notice_of(concern, path=request.path) if concern else None


def notice_of(concern: Concern, *, path: str) -> Notice:
    """The same without a request."""
    return Notice(f"gate/banner/{concern.reason.value}.html", concern, path)
