"""What the gate answered on a day in the past, told from the record alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from standfirst.access.actions import change_grant, end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.access.rules import Audience, Reason
from standfirst.articles.actions import publish_article
from standfirst.articles.models import Article
from standfirst.articles.replay import explained_at, gate_at
from standfirst.billing import changing
from standfirst.billing.models import ScheduleVersion
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError, NotFoundError
from standfirst.ops import main, why
from standfirst.readers.actions import make_reader
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.conftest import DAY_0, MovingClock
from tests.stories.conftest import DECLINES_LATER, GOOD, Publication

WHY = main.COMMANDS["why"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(clock: MovingClock, make: Make) -> Iterator[Article]:
    """An article for subscribers."""
    return make()


def day(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def answered(reader: Reader, article: Article, number: float) -> tuple[bool, Reason]:
    """What the record says of a day."""
    decision = explained_at(reader, article, DAY_0 + day(number)).decision
    return decision.allowed, decision.reason


def test_a_life_of_failure_and_recovery_is_told_day_by_day(
    courier: Publication, article: Article
) -> None:
    reader = courier.subscribes("Dag")
    courier.to("day 10")
    courier.gives_card(reader, DECLINES_LATER)
    courier.to("day 50")
    courier.gives_card(reader, GOOD)
    courier.to("day 55")
    assert answered(reader, article, 5) == (True, Reason.SUBSCRIBED)
    assert answered(reader, article, 40) == (True, Reason.GRACE)
    assert answered(reader, article, 46) == (False, Reason.PAYMENT_FAILED)
    assert answered(reader, article, 54) == (True, Reason.SUBSCRIBED)


def test_the_sentence_is_the_one_that_stood_on_the_page(
    courier: Publication, article: Article
) -> None:
    reader = courier.subscribes("Dag")
    courier.gives_card(reader, DECLINES_LATER)
    client = Client()
    client.force_login(reader)
    seen = {}
    for number in (20, 40, 46):
        courier.to(f"day {number}")
        seen[number] = client.get(article.get_url()).content.decode()
    courier.to("day 400")
    banner = explained_at(reader, article, DAY_0 + day(40)).sentence
    panel = explained_at(reader, article, DAY_0 + day(46)).sentence
    failed = "Your payment of 1 April didn’t go through"
    assert banner == f"{failed}. You can read everything until 15 April."
    assert panel == failed
    assert 'class="gate"' in seen[46]
    assert 'class="notice"' in seen[40]
    assert explained_at(reader, article, DAY_0 + day(20)).sentence == ""


def test_a_year_later_the_sentence_has_the_year_of_then(
    courier: Publication, article: Article
) -> None:
    reader = courier.subscribes("Hana")
    courier.to("day 3")
    changing.set_ending(reader, ends=True, now=courier.clock.now())
    courier.to("day 340")
    then = explained_at(reader, article, DAY_0 + day(40)).sentence
    assert then == "Your subscription ended on 1 April"
    assert explained_at(reader, article, DAY_0 + day(330)).sentence.endswith("1 April 2026")


def test_grants_are_told_with_the_end_that_they_had_then(
    courier: Publication, article: Article
) -> None:
    reader = courier.joins("Lev")
    now = courier.clock.now()
    grant = give_grant(
        Grant(reader=reader, kind="gift", source="gift from J. Holm", starts_at=now), now=now
    )
    courier.to("day 10")
    change_grant(grant, ends_at=DAY_0 + day(20), now=courier.clock.now(), by="pia")
    courier.to("day 30")
    change_grant(grant, ends_at=DAY_0 + day(90), now=courier.clock.now(), by="pia")
    courier.to("day 40")
    end_grant(grant, now=courier.clock.now(), by="pia")
    assert answered(reader, article, 5) == (True, Reason.GRANTED)
    assert answered(reader, article, 25) == (False, Reason.GRANT_ENDED)
    assert answered(reader, article, 35) == (True, Reason.GRANTED)
    assert answered(reader, article, 45) == (False, Reason.GRANT_ENDED)


def test_the_schedule_is_the_one_that_was_in_force(courier: Publication, article: Article) -> None:
    reader = courier.subscribes("Dag")
    courier.gives_card(reader, DECLINES_LATER)
    courier.to("day 46")
    ScheduleVersion.objects.create(from_at=courier.clock.now(), hold_day=21)
    courier.to("day 47")
    assert answered(reader, article, 45.9) == (False, Reason.PAYMENT_FAILED)
    assert answered(reader, article, 46.9) == (True, Reason.GRACE)


def test_the_gate_is_the_one_that_the_article_had(courier: Publication, article: Article) -> None:
    reader = make_reader("kaya@post.example", now=courier.clock.now())
    courier.to("day 10")
    article.audience = Audience.REGISTERED.value
    article.save_revision()
    publish_article(article)
    courier.to("day 20")
    assert answered(reader, article, 5) == (False, Reason.NO_SUBSCRIPTION)
    assert answered(reader, article, 15) == (True, Reason.REGISTERED)


def test_a_gate_is_recorded_when_it_changes_and_not_at_each_publishing(
    courier: Publication, article: Article
) -> None:
    publish_article(article)
    publish_article(article)
    assert Event.objects.filter(kind="article.gated").count() == 1
    gate, caveats = gate_at(article, DAY_0 - day(5))
    assert gate.audience == "subscribers"
    assert "earliest on record" in caveats[0]


def test_what_is_not_on_record_is_said(courier: Publication, article: Article) -> None:
    reader = courier.subscribes("Ada")
    Event.objects.filter(kind__in=["facts.known", "article.gated"]).delete()
    courier.to("day 2")
    told = explained_at(reader, article, DAY_0 + day(1))
    assert [caveat.split()[0] for caveat in told.caveats] == ["The", "Nothing"]
    assert told.decision.reason is Reason.NO_SUBSCRIPTION


def test_somebody_not_logged_in_has_a_past_too(courier: Publication, article: Article) -> None:
    told = explained_at(AnonymousUser(), article, courier.clock.now())
    assert told.decision.reason is Reason.SIGNED_OUT
    assert told.sentence == "The rest of this article is for subscribers"


def test_before_the_account_there_is_no_answer(courier: Publication, article: Article) -> None:
    courier.to("day 9")
    reader = make_reader("ada@post.example", now=courier.clock.now())
    with pytest.raises(NotFoundError, match="had no account then: it began on 2026-03-10"):
        explained_at(reader, article, DAY_0)


@pytest.mark.parametrize("words", ["", "yesterday", "2026-02-30", "2026-03-01 25:00", "٣"])
def test_a_moment_that_is_none_is_refused(clock: MovingClock, words: str) -> None:
    with pytest.raises(InputError, match="is no moment"):
        why.moment_named(words, now=clock.now())


def test_a_moment_to_come_is_refused(clock: MovingClock) -> None:
    with pytest.raises(InputError, match="is still to come"):
        why.moment_named("2026-03-01 10:30", now=clock.now())


def test_the_command_prints_what_the_reader_saw(
    courier: Publication, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = courier.subscribes("Dag")
    courier.gives_card(reader, DECLINES_LATER)
    courier.to("day 60")
    assert main.run("why", WHY, [reader.email, article.slug, "--at", "2026-04-10 14:00"]) == 0
    told = capsys.readouterr().out
    assert "2026-04-10 14:00" in told
    assert "Reason    grace" in told
    assert "They saw  Your payment of 1 April didn’t go through." in told
    assert main.main(["why", reader.email, article.slug, "--at", "2031-01-01"]) == 1
    assert "still to come" in capsys.readouterr().err
