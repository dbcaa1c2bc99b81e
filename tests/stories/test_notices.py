"""A notice is claimed once, checked again when it is sent, never lost, and its one click leads to
the right page. Opening it does nothing: programs that look for danger open every link there is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from standfirst.articles.models import PublicationSettings
from standfirst.billing import actions, changing, messages, tasks
from standfirst.billing.discounts import less
from standfirst.billing.messages import WORDS, reckoned
from standfirst.billing.models import Notice, Operation, ScheduleVersion, Subscription
from standfirst.billing.rules import Debt, Facts, Policy, Schedule, standing_of
from standfirst.billing.schedule import (
    NoticeKind,
    cancels_at,
    due_now,
    next_due,
    notices_of,
)
from standfirst.events import actions as events
from standfirst.events.models import Event
from standfirst.kernel.money import Money
from standfirst.mail.models import CapturedMail, OutgoingMail
from standfirst.readers.models import Reader
from tests.stories.conftest import DECLINES_LATER, NEEDS_BANK, Publication

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CODE = re.compile(r"^\s+([A-Z]{6})$", re.MULTILINE)
BUTTON = re.compile(r"^[^:\n]+: (http://localhost:8000\S*)$", re.MULTILINE)

days = st.integers(1, 60).map(lambda number: timedelta(days=number))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A schedule as somebody may set it in the newsroom."""
    hold = draw(days)
    schedule = Schedule(
        reminder=draw(days),
        last_days=draw(days),
        hold=hold,
        cancel=hold + draw(days),
        card_first=draw(days),
        card_again=draw(days),
        renewal=draw(days),
    )
    return Policy(schedules=(schedule,))


lives = st.one_of(
    st.builds(
        Facts,
        plan=st.just("courier"),
        status=st.just("past_due"),
        period_end=st.just(START),
        debt=st.just(Debt(START)),
    ),
    st.builds(
        Facts,
        plan=st.just("courier"),
        status=st.just("active"),
        period_end=days.map(lambda span: START + span),
        card_expires_at=st.none() | days.map(lambda span: START + span),
        is_yearly=st.booleans(),
    ),
)


def told(facts: Facts, policy: Policy, looks: list[datetime]) -> list[tuple[NoticeKind, str]]:
    """What is claimed when somebody looks at these moments, each notice once."""
    claimed: dict[tuple[NoticeKind, str], None] = {}
    for now in looks:
        for due in due_now(notices_of(facts, policy, now), now):
            claimed.setdefault((due.kind, due.about))
    return list(claimed)


END = START + timedelta(days=500)


@given(lives, policies())
def test_no_notice_is_passed_over_when_one_looks_as_often_as_told(
    facts: Facts, policy: Policy
) -> None:
    now, looks = START, [START]
    while True:
        standing = standing_of(facts, policy, now)
        dues = notices_of(facts, policy, now)
        later = next_due(dues, standing, now, cancels_at(facts, policy))
        if later is None or later == now or later > END:  # to be ended; looked at every day
            break
        now = later
        looks.append(now)
    all_dues = [due for due in notices_of(facts, policy, START) if due.at >= START]
    standing_moments = {due.at for due in all_dues if due.at <= facts.period_end or facts.debt}
    assert standing_moments <= {*looks}
    claimed = {kind for kind, _ in told(facts, policy, looks)}
    alone = [due for due in all_dues if [one.at for one in all_dues].count(due.at) == 1]
    expected = {due.kind for due in alone if due.at < facts.period_end or facts.debt}
    assert expected <= claimed


@given(lives, policies(), st.lists(st.integers(0, 24 * 120), max_size=20))
def test_looking_more_often_tells_nothing_twice(
    facts: Facts, policy: Policy, hours: list[int]
) -> None:
    looks = sorted(START + timedelta(hours=number) for number in hours)
    claimed = told(facts, policy, looks)
    assert len(claimed) == len(set(claimed))
    assert told(facts, policy, [*looks, *looks]) == claimed


def test_a_claim_that_could_not_be_handed_on_is_no_claim(
    courier: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier.subscribes("Ada")
    subscription = Subscription.objects.get()

    def fail(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(type(tasks.send_notice), "enqueue", fail)
        with pytest.raises(RuntimeError):
            actions.claim_notice(
                subscription, NoticeKind.RENEWAL, about="x", now=courier.clock.now()
            )
    assert not Notice.objects.exists()
    assert not Event.objects.filter(kind="notice.claimed").exists()


def test_a_notice_whose_job_gave_up_is_sent_by_a_sweep(
    courier: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = courier.subscribes("Ada")
    with monkeypatch.context() as forgetful:
        forgetful.setitem(events._handlers, "notice.claimed", [])
        changing.set_ending(ada, ends=True, now=courier.clock.now())
    courier.settles()
    assert courier.notices(ada) == []
    courier.to("day 1")
    assert courier.notices(ada) == ["canceling"]


def test_a_job_that_runs_twice_sends_once(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    changing.set_ending(ada, ends=True, now=courier.clock.now())
    courier.settles()
    notice = Notice.objects.get()
    assert messages.send_notice(notice.pk, now=courier.clock.now()) is False
    assert len(courier.mails(ada)) == 1


def test_what_is_not_true_any_more_is_dropped_and_recorded(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    subscription = Subscription.objects.get()
    actions.claim_notice(subscription, NoticeKind.HELD, about="x", now=courier.clock.now())
    courier.settles()
    assert Notice.objects.get().state == Notice.State.DROPPED
    assert courier.mails(ada) == []
    assert Event.objects.filter(kind="notice.dropped", reader_id=ada.pk).count() == 1


def test_a_reader_who_is_held_a_second_time_is_told_a_second_time(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.gives_card(ada, DECLINES_LATER)
    courier.to("day 46")
    assert courier.notices(ada) == ["failed", "reminder", "last_days", "held"]
    ScheduleVersion.objects.create(from_at=courier.clock.now(), hold_day=30)
    subscription = Subscription.objects.get()
    actions.recompute(subscription.pk, now=courier.clock.now())
    assert courier.state(ada) == "grace"
    courier.to("day 62")
    assert courier.state(ada) == "held"
    assert courier.notices(ada)[4:] == ["last_days", "held"]


def test_a_card_that_the_bank_renewed_by_itself_is_not_written_about(
    courier: Publication,
) -> None:
    ada = courier.subscribes("Ada", interval="year", runs_out=(12, 2026))
    courier.to("day 270")
    card = Subscription.objects.get().customer.card
    courier.company.renew_card(card.company_id, exp_month=12, exp_year=2031)
    courier.settles()
    courier.to("day 320")
    assert courier.notices(ada) == []
    courier.to("day 352")
    assert courier.notices(ada) == ["renewal"]


def test_a_card_that_was_renewed_between_two_notices_stops_the_second(
    courier: Publication,
) -> None:
    ada = courier.subscribes("Ada", interval="year", runs_out=(12, 2026))
    courier.to("day 290")
    card = Subscription.objects.get().customer.card
    courier.company.renew_card(card.company_id, exp_month=12, exp_year=2031)
    courier.settles()
    courier.to("day 320")
    assert courier.notices(ada) == ["card_expiring"]


@pytest.mark.parametrize(
    ("price", "discount", "words"),
    [
        (Money(9000, "sek"), "", "90 crowns"),
        (Money(9000, "sek"), "50 % off", "45 crowns (90 crowns, 50 % off)"),
        (Money(9000, "sek"), "33.3 % off", "60.03 crowns (90 crowns, 33.3 % off)"),
        (Money(9000, "sek"), "10 crowns off", "80 crowns (90 crowns, 10 crowns off)"),
        (Money(200_050, "eur"), "€1,250.50 off", "€750 (€2,000.50, €1,250.50 off)"),
        (Money(900, "jpy"), "¥1,000 off", "¥0 (¥900, ¥1,000 off)"),
        (Money(3750, "kwd"), "1.250 KWD off", "2.500 KWD (3.750 KWD, 1.250 KWD off)"),
    ],
)
def test_the_renewal_names_its_sum(price: Money, discount: str, words: str) -> None:
    assert reckoned(price, less(price, discount), discount) == words


def test_the_renewal_goes_by_the_discount_only_while_it_lasts(courier: Publication) -> None:
    ada = courier.subscribes("Ada", interval="year")
    row = Subscription.objects.filter(customer__reader=ada)
    row.update(discount="50 % off", discount_ends_at=START + timedelta(days=30))
    subscription = row.get()
    standing = standing_of(Facts("courier", "active", START), Policy(), START)
    mail = messages.notice_message(NoticeKind.RENEWAL, subscription, standing)
    assert "90 crowns is charged to your Visa ending 4242" in mail.text
    subscription.discount_ends_at = None
    mail = messages.notice_message(NoticeKind.RENEWAL, subscription, standing)
    assert "45 crowns (90 crowns, 50 % off) is charged" in mail.text


@pytest.fixture
def mails(courier: Publication) -> Callable[[], list[CapturedMail]]:
    """Every kind of notice, as it reached a reader."""

    def gather() -> list[CapturedMail]:
        ada = courier.subscribes("Ada")
        cora = courier.subscribes("Cora", card=NEEDS_BANK)
        courier.subscribes("Yves", interval="year", runs_out=(12, 2026))
        gus = courier.subscribes("Gus")
        courier.gives_card(ada, DECLINES_LATER)
        changing.set_ending(gus, ends=True, now=courier.clock.now())
        courier.settles()
        changing.set_ending(gus, ends=False, now=courier.clock.now())
        courier.settles()
        changing.pause(gus, until=courier.clock.now() + timedelta(days=40), now=courier.clock.now())
        courier.settles()
        courier.to("day 46")
        courier.gives_card(cora)
        courier.to("day 352")
        return list(CapturedMail.objects.all())

    return gather


def test_every_notice_leads_to_its_page_and_opening_it_does_nothing(
    courier: Publication, mails: Callable[[], list[CapturedMail]]
) -> None:
    sent = mails()
    seen = set(Notice.objects.filter(state="sent").values_list("kind", flat=True))
    assert seen == {kind.value for kind in NoticeKind}
    before = (Event.objects.count(), Operation.objects.count(), OutgoingMail.objects.count())
    scanner = Client()
    for mail in sent:
        found = BUTTON.search(mail.text)
        assert found is not None, mail.subject
        path = urlsplit(found[1]).path
        assert found[1] in mail.html
        reader = Client()
        reader.force_login(Reader.objects.get(email=mail.to))
        for visitor in (scanner, reader):
            answer = visitor.get(path)
            assert answer.status_code in {200, 302}, (mail.subject, path)
    after = (Event.objects.count(), Operation.objects.count(), OutgoingMail.objects.count())
    assert after == before


def test_whoever_is_signed_out_logs_in_and_is_where_the_mail_leads(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.gives_card(ada, DECLINES_LATER)
    courier.to("day 33")
    mail = CapturedMail.objects.get(to=ada.email)
    found = BUTTON.search(mail.text)
    assert found is not None
    browser = Client()
    at_login = browser.get(urlsplit(found[1]).path, follow=True)
    assert at_login.redirect_chain[-1][0] == "/login/?next=/account/card/"
    wanted = {"email": ada.email, "next": "/account/card/"}
    browser.post("/login/", wanted, follow=True)
    courier.settles()
    code = CODE.search(CapturedMail.objects.filter(to=ada.email).latest("pk").text)
    assert code is not None
    landed = browser.post("/login/code/", {"code": code[1], "next": "/account/card/"}, follow=True)
    assert landed.redirect_chain[-1][0] == "/account/card/"
    assert b"Update your card" in landed.content


def test_a_mail_about_a_debt_names_the_sum(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.gives_card(ada, DECLINES_LATER)
    courier.to("day 46")
    told = list(CapturedMail.objects.filter(to=ada.email))
    assert len(told) == 4
    for mail in told:
        assert "The sum due is 9 crowns. Update your card and it is paid" in mail.text


def test_every_mail_is_signed_with_the_publications_name(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    changing.set_ending(ada, ends=True, now=courier.clock.now())
    courier.settles()
    name = PublicationSettings.for_site(Site.objects.get(is_default_site=True)).name
    assert CapturedMail.objects.get(to=ada.email).text.rstrip().splitlines()[-1] == name


def test_every_notice_has_one_subject_and_at_most_one_button() -> None:
    assert set(WORDS) == set(NoticeKind)
    assert all(words.subject and words.lines for words in WORDS.values())
