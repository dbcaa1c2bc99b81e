"""Living the cast's lives: through the sandbox, its webhooks and the worker, never by setting rows.

The lives are lived together, in the order of their steps, on a clock that starts in the past and
arrives at now.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from standfirst.access.actions import give_grant
from standfirst.access.models import Grant
from standfirst.billing import changing, sales
from standfirst.billing.models import Plan, Price
from standfirst.demo import turning
from standfirst.demo.cast import CAST, Act, Member, Step
from standfirst.kernel import clock
from standfirst.readers.actions import make_reader
from standfirst.readers.models import Reader
from standfirst.sandbox.company import Sandbox

HOME = f"{settings.BASE_URL}/"


@dataclass(frozen=True)
class Moment:
    """A step of somebody's life with its date."""

    at: datetime
    member: Member
    step: Step


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of the month, some months earlier; later with a negative number."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(index, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def moments(today: datetime) -> list[Moment]:
    """All steps of all lives in order."""
    rows = [
        Moment(months_before(today - timedelta(days=step.days), step.months), member, step)
        for member in CAST
        for step in member.life
    ]
    return sorted(rows, key=lambda row: row.at)


def live(box: Sandbox, *, today: datetime) -> None:
    """Lives all lives up to `today`, where the clock then stands."""
    rows = moments(today)
    clock.turn_to(rows[0].at)
    for row in rows:
        turning.turn_to(row.at, box)
        take_step(box, row, today)
        turning.settle(clock.now())
    turning.turn_to(today, box)


def take_step(box: Sandbox, row: Moment, today: datetime) -> None:
    """Does one step of a life."""
    member, step = row.member, row.step
    match step.act:
        case Act.JOIN:
            _join(member)
        case Act.NEWSROOM:
            _join(member)
            Reader.objects.filter(email=member.email).update(is_staff=True, is_superuser=True)
        case Act.SUBSCRIBE | Act.SUBSCRIBE_UNFINISHED:
            _subscribe(box, _reader(member), step, today)
        case Act.CHANGE_CARD:
            _change_card(box, _reader(member), step, today)
        case Act.CANCEL:
            changing.set_ending(_reader(member), ends=True, now=clock.now())
        case Act.PAUSE:
            _pause(_reader(member), step)
        case Act.GRANT:
            _grant(_reader(member), step)


def _join(member: Member) -> None:
    make_reader(
        member.email,
        now=clock.now(),
        first_name=member.first_name,
        last_name=member.last_name,
        by="demo",
    )


def _reader(member: Member) -> Reader:
    return Reader.objects.get(email=member.email)


def _subscribe(box: Sandbox, reader: Reader, step: Step, today: datetime) -> None:
    price = Price.objects.get(plan__key=step.plan, interval=step.interval)
    page = sales.start_checkout(reader, price, success_url=HOME, cancel_url=HOME, now=clock.now())
    _fill_in(box, page.id, step, today, approve=step.act is Act.SUBSCRIBE)


def _change_card(box: Sandbox, reader: Reader, step: Step, today: datetime) -> None:
    page = sales.start_card_update(reader, success_url=HOME, cancel_url=HOME, now=clock.now())
    _fill_in(box, page.id, step, today)
    sales.finish_checkout(reader, page.id, now=clock.now())


def _fill_in(
    box: Sandbox, session_id: str, step: Step, today: datetime, *, approve: bool = True
) -> None:
    """Fills in the sandbox's page as the reader would."""
    runs_out = months_before(today, -step.card_months)
    box.complete_checkout(
        session_id,
        number=step.card,
        exp_month=runs_out.month,
        exp_year=runs_out.year,
        approve=approve,
    )


def _pause(reader: Reader, step: Step) -> None:
    """Support pauses subscriptions; readers cannot by themselves yet."""
    changing.pause(reader, until=clock.now() + timedelta(days=step.lasts_days), now=clock.now())


def _grant(reader: Reader, step: Step) -> None:
    now = clock.now()
    give_grant(
        Grant(
            reader=reader,
            kind=Grant.Kind.GIFT,
            source=step.source,
            starts_at=now,
            ends_at=now + timedelta(days=step.lasts_days),
        ),
        now=now,
    )


def make_plans() -> None:
    """The two plans of the demo, as an editor would enter them in the admin."""
    courier = Plan.objects.create(
        key="courier",
        name="The Courier",
        description="Every article, every story’s page, and the archive since 1931.",
        sort_order=1,
    )
    paper = Plan.objects.create(
        key="paper",
        name="The Courier and the paper",
        description="The same, and the printed Saturday edition at your door, anywhere in the "
        "province. The first 14 days are free.",
        trial_days=14,
        sort_order=2,
    )
    notes = {"month": "Stop whenever you like", "year": "Twelve months for the price of ten"}
    for plan, amounts in ((courier, (900, 9000)), (paper, (2100, 21000))):
        for interval, amount in zip(("month", "year"), amounts, strict=True):
            Price.objects.create(
                plan=plan,
                amount_minor=amount,
                currency="sek",
                interval=interval,
                note=notes[interval],
            )


def demo_today() -> datetime:
    """Now, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
