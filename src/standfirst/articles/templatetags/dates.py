"""Tags that write a date as a `time`, in the publication's time zone and by its clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from standfirst.articles import dates
from standfirst.articles.gaps import leaves_gaps
from standfirst.kernel import clock

register = template.Library()

_seen_at: ContextVar[datetime | None] = ContextVar("seen_at", default=None)


@contextmanager
def seen_at(moment: datetime) -> Iterator[None]:
    """Has dates written as they were on a page seen at `moment`: of another year, or of this."""
    token = _seen_at.set(moment)
    try:
        yield
    finally:
        _seen_at.reset(token)


@register.filter
@leaves_gaps
def day(when: date | None) -> str:
    """`4 March`; with the year when it is not this one."""
    return _time(when, dates.day(_local(when), now=_today())) if when else ""


@register.filter
@leaves_gaps
def full_day(when: date | None) -> str:
    """`4 March 2026`."""
    return _time(when, dates.day(_local(when))) if when else ""


@register.filter
@leaves_gaps
def short_day(when: date | None) -> str:
    """`4 Mar 2026`, for a column."""
    return _time(when, dates.short_day(_local(when))) if when else ""


@register.filter
@leaves_gaps
def moment(when: datetime | None) -> str:
    """`4 March, 7.00`."""
    return _exact(when, dates.moment(localtime(when), now=_today())) if when else ""


@register.filter
@leaves_gaps
def full_moment(when: datetime | None) -> str:
    """`4 March 2026, 7.00`."""
    return _exact(when, dates.moment(localtime(when))) if when else ""


@register.filter
@leaves_gaps
def card_month(when: datetime | None) -> str:
    """`February`: a card's month ends everywhere at once, so no time zone moves it."""
    return _time(when.date(), dates.month(when), length=7) if when else ""


@register.filter
@leaves_gaps
def card_day(when: datetime | None) -> str:
    """`31 March`: the last day printed on a card, whatever the time zone."""
    return _time(when.date(), dates.day(when, now=_today())) if when else ""


@register.filter
@leaves_gaps
def weekday(when: date | None) -> str:
    """`Friday 6 March 2026`."""
    return _time(when, dates.weekday(_local(when))) if when else ""


@register.filter
def day_or_text(when: date | str | None) -> str:
    """A date as `4 March 2026`, also one written `2026-03-04`; other words as they are."""
    if not when:
        return ""
    if isinstance(when, date):
        return full_day(when)
    try:
        return full_day(date.fromisoformat(when.strip()))
    except ValueError:
        return when


@register.simple_tag
def known_day(
    when: date, precision: str, style: str = "short", is_next: bool = False
) -> SafeString:
    """As much of a date as is known; after `Next:` when it is the one that comes next."""
    words = dates.known(when, precision, is_short=style == "short")
    told = f"Next: {words}" if is_next else words
    return format_html('<time datetime="{}">{}</time>', dates.machine(when, precision), told)


@register.simple_tag
def today() -> date:
    """The day it is at the publication."""
    return _today()


def _today() -> date:
    return localtime(_seen_at.get() or clock.now()).date()


def _local(when: date) -> date:
    return localtime(when) if isinstance(when, datetime) else when


def _time(when: date, words: str, length: int = 10) -> SafeString:
    """A `time` with the day, or the first letters of it, for machines."""
    stamp = _local(when).strftime("%Y-%m-%d")[:length]
    return format_html('<time datetime="{}">{}</time>', stamp, words)


def _exact(when: datetime, words: str) -> SafeString:
    """A `time` with the minute for machines."""
    stamp = localtime(when).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', stamp, words)
