"""Mistakes that publishing platforms and their payment parts are known to have made, one a story.

Each is named after the mistake; here the opposite is shown.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.access.actions import end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.access.rules import ANONYMOUS, Gate, Reason, decide
from standfirst.articles.actions import publish_article
from standfirst.articles.models import Article
from standfirst.billing import changing, sales
from standfirst.billing.models import Customer, Invoice, Price, Subscription
from standfirst.billing.stripe import client
from standfirst.events.models import Event
from standfirst.readers.models import Reader
from tests.articles.making import LOCKED_WORDS, Make
from tests.conftest import DAY_0
from tests.stories.conftest import DECLINES_LATER, HERE, NEEDS_BANK, Publication

FAILS = 61
"""1 March + 2 months: the first payment that fails is that of 1 May."""


@pytest.fixture
def mira(courier: Publication) -> Reader:
    """Subscribed on 1 March; since 20 April her card declines."""
    reader = courier.subscribes("Mira")
    courier.to("day 50")
    courier.gives_card(reader, DECLINES_LATER)
    return reader


def paid_sums(reader: Reader) -> list[int]:
    """What a reader has paid, in the currency's smallest unit."""
    paid = Invoice.objects.filter(customer__reader=reader, status="paid").order_by("created_at")
    return list(paid.values_list("amount_minor", flat=True))


@pytest.mark.parametrize("outcome", ["past_due", "unpaid", "canceled"])
def test_unpaid_reads_for_ever(courier: Publication, mira: Reader, outcome: str) -> None:
    courier.company.terms = replace(courier.company.terms, after_retries=outcome)
    courier.to(f"day {FAILS + 30}")
    assert not courier.decision(mira).allowed
    courier.to(f"day {FAILS + 200}")
    assert courier.decision(mira).reason is Reason.ENDED_UNPAID
    assert paid_sums(mira) == [900, 900]


def test_access_is_cut_the_minute_a_charge_fails(courier: Publication, mira: Reader) -> None:
    courier.to(f"day {FAILS + 0.01}")
    decision = courier.decision(mira)
    assert Invoice.objects.filter(customer__reader=mira, status="open").exists()
    assert (decision.allowed, decision.reason) == (True, Reason.GRACE)


def test_a_new_card_is_not_made_the_default(courier: Publication, mira: Reader) -> None:
    courier.to(f"day {FAILS + 3}")
    courier.gives_card(mira)
    courier.to(f"day {FAILS + 95}")
    assert paid_sums(mira) == [900] * 6
    assert courier.transitions(mira).count("grace") == 1


def test_a_subscription_is_given_up_two_weeks_after_a_charge_fails(
    courier: Publication, mira: Reader
) -> None:
    courier.to(f"day {FAILS + 45}")
    assert courier.state(mira) == "held"
    courier.gives_card(mira)
    courier.settles()
    assert courier.transitions(mira) == ["active", "grace", "held", "recovered"]
    assert courier.decision(mira).reason is Reason.SUBSCRIBED
    assert Subscription.objects.count() == 1


def test_a_failed_first_payment_blocks_every_later_checkout(courier: Publication) -> None:
    noa = courier.subscribes("Noa", card=NEEDS_BANK, approve=False)
    assert courier.decision(noa).reason is Reason.FIRST_PAYMENT_INCOMPLETE
    courier.subscribes("Noa")
    assert courier.decision(noa).reason is Reason.SUBSCRIBED
    assert paid_sums(noa) == [900]


def test_created_arrives_after_updated_and_undoes_a_paid_subscription(
    courier: Publication,
) -> None:
    liv = courier.joins("Liv")
    price = Price.objects.get(plan__key="courier", interval="month")
    page = sales.start_checkout(
        liv, price, success_url=HERE, cancel_url=HERE, now=courier.clock.now()
    )
    courier.fills_in(page.id)
    told: list[tuple[bytes, dict[str, str]]] = []

    def keep(body: bytes, headers: dict[str, str]) -> int:
        told.append((body, headers))
        return 200

    courier.company.deliver(keep)
    told.sort(key=lambda one: json.loads(one[0])["type"] == "customer.subscription.created")
    assert json.loads(told[-1][0])["type"] == "customer.subscription.created"
    for body, headers in told:
        posted = Client().post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"stripe-signature": headers["Stripe-Signature"]},
        )
        assert posted.status_code == 200
    courier.settles()
    assert courier.decision(liv).reason is Reason.SUBSCRIBED
    assert courier.state(liv) == "active"


def test_a_debt_elsewhere_cuts_off_a_prepaid_year(courier: Publication) -> None:
    sol = courier.subscribes("Sol", plan="paper", interval="year")
    monthly = Price.objects.get(plan__key="courier", interval="month")
    customer = Customer.objects.get(reader=sol)
    client.api().subscriptions.create(
        {
            "customer": customer.company_id,
            "items": [{"price": sales.price_at_company(monthly, now=courier.clock.now())}],
            "default_payment_method": customer.card.company_id,
        }
    )
    courier.settles()
    courier.company.turn_card(customer.card.company_id, number=DECLINES_LATER)
    courier.to("day 50")
    states = Subscription.objects.filter(customer=customer).values_list("state", flat=True)
    assert sorted(states) == ["active", "held"]
    assert courier.decision(sol).reason is Reason.SUBSCRIBED


def test_a_canceled_reader_who_has_paid_is_made_free(courier: Publication) -> None:
    kit = courier.subscribes("Kit")
    courier.to("day 5")
    changing.set_ending(kit, ends=True, now=courier.clock.now())
    courier.settles()
    courier.to("day 30")
    assert courier.decision(kit).reason is Reason.SUBSCRIBED
    courier.to("day 32")
    assert courier.decision(kit).reason is Reason.CANCELED_BY_READER


def test_lost_readers_are_counted_but_nobody_knows_why(courier: Publication, mira: Reader) -> None:
    kit = courier.subscribes("Kit")
    changing.set_ending(kit, ends=True, now=courier.clock.now())
    courier.to(f"day {FAILS + 70}")
    lost = Event.objects.filter(kind="subscription.ended")
    assert {row.reader_id: row.data["cause"] for row in lost} == {
        mira.pk: "ended_unpaid",
        kit.pk: "canceled_by_reader",
    }
    assert Event.objects.get(kind="subscription.held").data["cause"] == "payment_failed"


@pytest.mark.parametrize(
    "gate", [Gate(""), Gate("plans"), Gate("nobody-knows"), Gate("plans", frozenset({""}))]
)
def test_an_empty_rule_opens_everything(courier: Publication, gate: Gate) -> None:
    nia = courier.subscribes("Nia")
    assert not decide(ANONYMOUS, gate, DAY_0).allowed
    assert not courier.decision(nia, gate).allowed


def test_taking_a_complimentary_reader_away_changes_nothing(courier: Publication) -> None:
    ola = courier.joins("Ola")
    grant = Grant(reader=ola, kind=Grant.Kind.COMPLIMENTARY, source="the editor", starts_at=DAY_0)
    give_grant(grant, now=DAY_0)
    assert courier.decision(ola).reason is Reason.GRANTED
    end_grant(grant, now=courier.clock.forward(hours=1), by="editor@courier.example")
    assert courier.decision(ola).reason is Reason.GRANT_ENDED


@pytest.fixture
def article(courier: Publication, make: Make) -> Article:
    """A subscribers' article between two others."""
    make("The one before", published_at=DAY_0)
    found = make("Why the wells close")
    make("The one after")
    return found


SURFACES = (
    "/",
    "/feed.rss",
    "/feed.atom",
    "/sitemap.xml",
    "/search/?q=levy",
    "/the-one-after/",
)


@pytest.mark.parametrize("path", SURFACES)
def test_feed_excerpt_and_neighbours_leak_locked_words(article: Article, path: str) -> None:
    answer = Client().get(path, follow=True)
    assert answer.status_code == 200
    said = answer.content.decode().casefold()
    assert [word for word in LOCKED_WORDS if word in said] == []


@pytest.mark.parametrize(
    "path", ["/api/v2/pages/", "/wp-json/wp/v2/posts/", "/ghost/api/content/posts/"]
)
def test_another_door_does_not_follow_the_gate(article: Article, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404


def test_paid_pages_do_not_say_that_they_are_paid(article: Article) -> None:
    page = Client().get(article.address).content.decode()
    told = json.loads(
        re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)[0]
    )
    assert told["isAccessibleForFree"] is False
    assert told["hasPart"]["cssSelector"].startswith(".")


def test_a_paid_drafts_address_is_open_to_whoever_has_it(
    courier: Publication, article: Article
) -> None:
    article.unpublish()
    for address in (article.address, f"/admin/pages/{article.pk}/view_draft/"):
        answer = Client().get(address)
        assert answer.status_code in {302, 404}
        assert "zanzibarian" not in answer.content.decode()


def test_link_scanners_burn_the_link_in_a_log_in_mail(
    ada: Reader,
    mail_to: Callable[[str], list[Any]],
    code_to: Callable[[str], str],
) -> None:
    browser = Client()
    browser.post("/login/", {"email": ada.email})
    letter = mail_to(ada.email)[-1]
    links = set(re.findall(r"https?://[^\s\"<>)]+", letter.text + letter.html))
    for link in links:
        Client().get(re.sub(r"https?://[^/]+", "", link) or "/")
    browser.post("/login/code/", {"code": code_to(ada.email)})
    assert browser.get("/account/").status_code == 200


def test_a_log_in_mail_works_seven_times(ada: Reader, code_to: Callable[[str], str]) -> None:
    first = Client()
    first.post("/login/", {"email": ada.email})
    code = code_to(ada.email)
    first.post("/login/code/", {"code": code})
    assert first.get("/account/").status_code == 200
    for _ in range(7):
        other = Client()
        other.post("/login/", {"email": ada.email})
        other.post("/login/code/", {"code": code})
        assert other.get("/account/").status_code == 302


def test_after_signing_out_the_old_cookie_reads_on(
    courier: Publication,
    article: Article,
    log_in: Callable[..., Client],
) -> None:
    tove = courier.subscribes("Tove")
    browser = log_in(tove.email)
    assert browser.get(article.address).headers["Standfirst-Access"] == "allowed"
    thief = Client()
    thief.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    browser.post("/logout/")
    assert thief.get(article.address).headers["Standfirst-Access"] == "denied"


def test_a_proxys_cache_replays_a_cookie_and_freezes_the_log_in(article: Article) -> None:
    answer = Client().get(article.address)
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert "Cookie" in answer.headers["Vary"]


def test_publishing_takes_longer_with_every_reader(courier: Publication, make: Make) -> None:
    article = make("Once more")

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            publish_article(article, published_at=DAY_0)
        return len(asked)

    statements()
    few = statements()
    Reader.objects.bulk_create(Reader(email=f"reader{n}@post.example") for n in range(2000))
    assert statements() == few


def test_the_front_page_slows_down_with_every_article(make: Make) -> None:
    def statements() -> int:
        Client().get("/")
        with CaptureQueriesContext(connection) as asked:
            Client().get("/")
        return len(asked)

    for number in range(12):
        make(f"Piece {number}")
    few = statements()
    for number in range(12, 60):
        make(f"Piece {number}")
    assert statements() <= few
