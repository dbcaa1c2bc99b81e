"""Standing in for every reader of a kind while their page is made, and each one's own words.

A page for a kind has a gap wherever a template tells something of one reader's own: the day a
payment failed, their mail address. The words for the gaps go into the pass.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape

from standfirst.access.rules import Concern, Entitlement, Reason
from standfirst.articles.gaps import DayGap, gap
from standfirst.articles.templatetags.dates import card_day, card_month, day
from standfirst.edge.kinds import Kind


class AnyReader(AnonymousUser):
    """Stands for a reader of whom nothing is known but their kind."""

    is_authenticated = True  # type: ignore[assignment]  # the one way in which it is no nobody
    is_anonymous = False  # type: ignore[assignment]  # likewise
    email = gap("mail")


def entitlement_of_kind(kind: Kind) -> Entitlement:
    """What a reader of the kind may read, with gaps for the days."""
    banner = None
    if kind.banner is not None:
        on, until = DayGap.named("banner_on"), DayGap.named("banner_until")
        banner = Concern(kind.banner, on=on, until=until)
    if kind.shut is None:
        return Entitlement(is_signed_in=True, is_newsroom=True, banner=banner)
    day_told = DayGap.named("on") if kind.has_day else None
    shut = Concern(kind.shut, on=day_told, source=gap("source"))
    return Entitlement(is_signed_in=True, obstacles=(shut,), banner=banner)


def words_for(known: Entitlement, mail: str) -> dict[str, str]:
    """A reader's own words for the gaps, as HTML; no more of them than their pages have."""
    words: dict[str, str] = {}
    if known.obstacles:
        words |= _words_of_panel(known.obstacles[0])
    elif not known.rights:
        words["mail"] = escape(mail)
    if known.banner:
        words |= _words_of_banner(known.banner)
    return {name: word for name, word in words.items() if word}


def _words_of_panel(concern: Concern) -> dict[str, str]:
    """As the templates `gate/<reason>.html` have them."""
    write = card_month if concern.reason is Reason.CARD_EXPIRED else day
    gift = "gift" if concern.reason is Reason.GRANT_ENDED else ""
    return {"on": write(concern.on), "source": escape(concern.source or gift)}


def _words_of_banner(concern: Concern) -> dict[str, str]:
    """As the templates `gate/banner/<reason>.html` have them."""
    write = {Reason.CARD_EXPIRED: card_month, Reason.CARD_EXPIRING: card_day}
    on = write.get(concern.reason, day)(concern.on)
    return {"banner_on": on, "banner_until": day(concern.until)}
