"""A year of many subscriptions on the clock, and webhooks as fast as they are taken in.

The clock is turned a day at a time. The comparison of every night is left out. Prints JSON. Run
as a program of its own, in the environment of a demo.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

import django

django.setup()

from django.utils.crypto import get_random_string  # noqa: E402 - needs Django set up

from standfirst.billing import sales  # noqa: E402 - likewise
from standfirst.billing.models import Invoice, Price, Receipt, Subscription  # noqa: E402 - likewise
from standfirst.config import delivery, wiring  # noqa: E402 - likewise
from standfirst.config.sandbox import sandbox, webhook_secret  # noqa: E402 - likewise
from standfirst.demo import turning  # noqa: E402 - likewise
from standfirst.events.models import Event  # noqa: E402 - likewise
from standfirst.jobs import sweeps  # noqa: E402 - likewise
from standfirst.kernel import clock  # noqa: E402 - likewise
from standfirst.readers.models import Reader  # noqa: E402 - likewise
from standfirst.sandbox.webhooks import signature  # noqa: E402 - likewise

GOOD, DECLINES = "4242424242424242", "4000000000000341"
JOINING = timedelta(days=30)
STEP = timedelta(days=1)
ONE_IN = 20
HERE = "http://localhost:8000/"
TAKEN_IN_S = 5.0


def join(number: int) -> None:
    """So many readers subscribe, spread over a month."""
    price = Price.objects.filter(interval="month").earliest("pk")
    begun = clock.now()
    for place in range(number):
        clock.turn_to(begun + JOINING * place / number)
        reader = Reader.objects.create_user(f"reader{place}@year.example", first_name=str(place))
        page = sales.start_checkout(
            reader, price, success_url=HERE, cancel_url=HERE, now=clock.now()
        )
        sandbox().complete_checkout(page.id, number=GOOD, exp_month=12, exp_year=2045)
    turning.settle(clock.now())


def spoil() -> None:
    """The bank begins to decline one card in twenty."""
    rows = Subscription.objects.filter(customer__reader__email__endswith="@year.example")
    for subscription in rows.select_related("customer__card").order_by("pk")[::ONE_IN]:
        sandbox().turn_card(subscription.customer.card.company_id, number=DECLINES)


def turn(until: datetime) -> None:
    """Turns the clock in steps, all that fell due done at each."""
    while clock.now() < until:
        moment = min(clock.now() + STEP, until)
        clock.turn_to(moment)
        turning.settle(moment)


def year(number: int) -> dict[str, float]:
    """How long a year of so many subscriptions takes, and what came of it."""
    join(number)
    invoices, events = Invoice.objects.count(), Event.objects.count()
    began, begun, spent = clock.now(), time.perf_counter(), time.process_time()
    turn(began + timedelta(days=100))
    spoil()
    turn(began + timedelta(days=365))
    return {
        "seconds": time.perf_counter() - begun,
        "processor_s": time.process_time() - spent,
        "invoices": Invoice.objects.count() - invoices,
        "recorded": Event.objects.count() - events,
        "webhooks": Receipt.objects.count(),
        "drift": Event.objects.filter(kind="drift.found").count(),
    }


def payloads() -> Iterator[bytes]:
    """Webhooks about the readers there are, each with an id of its own."""
    rows = Subscription.objects.select_related("customer")[:200]
    for subscription in cycle(rows):
        about = {
            "id": subscription.company_id,
            "object": "subscription",
            "customer": subscription.customer.company_id,
            "items": {"data": [{"id": f"si_{place}", "metadata": {}} for place in range(20)]},
        }
        event = {
            "id": f"evt_{get_random_string(24)}",
            "object": "event",
            "type": "customer.subscription.updated",
            "created": int(time.time()),
            "data": {"object": about},
        }
        yield json.dumps(event).encode()


def intake() -> dict[str, float]:
    """Webhooks a second: signature, row, job, answer, through the whole stack of one process."""
    source = payloads()
    prepared = [next(source) for _ in range(5000)]
    begun, spent = time.perf_counter(), time.process_time()
    taken = 0
    while time.perf_counter() - begun < TAKEN_IN_S and taken < len(prepared):
        body = prepared[taken]
        signed = signature(webhook_secret(), body, at=int(time.time()))
        if (status := delivery.post(body, {"Stripe-Signature": signed})) != 200:
            raise RuntimeError(f"A webhook was answered with {status}.")
        taken += 1
    return {
        "a_second": taken / (time.perf_counter() - begun),
        "processor_s": time.process_time() - spent,
        "webhooks": taken,
    }


def main() -> None:
    """Measures, and prints what was measured."""
    wiring.wire()
    sweeps.register("night", lambda _now: 0)
    found = {"year": year(int(sys.argv[1])), "intake": intake()}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
