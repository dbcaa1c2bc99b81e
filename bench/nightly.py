"""The comparison of every night, of many subscriptions: how long it takes and what it holds.

Run as a program of its own, in the environment of a demo: `fill N` adds subscriptions until there
are so many, at the company and in the mirror; `compare` compares them all, and prints JSON.
"""

import json
import resource
import sys
import time
from sqlite3 import Connection

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - needs Django set up
from django.db.models import Model  # noqa: E402 - likewise

from standfirst.billing import reconciling  # noqa: E402 - likewise
from standfirst.billing.models import (  # noqa: E402 - likewise
    Invoice,
    Reconciliation,
    Subscription,
)
from standfirst.billing.reconciling import Comparison  # noqa: E402 - likewise
from standfirst.config import wiring  # noqa: E402 - likewise
from standfirst.config.sandbox import sandbox  # noqa: E402 - likewise
from standfirst.events.models import Event  # noqa: E402 - likewise
from standfirst.kernel import clock  # noqa: E402 - likewise

OURS = 1_000_000
"""Where the numbers of the copied rows begin."""

AT_ONCE = 5000
CACHE_KIB = 500
PLACES = (
    "WITH RECURSIVE place (n) AS"
    " (SELECT {first} UNION ALL SELECT n + 1 FROM place WHERE n < {last}) "
)
KEPT = ("id", "kind", "customer", "parent", "status", "label", "created", "due", "clock", "body")


def fill(number: int) -> None:
    """Copies a subscription that runs, with its customer and its latest invoice."""
    own, there = (Subscription.objects.filter(pk__lt=OURS), Subscription.objects.count())
    plain = own.filter(state="active", next_price=None, discount="").earliest("pk")
    invoice = plain.invoices.order_by("-created_at", "-pk")[0]
    first, last = there - own.count() + 1, number - own.count()
    for start in range(first, last + 1, AT_ONCE):
        places = PLACES.format(first=start, last=min(start + AT_ONCE - 1, last))
        with sandbox().store.writing() as books:
            _copy_at_company(books, places, plain, invoice)
        with transaction.atomic():
            _copy_in_mirror(places, plain, invoice)


def _copy_at_company(books: Connection, places: str, plain: Subscription, invoice: Invoice) -> None:
    named = {"sub": plain.company_id, "cus": plain.customer.company_id, "in": invoice.company_id}
    chosen = []
    for column in KEPT:
        for prefix in named if column in {"id", "customer", "parent", "body"} else ():
            column = f"replace({column}, :{prefix}, '{prefix}_night' || n)"
        chosen.append("NULL" if column == "due" else column)
    for ident in named.values():
        books.execute(
            f"{places} INSERT INTO object ({', '.join(KEPT)})"  # noqa: S608 - words of ours
            f" SELECT {', '.join(chosen)} FROM object, place WHERE object.id = :ident",
            {**named, "ident": ident},
        )


def _copy_in_mirror(places: str, plain: Subscription, invoice: Invoice) -> None:
    number = f"{OURS} + n"
    owner = {"id": number, "customer_id": number}
    _copy(places, plain.customer.reader, {"id": number, "email": "n || '@night.example'"})
    named = {"id": number, "reader_id": number, "company_id": "'cus_night' || n"}
    _copy(places, plain.customer, named)
    _copy(places, plain, {**owner, "company_id": "'sub_night' || n", "due_at": "NULL"})
    named = {"subscription_id": number, "company_id": "'in_night' || n"}
    _copy(places, invoice, {**owner, **named})


def _copy(places: str, row: Model, changed: dict[str, str]) -> None:
    table = row._meta.db_table
    columns = [str(field.column) for field in row._meta.concrete_fields]
    chosen = [changed.get(column, column) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{places} INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 - words of ours
            f" SELECT {', '.join(chosen)} FROM {table}, place WHERE {table}.id = %s",
            (row.pk,),
        )


def compare() -> dict[str, float]:
    """How long it took, the most memory that it held beyond what the process had, and the drift.

    The database's own cache, which fills up to a bound whatever is read, is kept small meanwhile.
    """
    wiring.wire()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    now = clock.now()
    Reconciliation.objects.update_or_create(
        name=Comparison.SUBSCRIPTIONS, defaults={"cursor": "", "looked_at": 0, "ran_at": now}
    )
    at_first, begun, spent = _most_held_mib(), time.perf_counter(), time.process_time()
    while reconciling.compare_subscriptions(now):
        pass
    return {
        "seconds": time.perf_counter() - begun,
        "processor_s": time.process_time() - spent,
        "held_mib": _most_held_mib() - at_first,
        "compared": Reconciliation.objects.get(name=Comparison.SUBSCRIPTIONS).looked_at,
        "drift": Event.objects.filter(kind="drift.found").count(),
    }


def _most_held_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Does what it is told."""
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["compare"]:
            print(json.dumps(compare()))


if __name__ == "__main__":
    main()
