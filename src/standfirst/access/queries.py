"""What a reader may read: the facts gathered, the rules asked."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Q
from django.http import HttpRequest

from standfirst.access.models import Grant
from standfirst.access.rules import (
    ANONYMOUS,
    Entitlement,
    GrantFacts,
    ReaderFacts,
    entitlement_of,
)
from standfirst.billing import queries as billing
from standfirst.kernel import clock
from standfirst.readers.models import Reader

NEWSROOM = ("wagtailadmin", "access_admin")
"""The permission that makes an editor of a reader: application and name."""


def reader_facts(reader: Reader) -> ReaderFacts:
    """Everything known of a reader that access rests on."""
    return ReaderFacts(
        is_signed_in=True,
        is_newsroom=is_newsroom(reader),
        subscriptions=tuple(billing.facts_of(one) for one in billing.subscriptions_of(reader.pk)),
        grants=tuple(grant_facts(grant) for grant in grants_of(reader)),
    )


def is_newsroom(reader: Reader) -> bool:
    """True for a reader with a role in the newsroom. One statement, where `has_perm` takes two."""
    if reader.is_superuser or not reader.is_active:
        return reader.is_active
    application, name = NEWSROOM
    held = Permission.objects.filter(content_type__app_label=application, codename=name)
    return held.filter(Q(user=reader) | Q(group__user=reader)).exists()


def grants_of(reader: Reader) -> list[Grant]:
    """A reader's grants, the latest first."""
    return list(Grant.objects.filter(reader=reader).select_related("plan"))


def grant_facts(grant: Grant) -> GrantFacts:
    """A grant as the rules know it."""
    return GrantFacts(
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        plan=grant.plan.key if grant.plan else "",
        source=grant.source,
        is_seat=grant.kind == Grant.Kind.SEAT,
    )


def entitlement_for(reader: Reader | AnonymousUser, *, now: datetime) -> Entitlement:
    """What the reader may read until when."""
    if not isinstance(reader, Reader):
        return ANONYMOUS
    return entitlement_of(reader_facts(reader), billing.recent_policy(), now)


def entitlement_of_request(request: HttpRequest) -> Entitlement:
    """What whoever is asking may read; worked out once in a request."""
    known: Entitlement | None = getattr(request, "entitlement", None)
    if known is None:
        known = entitlement_for(request.user, now=clock.now())
        request.entitlement = known  # type: ignore[attr-defined]  # kept for this request
    return known


def next_grant_change(after: datetime) -> datetime | None:
    """When the next grant begins or ends after `after`."""
    ends = Grant.objects.filter(ends_at__gt=after).order_by("ends_at").first()
    return ends.ends_at if ends else None
