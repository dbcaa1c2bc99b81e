"""Eight threads post twenty webhooks each while a ninth works them off; says what came of it.

A program of its own, so that its threads have a database with transactions of their own.
"""

import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.test.utils import setup_test_environment  # noqa: E402 - needs what is set above

from standfirst.billing.models import Receipt  # noqa: E402 - needs what is set above
from standfirst.jobs import worker  # noqa: E402 - needs what is set above
from tests.attacks.test_webhooks_that_lie import event, post  # noqa: E402 - needs what is set above

THREADS, EACH = 8, 20
statuses: list[int] = []
over = threading.Event()


def send(thread: int) -> None:
    """Posts its share; every other one is of nobody we know."""
    for number in range(EACH):
        claim = {"id": "prod_1", "object": "product"}
        if number % 2:
            claim = {"id": "sub_1", "object": "subscription", "customer": "cus_nobody"}
        statuses.append(post(event(thread * 1000 + number, dict(claim), "product.updated")))


def work() -> None:
    """Works off what has come, until all has."""
    while not over.is_set():
        worker.drain()
    worker.drain()


def main() -> None:
    """Starts them all and counts."""
    setup_test_environment()
    senders = [threading.Thread(target=send, args=(number,)) for number in range(THREADS)]
    hand = threading.Thread(target=work)
    for thread in (*senders, hand):
        thread.start()
    for thread in senders:
        thread.join()
    over.set()
    hand.join()
    kept = Receipt.objects.all()
    done = kept.exclude(state=Receipt.State.NEW).count()
    print(f"{statuses.count(200)} answered 200, {kept.count()} kept, {done} worked off")


if __name__ == "__main__":
    main()
