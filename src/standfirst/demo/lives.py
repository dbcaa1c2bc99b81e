"""Living the cast's lives: through the sandbox, its webhooks and the worker, never by setting rows.

The lives are lived together, in the order of their steps, on a clock that starts in the past and
arrives at now.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from standfirst.access.actions import end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.billing import changing, refunding, sales
from standfirst.billing.models import Invoice, Plan, Price
from standfirst.billing.queries import invoices_of
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


def begin(today: datetime) -> None:
    """Turns the clock to the first day of the first life."""
    clock.turn_to(moments(today)[0].at)


def live(box: Sandbox, *, today: datetime) -> None:
    """Lives all lives from where the clock stands (`begin`) up to `today`."""
    for row in moments(today):
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
        case Act.REFUND:
            _refund(_reader(member))
        case Act.CHARGEBACK:
            _charge_back(box, _reader(member))
        case Act.GRANT | Act.SEAT:
            _grant(_reader(member), step)
        case Act.LOSE_SEAT:
            _lose_seat(_reader(member))


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
    runs_out = months_before(today - timedelta(days=step.days), -step.card_months)
    box.complete_checkout(
        session_id,
        number=step.card,
        exp_month=runs_out.month,
        exp_year=runs_out.year,
        approve=approve,
    )


def _pause(reader: Reader, step: Step) -> None:
    changing.pause(reader, until=clock.now() + timedelta(days=step.lasts_days), now=clock.now())


def _refund(reader: Reader) -> None:
    """Support gives the last payment back and ends the subscription."""
    why = "Asked for it within two weeks."
    invoice = _last_paid(reader)
    refunding.refund(invoice, None, ends_access=True, by=None, why=why, now=clock.now())


def _charge_back(box: Sandbox, reader: Reader) -> None:
    """The reader's bank is asked for the last payment, and takes it."""
    box.settle_dispute(box.open_dispute(_last_paid(reader).payment_id), won=False)


def _last_paid(reader: Reader) -> Invoice:
    return invoices_of(reader.pk).filter(status="paid").latest("created_at")


def _grant(reader: Reader, step: Step) -> None:
    """A gift until a date; a seat until it is taken away."""
    now = clock.now()
    is_seat = step.act is Act.SEAT
    give_grant(
        Grant(
            reader=reader,
            kind=Grant.Kind.SEAT if is_seat else Grant.Kind.GIFT,
            source=step.source,
            starts_at=now,
            ends_at=None if is_seat else now + timedelta(days=step.lasts_days),
        ),
        now=now,
    )


def _lose_seat(reader: Reader) -> None:
    seat = Grant.objects.get(reader=reader, kind=Grant.Kind.SEAT)
    end_grant(seat, now=clock.now(), by="demo", why="No longer has a library card.")


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
