"""Withdrawing from the contract, as the law of the EU lets a reader do within 14 days.

A declaration counts once it is kept, whether the payment company answers or not. Where it is clear
whose it is, it is carried out at once, and again by `carry_out_waiting` until it is done; any other
waits for the desk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from standfirst.billing import actions, forgetting, messages, queries, refunding
from standfirst.billing.changing import end_now
from standfirst.billing.models import Invoice, Operation, Subscription, Withdrawal
from standfirst.billing.money_back import Paid, back_minor, shared_out, withdrawal_ends
from standfirst.billing.operations import operation
from standfirst.billing.rules import ENDED_STATUSES, Cause, State
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError, PaymentError
from standfirst.kernel.money import Money
from standfirst.mail.actions import queue_mail
from standfirst.readers.models import Reader

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
TOO_LATE = "The time to withdraw was over."
BEGIN_ASKED_WITHIN = timedelta(days=2)
"""How long before a subscription starts the reader may have pressed the button that asks for it."""


@dataclass(frozen=True)
class Declaration:
    """What a reader declares. `reference` names the contract by an invoice's number or in words,
    `subscription_id` by choice from the reader's own."""

    name: str
    email: str
    reference: str = ""
    subscription_id: int | None = None


def declare(declaration: Declaration, *, reader: Reader | None = None, now: datetime) -> Withdrawal:
    """Keeps a declaration, acknowledges it by mail, and carries it out where it is clear whose it
    is: of a reader who is signed in, or who knows both the mail address and an invoice's number.

    The same declaration again gives the one that is kept.
    """
    withdrawal = _keep(declaration, reader, now)
    if withdrawal.state == Withdrawal.State.RECEIVED and withdrawal.subscription_id:
        _carry_out(withdrawal, now)
        withdrawal.refresh_from_db()
    return withdrawal


def settle(
    withdrawal: Withdrawal,
    *,
    by: Reader | None,
    now: datetime,
    subscription: Subscription | None = None,
    back: Money | None = None,
) -> Withdrawal:
    """Ends the contract now, gives back `back` or what is due, and tells the reader. Idempotent.

    `by` is who at the desk does it; `subscription` is the contract that the desk has found, where
    the declaration did not say. Without any, `back` is noted as given back elsewhere. Raises
    InputError for a sum that was never paid, PaymentError when the company does not answer: then
    the withdrawal goes on waiting.
    """
    if withdrawal.state != Withdrawal.State.RECEIVED:
        return withdrawal
    contract = subscription or withdrawal.subscription
    sum_ = back
    if contract is not None:
        with _alone(withdrawal, contract, now):
            withdrawal.refresh_from_db()
            if withdrawal.state != Withdrawal.State.RECEIVED:
                return withdrawal
            _end(contract, now)
            sum_ = _give_back(contract, withdrawal, back, by, now)
    return _close(withdrawal, Withdrawal.State.SETTLED, contract, by=by, now=now, back=sum_)


def refuse(withdrawal: Withdrawal, *, note: str, by: Reader | None, now: datetime) -> Withdrawal:
    """Closes a declaration that ends nothing, and tells the reader why: `note` stands in the mail.

    Raises InputError without a note. Idempotent.
    """
    if not note.strip():
        raise InputError("Say why.", help="The reader is told in these words.", code="no_note")
    if withdrawal.state != Withdrawal.State.RECEIVED:
        return withdrawal
    return _close(
        withdrawal, Withdrawal.State.REFUSED, withdrawal.subscription, by=by, now=now, note=note
    )


def money_back(subscription: Subscription, *, declared_at: datetime) -> Money:
    """What is still to go back to a reader who withdrew from this contract at that moment."""
    dues = [_back_of(paid, subscription, declared_at) for _, paid in _payments(subscription)]
    return Money(sum(dues), _currency(subscription))


def waiting() -> QuerySet[Withdrawal]:
    """The declarations that wait, the oldest first."""
    rows = Withdrawal.objects.filter(state=Withdrawal.State.RECEIVED)
    return rows.select_related("subscription__customer__reader").order_by("declared_at", "pk")


def ends_at(subscription: Subscription) -> datetime:
    """When the right to withdraw from this contract is over."""
    return withdrawal_ends(
        subscription.started_at,
        days=settings.WITHDRAWAL_DAYS,
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def contracts_of(reader: Reader) -> list[Subscription]:
    """What a reader can name: each subscription that began, those that run first."""
    begun = queries.subscriptions_of(reader.pk).exclude(state__in=["", State.PENDING])
    return sorted(begun, key=lambda one: one.state == State.ENDED)


def carry_out_waiting(now: datetime) -> int:
    """Carries out what could not be at once, because the company did not answer; a sweep."""
    found = waiting().filter(subscription__isnull=False)
    return sum(_carry_out(withdrawal, now) for withdrawal in found)


@transaction.atomic
def _keep(declaration: Declaration, reader: Reader | None, now: datetime) -> Withdrawal:
    contract = _contract_of(declaration, reader)
    if (known := _known(declaration, contract)) is not None:
        return known
    withdrawal = Withdrawal.objects.create(
        name=declaration.name,
        email=declaration.email,
        reference=declaration.reference,
        subscription=contract,
        currency=_currency(contract) if contract else "",
        declared_at=now,
    )
    record(
        "withdrawal.declared",
        now,
        reader_id=_reader_id(contract, reader),
        withdrawal=withdrawal.pk,
        subscription=contract.company_id if contract else "",
    )
    message = messages.withdrawal_received(withdrawal)
    queue_mail(message, to=withdrawal.email, key=f"withdrawal-{withdrawal.pk}", now=now)
    return withdrawal


def _contract_of(declaration: Declaration, reader: Reader | None) -> Subscription | None:
    """The contract meant, locked; none where that is not certain."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("customer")
    if reader is not None:
        rows = rows.filter(customer__reader=reader)
    else:
        rows = rows.filter(customer__reader__email__iexact=declaration.email)
    if reader is not None and declaration.subscription_id is not None:
        return rows.filter(pk=declaration.subscription_id).first()
    number = declaration.reference.strip()
    named = Invoice.objects.filter(number__iexact=number).exclude(number="")
    return rows.filter(pk__in=named.values("subscription")).first()


def _reader_id(contract: Subscription | None, reader: Reader | None) -> int | None:
    if contract is not None:
        return contract.customer.reader_id
    return reader.pk if reader else None


def _known(declaration: Declaration, contract: Subscription | None) -> Withdrawal | None:
    """The same declaration made before: of this contract, or in the same words and still open."""
    if contract is not None:
        return Withdrawal.objects.filter(subscription=contract).first()
    return Withdrawal.objects.filter(
        subscription=None,
        email__iexact=declaration.email,
        reference__iexact=declaration.reference,
        state=Withdrawal.State.RECEIVED,
    ).first()


def _carry_out(withdrawal: Withdrawal, now: datetime) -> bool:
    """Settles a declaration that was made in time, refuses one that came late; False when the
    company does not answer."""
    contract = withdrawal.subscription
    if contract is not None and withdrawal.declared_at >= ends_at(contract):
        refuse(withdrawal, note=TOO_LATE, by=None, now=now)
        return True
    try:
        settle(withdrawal, by=None, now=now)
    except (PaymentError, InputError) as fault:
        log.warning("withdrawal.waits", withdrawal=withdrawal.pk, code=fault.code)
        return False
    return True


@contextmanager
def _alone(withdrawal: Withdrawal, contract: Subscription, now: datetime) -> Iterator[None]:
    """Keeps two who settle at the same moment from giving back twice. Whoever was killed at it is
    not waited for longer than `LEASE`. Raises InputError for the second."""
    row, is_mine = Operation.objects.get_or_create(
        key=f"settle-{withdrawal.pk}",
        defaults={
            "verb": "settle",
            "reader_id": contract.customer.reader_id,
            "created_at": now,
        },
    )
    free = Operation.objects.filter(Q(is_done=True) | Q(created_at__lt=now - LEASE), pk=row.pk)
    if not is_mine and not free.update(is_done=False, created_at=now):
        raise InputError("This is being settled just now.", code="withdrawal_in_hand")
    try:
        yield
    finally:
        Operation.objects.filter(pk=row.pk).update(is_done=True)


def _end(contract: Subscription, now: datetime) -> None:
    """Ends the contract at the company and takes over what came of it; one that ended stays."""
    if contract.status not in ENDED_STATUSES:
        key = f"withdraw-{contract.company_id}"
        with operation("withdraw", contract.customer.reader_id, now=now, key=key):
            end_now(contract, cause=Cause.REFUNDED, key=key)
    actions.sync_subscription(contract.company_id, now=now)
    contract.refresh_from_db()


def _give_back(
    contract: Subscription,
    withdrawal: Withdrawal,
    back: Money | None,
    by: Reader | None,
    now: datetime,
) -> Money:
    """Gives back what is due of each payment, or shares `back` out over them, the latest first."""
    payments = _payments(contract)
    if back is None:
        sums = [_back_of(paid, contract, withdrawal.declared_at) for _, paid in payments]
    else:
        sums = shared_out(back.amount_minor, [paid for _, paid in payments])
        if sum(sums) < back.amount_minor or back.currency != _currency(contract):
            raise InputError("More than was paid cannot go back.", code="refund_too_much")
    for (invoice, _), sum_ in zip(payments, sums, strict=True):
        if sum_:
            amount = Money(sum_, invoice.currency)
            refunding.refund(invoice, amount, ends_access=False, by=by, why="withdrawal", now=now)
    gone = sum(invoice.refunded_minor for invoice in _paid_invoices(contract))
    return Money(gone, _currency(contract))


def _payments(contract: Subscription) -> list[tuple[Invoice, Paid]]:
    """What was paid under a contract, the latest first, each with the time that it pays for."""
    free_until = contract.trial_end or contract.started_at
    return [
        (
            invoice,
            Paid(
                amount_minor=invoice.amount_minor,
                from_at=max(invoice.created_at, min(free_until, contract.period_end)),
                until=contract.period_end,
                refunded_minor=invoice.refunded_minor,
            ),
        )
        for invoice in _paid_invoices(contract)
    ]


def _paid_invoices(contract: Subscription) -> QuerySet[Invoice]:
    return Invoice.objects.filter(subscription=contract, status="paid", amount_minor__gt=0)


def _back_of(paid: Paid, contract: Subscription, declared_at: datetime) -> int:
    used_until = min(declared_at, contract.ended_at or declared_at)
    return back_minor(paid, used_until, begun_on_request=asked_to_begin(contract))


def asked_to_begin(contract: Subscription) -> bool:
    """True where the reader asked that it begin at once: our subscribe page says so beside its
    button. What was not bought there, an imported subscription, is given back whole."""
    return Operation.objects.filter(
        verb="start_checkout",
        reader_id=contract.customer.reader_id,
        created_at__gte=contract.started_at - BEGIN_ASKED_WITHIN,
        created_at__lte=contract.started_at + BEGIN_ASKED_WITHIN,
    ).exists()


def _currency(contract: Subscription) -> str:
    invoice = contract.invoices.order_by("-created_at").first()
    if invoice is not None:
        return invoice.currency
    return contract.price.currency if contract.price else ""


@transaction.atomic
def _close(
    withdrawal: Withdrawal,
    state: Withdrawal.State,
    contract: Subscription | None,
    *,
    by: Reader | None,
    now: datetime,
    back: Money | None = None,
    note: str = "",
) -> Withdrawal:
    """Writes down how it ended and tells the reader; whoever comes second changes nothing."""
    row = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    if row.state != Withdrawal.State.RECEIVED:
        return row
    row.state, row.subscription, row.settled_at, row.note = state, contract, now, note
    if back is not None:
        row.refund_minor, row.currency = back.amount_minor, back.currency
    row.save()
    record(
        f"withdrawal.{state}",
        now,
        reader_id=contract.customer.reader_id if contract else None,
        withdrawal=row.pk,
        refund_minor=row.refund_minor,
        currency=row.currency,
        by=str(by.pk) if by else "",
    )
    message = messages.withdrawal_closed(row)
    queue_mail(message, to=row.email, key=f"withdrawal-{state}-{row.pk}", now=now)
    if contract is not None and forgetting.is_closed(contract.customer.reader):
        forgetting.forget_person(contract.customer.reader)
    return row
