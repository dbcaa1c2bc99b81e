"""Writes about readers: joining, signing in and out, links for support, closing an account."""

import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from standfirst.events.actions import record
from standfirst.kernel.errors import NotFoundError
from standfirst.mail.models import OutgoingMail
from standfirst.readers import queries
from standfirst.readers.models import Reader, SigninLink
from standfirst.readers.rules import UNCONFIRMED_LASTS, closed_address, one_line


@transaction.atomic
def make_reader(
    email: str, *, now: datetime, first_name: str = "", last_name: str = "", by: str = "import"
) -> Reader:
    """A reader whose address counts as confirmed: for importers and the demo's cast.

    Raises IntegrityError when there is a reader with this address.
    """
    reader = Reader.objects.create_user(
        email, first_name=first_name, last_name=last_name, date_joined=now
    )
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True, primary=True)
    record("reader.joined", now, reader_id=reader.pk, by=by)
    return reader


@transaction.atomic
def expect_reader(email: str) -> Reader | None:
    """The reader with this address, made if there is none; None when the account is shut.

    Giving the address is signing up: it stays unconfirmed until the code that goes there is typed.
    """
    address = email.lower()
    reader, _ = Reader.objects.get_or_create(
        email__iexact=address, defaults={"email": address, "password": make_password(None)}
    )
    if not reader.is_active:
        return None
    _keep_address(reader, address)
    return reader


def _keep_address(reader: Reader, address: str) -> None:
    """Makes allauth's table agree with the reader's row, which the newsroom may have edited."""
    EmailAddress.objects.filter(email=address).exclude(user=reader).delete()
    has_primary = EmailAddress.objects.filter(user=reader, primary=True).exists()
    EmailAddress.objects.get_or_create(
        user=reader, email=address, defaults={"primary": not has_primary}
    )


def prune_unconfirmed(now: datetime) -> int:
    """Deletes the rows of addresses that nobody confirmed within a week; gives their number."""
    forgotten = queries.unconfirmed_readers().filter(date_joined__lt=now - UNCONFIRMED_LASTS)
    return sum(_forget(reader) for reader in forgotten)


def release_address(email: str) -> None:
    """Forgets a reader with this address who never confirmed it: somebody else just has."""
    for reader in queries.unconfirmed_readers().filter(email__iexact=email):
        _forget(reader)


def _forget(reader: Reader) -> int:
    try:
        with transaction.atomic():
            reader.delete()
    except ProtectedError:  # somebody gave or sold them something: that row is kept
        return 0
    return 1


def sign_in(request: HttpRequest, reader: Reader) -> None:
    """Signs a reader in without asking for anything: whoever calls has made sure of them."""
    adapter = get_adapter(request)
    adapter.login(request, reader)
    adapter.post_login(
        request,
        reader,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url="/",
    )


@transaction.atomic
def sign_out_device(reader: Reader, device_id: int, *, now: datetime) -> None:
    """Ends one of the reader's sessions on the server. Raises NotFoundError for another's."""
    device = UserSession.objects.filter(user=reader, pk=device_id).first()
    if device is None:
        raise NotFoundError("That device is signed out already.", code="device_unknown")
    device.end()
    record("reader.signed_out", now, reader_id=reader.pk, device=device_id)


@transaction.atomic
def sign_out_everywhere(reader: Reader, *, now: datetime) -> int:
    """Ends every session of the reader on the server; gives how many were known.

    A reader has no password; drawing its unusable stand-in anew makes every cookie void, those of
    sessions that nobody listed too.
    """
    devices = list(UserSession.objects.filter(user=reader))
    for device in devices:
        device.end()
    if not (reader.password and reader.has_usable_password()):
        reader.set_unusable_password()
        reader.save(update_fields=["password"])
    record("reader.signed_out_everywhere", now, reader_id=reader.pk, devices=len(devices))
    return len(devices)


@transaction.atomic
def make_signin_link(email: str, *, by: str, now: datetime) -> str:
    """The address of a page that signs the reader in once, within 15 minutes of wall time.

    `by` is who asked for it, `now` the publication's time. Raises NotFoundError for an address
    that no reader has.
    """
    reader = Reader.objects.filter(email__iexact=email, is_active=True).first()
    if reader is None:
        raise NotFoundError(
            f"No reader has the address {email}.",
            help="Look for it under Settings, Users in the admin.",
            code="reader_unknown",
        )
    token = secrets.token_urlsafe(32)
    SigninLink.objects.create(
        digest=queries.digest_of(token), reader=reader, made_by=by, made_at=timezone.now()
    )
    record("reader.signin_link_made", now, reader_id=reader.pk, by=by)
    return settings.BASE_URL + reverse("signin_link", args=[token])


@transaction.atomic
def use_signin_link(token: str, *, now: datetime) -> Reader:
    """Uses a link up and gives its reader. Raises NotFoundError for one that does not hold."""
    moment = timezone.now()
    link = queries.signin_link_for(token, now=moment)
    is_mine = link and SigninLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moment)
    if link is None or not is_mine:
        raise NotFoundError(
            "That link has run out, or was used before.",
            help="Ask for another one, or log in with a code.",
            code="signin_link_used",
        )
    record("reader.signin_link_used", now, reader_id=link.reader_id, by=link.made_by)
    return link.reader


def clear_expired_sessions(_now: datetime) -> int:
    """Deletes sessions whose time, which is wall time, is over; gives how many those were."""
    deleted: int = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    return deleted


@transaction.atomic
def rename_reader(reader: Reader, *, first_name: str, last_name: str, now: datetime) -> None:
    """Changes the name that the reader goes by. A name is one line: it goes to the payment company
    and into logs."""
    reader.first_name, reader.last_name = one_line(first_name), one_line(last_name)
    reader.save(update_fields=["first_name", "last_name"])
    record("reader.renamed", now, reader_id=reader.pk)


@transaction.atomic
def close_account(reader: Reader, *, now: datetime) -> None:
    """Forgets the person and shuts the account. What was paid stays on record, without a name.

    The address is free afterwards; whoever gives it again joins anew.
    """
    sign_out_everywhere(reader, now=now)
    OutgoingMail.objects.filter(to=reader.email).exclude(state=OutgoingMail.State.QUEUED).delete()
    EmailAddress.objects.filter(user=reader).delete()
    Authenticator.objects.filter(user=reader).delete()
    SigninLink.objects.filter(reader=reader).delete()
    ModelLogEntry.objects.for_instance(reader).update(label=closed_address(reader.pk), data={})
    UserProfile.objects.filter(user=reader).delete()
    reader.groups.clear()
    reader.user_permissions.clear()
    Reader.objects.filter(pk=reader.pk).update(
        email=closed_address(reader.pk),
        first_name="",
        last_name="",
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    record("reader.closed", now, reader_id=reader.pk)
