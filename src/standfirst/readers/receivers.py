"""What allauth tells by signal and in no other way: that an address was confirmed."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed

from standfirst.events.actions import record
from standfirst.kernel import clock


def listen() -> None:
    """Called once, when Django is ready."""
    email_changed.connect(_address_confirmed, dispatch_uid="standfirst.readers")


def _address_confirmed(
    *, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **_: Any
) -> None:
    """The first address that a reader confirms makes them join; a later one is a change."""
    kind = "reader.address_changed" if from_email_address else "reader.joined"
    record(kind, clock.now(), reader_id=to_email_address.user_id)
