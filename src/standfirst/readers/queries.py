"""Reads about readers: who needs a second factor, which links hold, what we hold of one."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from standfirst.events.models import Event
from standfirst.mail.models import OutgoingMail
from standfirst.readers.models import Reader, SigninLink
from standfirst.readers.rules import is_locked_twice, link_holds

NEWSROOM = "wagtailadmin.access_admin"
SECRETS = frozenset({"password", "session_key", "digest", "key"})


def reader_of(request: HttpRequest) -> Reader:
    """The reader who is logged in. Raises PermissionDenied when nobody is."""
    if not isinstance(request.user, Reader):
        raise PermissionDenied
    return request.user


def is_newsroom(reader: Reader) -> bool:
    """True for a reader who may come into the admin."""
    return bool(reader.is_active and reader.has_perm(NEWSROOM))


def locks_of(reader: Reader) -> list[Authenticator]:
    """The reader's passkeys and second factors, the oldest first."""
    return list(Authenticator.objects.filter(user=reader).order_by("created_at", "pk"))


def needs_second_factor(reader: Reader) -> bool:
    """True when a code by mail alone does not log this reader in."""
    locks = {lock.type for lock in locks_of(reader)}
    return bool(locks) and is_locked_twice(locks, is_newsroom=is_newsroom(reader))


def unconfirmed_readers() -> QuerySet[Reader]:
    """Readers whose address was given on the log-in page, and never confirmed."""
    return (
        Reader.objects.filter(
            emailaddress__verified=False,
            last_login=None,
            is_staff=False,
            is_superuser=False,
            groups=None,
        )
        .exclude(emailaddress__verified=True)
        .distinct()
    )


def devices_of(reader: Reader, *, now: datetime) -> list[UserSession]:
    """The reader's sessions that live, the latest used first; `now` is wall time."""
    sessions = UserSession.objects.filter(user=reader).order_by("-last_seen_at")
    known = [session.session_key for session in sessions]
    live = set(
        Session.objects.filter(session_key__in=known, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [session for session in sessions if session.session_key in live]


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return sha256(token.encode()).hexdigest()


def signin_link_for(token: str, *, now: datetime) -> SigninLink | None:
    """The link with this token if it can still be used; `now` is wall time."""
    link = SigninLink.objects.select_related("reader").filter(digest=digest_of(token)).first()
    if link is None or not link.reader.is_active:
        return None
    return link if link_holds(link.made_at, link.used_at, now) else None


def everything_about(reader: Reader) -> dict[str, Any]:
    """All that is held about a reader, secrets left out, as plain values for JSON.

    Every table that points at readers is in it, those of packages that are yet to come too.
    """
    tables: dict[str, Any] = {"reader": _plain([reader])}
    for relation in Reader._meta.related_objects:
        related, field = relation.related_model, relation.field.name
        rows = related._default_manager.filter(**{field: reader})
        if found := _plain(rows):
            tables.setdefault(related._meta.label_lower, []).extend(found)
    tables["events"] = list(Event.objects.filter(reader_id=reader.pk).values("at", "kind", "data"))
    tables["mail"] = list(
        OutgoingMail.objects.filter(to=reader.email).values("created_at", "subject", "text")
    )
    return tables


def _plain(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [_without_secrets(row) for row in serializers.serialize("python", rows)]


def _without_secrets(row: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in row["fields"].items() if name not in SECRETS}
    if row["model"] == "mfa.authenticator":
        fields["data"] = {"name": fields["data"].get("name", "")}
    return {"id": row["pk"], **fields}
