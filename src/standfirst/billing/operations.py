"""Calls to the payment company: each is an operation, written down before it is made.

Its row, with the idempotency key, is committed before the call, so a process killed in between
leaves a trace and a second try does nothing twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from standfirst.billing.models import Operation
from standfirst.kernel.errors import PaymentError
from standfirst.kernel.ids import new_id

log = structlog.get_logger(__name__)


@contextmanager
def operation(verb: str, reader_id: int | None, *, now: datetime, key: str = "") -> Iterator[str]:
    """Commits the intent, gives its idempotency key, and notes how it ended."""
    row, _ = Operation.objects.get_or_create(
        key=key or new_id("op"),
        defaults={"verb": verb, "reader_id": reader_id, "created_at": now},
    )
    try:
        yield row.key
    except PaymentError as fault:
        Operation.objects.filter(pk=row.pk).update(is_done=True, fault=fault.code)
        log.info("operation.refused", verb=verb, code=fault.code, **fault.context)
        raise
    Operation.objects.filter(pk=row.pk).update(is_done=True, fault="")


def next_key(about: str) -> str:
    """A key that is the same for every try of one deed, and another for the next such deed.

    A try that was not answered does not count: nobody knows whether it was done.
    """
    answered = Operation.objects.filter(key__startswith=f"{about}-", is_done=True)
    return f"{about}-{answered.exclude(fault='payment_unreachable').count()}"


def is_first_to_finish(key: str) -> bool:
    """True once for an operation, also of several that carry it out at the same moment."""
    unfinished = Operation.objects.filter(key=key).exclude(is_done=True, fault="")
    return unfinished.update(is_done=True, fault="") == 1
