"""Taking a person out of what is kept when their account is closed.

What tax law wants stays: subscriptions, invoices with number, sum and date, and the record. Name,
address and card go, and so do the links to papers of the payment company that carry the name.
"""

from django.db import transaction
from django.db.models import QuerySet

from standfirst.billing.models import Card, Invoice, Withdrawal
from standfirst.readers.models import Reader
from standfirst.readers.rules import closed_address


@transaction.atomic
def forget_person(reader: Reader) -> None:
    """Takes out what names the reader; call it before they lose their mail address. Idempotent.

    A declaration of theirs that waits for the desk keeps its words until it is closed.
    """
    Card.objects.filter(customer__reader=reader).delete()
    named = Invoice.objects.filter(customer__reader=reader).exclude(hosted_url="", pdf_url="")
    named.update(hosted_url="", pdf_url="")
    closed = withdrawals_of(reader).exclude(state=Withdrawal.State.RECEIVED)
    Withdrawal.objects.filter(pk__in=closed.values("pk")).update(
        name="", email=closed_address(reader.pk), note=""
    )


def withdrawals_of(reader: Reader) -> QuerySet[Withdrawal]:
    """A reader's declarations: of their contracts, and those that gave their mail address."""
    mine = Withdrawal.objects.filter(subscription__customer__reader=reader)
    return mine | Withdrawal.objects.filter(email__iexact=reader.email)


def is_closed(reader: Reader) -> bool:
    """True for a reader whose account was closed: nobody is to be known again by a late webhook."""
    return not reader.is_active and reader.email == closed_address(reader.pk)
