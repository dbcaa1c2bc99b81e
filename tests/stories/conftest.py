"""The cast, the payment company and what they can do, for tests that tell a life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from standfirst.access import queries as access
from standfirst.access.rules import Audience, Decision, Gate, decide
from standfirst.billing import sales
from standfirst.billing.models import Plan, Price, Subscription
from standfirst.config import sandbox as house
from standfirst.config import wiring
from standfirst.demo import turning
from standfirst.events.models import Event
from standfirst.jobs import worker
from standfirst.mail.models import CapturedMail
from standfirst.readers.models import Reader
from standfirst.sandbox.company import Sandbox
from tests.articles.making import front, make  # noqa: F401 - fixtures
from tests.conftest import DAY_0, MovingClock
from tests.readers.conftest import ada, code_to, log_in, mail_to  # noqa: F401 - fixtures

GOOD = "4242424242424242"
DECLINED = "4000000000000002"
DECLINES_LATER = "4000000000000341"
NEEDS_BANK = "4000002760003184"
HERE = "http://localhost:8000/"


@pytest.fixture
def company(clock: MovingClock) -> Iterator[Sandbox]:
    """A payment company with an empty book."""
    path = settings.DATA_DIR / "sandbox.sqlite3"
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    house.sandbox.cache_clear()
    wiring.connect_payment()
    yield house.sandbox()
    house.sandbox.cache_clear()


@dataclass
class Publication:
    """What a test does with the publication, and sees of it."""

    clock: MovingClock
    company: Sandbox

    def to(self, day: str) -> None:
        """Turns the clock to a day, everything that falls due on the way done in order."""
        target = DAY_0 + timedelta(days=float(day.removeprefix("day ")))
        turning.turn_to(target, self.company)

    def joins(self, name: str) -> Reader:
        """A reader with an account and nothing else."""
        return Reader.objects.create_user(f"{name.lower()}@post.example", first_name=name)

    def subscribes(
        self,
        name: str,
        *,
        card: str = GOOD,
        runs_out: tuple[int, int] = (12, 2030),
        interval: str = "month",
        plan: str = "courier",
        approve: bool = True,
    ) -> Reader:
        """A reader who bought a subscription on the company's page, with all news of it in."""
        reader = Reader.objects.filter(first_name=name).first() or self.joins(name)
        price = Price.objects.get(plan__key=plan, interval=interval)
        page = sales.start_checkout(
            reader, price, success_url=HERE, cancel_url=HERE, now=self.clock.now()
        )
        self.fills_in(page.id, card=card, runs_out=runs_out, approve=approve)
        self.settles()
        return reader

    def fills_in(
        self,
        session_id: str,
        *,
        card: str = GOOD,
        runs_out: tuple[int, int] = (12, 2030),
        approve: bool = True,
    ) -> None:
        """Fills in a page of the company's."""
        self.company.complete_checkout(
            session_id, number=card, exp_month=runs_out[0], exp_year=runs_out[1], approve=approve
        )

    def gives_card(
        self, reader: Reader, card: str = GOOD, runs_out: tuple[int, int] = (12, 2030)
    ) -> None:
        """A reader puts a card on file and comes back; nothing else is awaited."""
        page = sales.start_card_update(
            reader, success_url=HERE, cancel_url=HERE, now=self.clock.now()
        )
        self.fills_in(page.id, card=card, runs_out=runs_out)
        sales.finish_checkout(reader, page.id, now=self.clock.now())

    def settles(self) -> None:
        """Webhooks handed over, jobs done."""
        turning.settle(self.clock.now())

    def decision(self, reader: Reader, gate: Gate | None = None) -> Decision:
        """What the gate answers the reader just now."""
        now = self.clock.now()
        fresh = Reader.objects.get(pk=reader.pk)
        return decide(
            access.entitlement_for(fresh, now=now), gate or Gate(Audience.SUBSCRIBERS), now
        )

    def state(self, reader: Reader) -> str:
        """The recorded state of the reader's only subscription."""
        return Subscription.objects.get(customer__reader=reader).state

    def transitions(self, reader: Reader) -> list[str]:
        """What was recorded of the reader's subscriptions, in order."""
        kinds = Event.objects.filter(reader_id=reader.pk, kind__startswith="subscription.")
        return [kind.removeprefix("subscription.") for kind in kinds.values_list("kind", flat=True)]

    def notices(self, reader: Reader) -> list[str]:
        """The notices that were sent to the reader, in order."""
        sent = Event.objects.filter(reader_id=reader.pk, kind="notice.sent")
        return [event.data["notice_kind"] for event in sent]

    def mails(self, reader: Reader) -> list[str]:
        """The subjects of all mail to the reader, in order."""
        worker.drain()
        return list(CapturedMail.objects.filter(to=reader.email).values_list("subject", flat=True))

    def when(self, reader: Reader, kind: str) -> datetime:
        """When something was recorded of a reader."""
        return Event.objects.get(reader_id=reader.pk, kind=f"subscription.{kind}").at


@pytest.fixture
def courier(db: None, clock: MovingClock, company: Sandbox) -> Publication:
    """The publication, with two plans on sale."""
    for key, name, month, year in (
        ("courier", "The Courier", 900, 9000),
        ("paper", "The Courier and the paper", 2100, 21000),
    ):
        plan = Plan.objects.create(key=key, name=name)
        Price.objects.create(plan=plan, amount_minor=month, currency="sek", interval="month")
        Price.objects.create(plan=plan, amount_minor=year, currency="sek", interval="year")
    return Publication(clock, company)
