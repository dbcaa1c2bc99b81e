"""What each kind of reader gets of a gated article: its bytes, its headers, its reasons."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from standfirst.access.rules import Audience, Concern, Entitlement, MeterFacts, Reason, Right
from standfirst.articles.actions import ensure_story
from standfirst.articles.models import Article
from standfirst.billing.models import Plan, Price
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from tests.articles.making import BODY, LOCKED_WORDS, Make
from tests.conftest import DAY_0, MovingClock

SUBSCRIBER = Entitlement(is_signed_in=True, rights=(Right(Reason.SUBSCRIBED, "courier"),))


def denied(reason: Reason, **about: Any) -> Entitlement:
    return Entitlement(is_signed_in=True, obstacles=(Concern(reason, **about),))


@pytest.fixture
def entitled(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has every request asked for by a reader with this entitlement."""

    def entitle(entitlement: Entitlement) -> None:
        monkeypatch.setattr(
            "standfirst.articles.views.entitlement_of_request", lambda _: entitlement
        )

    return entitle


def read(article: Article, client: Client | None = None) -> Any:
    return (client or Client()).get(article.address)


def text_of(response: Any) -> str:
    return response.content.decode()


def gate_of(page: str) -> str:
    """The words of the panel."""
    found = re.search(r'<section class="gate".*?</section>', page, re.DOTALL)
    assert found, "no gate in the page"
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).replace("\u00a0", " ").split())


def test_signed_out_reader_reads_up_to_the_break(make: Make) -> None:
    response = read(make())
    page = text_of(response)
    assert response.status_code == 200
    assert "Nobody asked." in page
    assert gate_of(page).startswith("The rest of this article is for subscribers Log in")
    assert "Two more sections for subscribers" in page
    assert not [word for word in LOCKED_WORDS if word in page.casefold()]


def test_the_headers_say_why(make: Make) -> None:
    response = read(make())
    assert response["Standfirst-Access"] == "denied"
    assert response["Standfirst-Reason"] == "signed_out"


def test_without_the_setting_no_header_says_why(make: Make, settings: Any) -> None:
    settings.EXPLAIN_HEADERS = False
    assert "Standfirst-Reason" not in read(make())


def test_subscriber_reads_all_of_it(make: Make, entitled: Any) -> None:
    entitled(SUBSCRIBER)
    response = read(make())
    page = text_of(response).casefold()
    assert all(word in page for word in LOCKED_WORDS)
    assert 'class="gate"' not in page
    assert response["Standfirst-Reason"] == "subscribed"
    assert "more sections" not in page


def test_the_log_in_button_leads_back_to_the_break(make: Make) -> None:
    page = text_of(read(make()))
    assert 'class="button" href="/login/?next=%2Fwhy-the-wells-close%2F%23break"' in page
    assert 'id="break"' in page


def test_the_log_in_at_the_top_leads_back_to_the_article(make: Make) -> None:
    assert 'class="door" href="/login/?next=%2Fwhy-the-wells-close%2F"' in text_of(read(make()))


@pytest.mark.parametrize("is_allowed", [True, False])
def test_the_marks_for_search_engines_match_the_page(
    make: Make, entitled: Any, is_allowed: bool
) -> None:
    if is_allowed:
        entitled(SUBSCRIBER)
    page = text_of(read(make()))
    facts = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])
    assert facts["isAccessibleForFree"] is False
    assert facts["hasPart"]["isAccessibleForFree"] is False
    assert facts["hasPart"]["cssSelector"] == ".locked"
    assert page.count('class="locked"') == 1


def test_an_article_for_everyone_is_free_for_search_engines_too(make: Make) -> None:
    page = text_of(read(make(audience=Audience.EVERYONE)))
    facts = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])
    assert facts["isAccessibleForFree"] is True
    assert "hasPart" not in facts
    assert "zanzibarian" in page


def test_a_headline_cannot_end_the_script(make: Make) -> None:
    page = text_of(read(make(headline="</script><b>", standfirst="</script>")))
    assert "</script><b>" not in page


def test_registered_reader_needs_no_subscription(make: Make) -> None:
    article = make(audience=Audience.REGISTERED)
    assert gate_of(text_of(read(article))) == (
        "The rest of this article is free once you log in Log in "
        "New here? Give your mail address and we send a code."
    )
    client = Client()
    client.force_login(
        Reader.objects.create_user("ada@post.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    response = read(article, client)
    assert response["Standfirst-Reason"] == "registered"
    assert "zanzibarian" in text_of(response)


def test_newsroom_reads_everything(make: Make, editor: Client) -> None:
    assert read(make(), editor)["Standfirst-Reason"] == "newsroom"


def test_a_named_plan_opens_the_article_and_another_does_not(make: Make, entitled: Any) -> None:
    Plan.objects.create(key="paper", name="The Courier and the paper")
    article = make(audience=Audience.PLANS, plans=("paper",))
    entitled(SUBSCRIBER)
    response = read(article)
    assert response["Standfirst-Reason"] == "plan_too_low"
    assert gate_of(text_of(response)).startswith(
        "This article comes with The Courier and the paper Change your plan "
        "You pay only the difference for the days that are left."
    )
    entitled(Entitlement(is_signed_in=True, rights=(Right(Reason.SUBSCRIBED, "paper"),)))
    assert read(article)["Standfirst-Access"] == "allowed"


def test_plans_that_nobody_named_open_nothing(make: Make, entitled: Any) -> None:
    entitled(SUBSCRIBER)
    assert read(make(audience=Audience.PLANS))["Standfirst-Access"] == "denied"


def test_an_unknown_gate_is_shut(make: Make, entitled: Any) -> None:
    article = make()
    Article.objects.filter(pk=article.pk).update(audience="friends")
    entitled(SUBSCRIBER)
    response = read(article)
    assert response["Standfirst-Reason"] == "unknown_gate"
    assert "zanzibarian" not in text_of(response)


def test_the_least_price_stands_in_the_quiet_line(make: Make) -> None:
    plan = Plan.objects.create(key="courier", name="The Courier")
    Price.objects.create(plan=plan, amount_minor=900, currency="sek")
    assert gate_of(text_of(read(make()))).endswith(
        "No subscription yet? See what it costs , from 9 crowns a month."
    )


MARCH_1, MARCH_3, APRIL_1 = DAY_0, DAY_0.replace(day=3), DAY_0.replace(month=4)
BACK = "Once it is paid you come straight back to where you stopped. Ask us for help"
PANELS = [
    (
        Reason.PAYMENT_FAILED,
        {"on": MARCH_3},
        f"Your payment of 3 March didn’t go through Update your card {BACK}",
        "/account/card/",
    ),
    (
        Reason.CARD_EXPIRED,
        {"on": DAY_0.replace(month=2, day=28, hour=23)},
        f"The card we have for you ran out in February Update your card {BACK}",
        "/account/card/",
    ),
    (
        Reason.AUTHENTICATION_REQUIRED,
        {"on": MARCH_3},
        "Your bank wants you to confirm a payment Confirm with your bank It takes a minute, and "
        "you come straight back to where you stopped. Ask us for help",
        "/account/confirm/",
    ),
    (
        Reason.FIRST_PAYMENT_INCOMPLETE,
        {},
        "Your first payment isn’t finished Finish paying Nothing has been charged. You can also "
        "start again . Ask us for help",
        "/account/finish/",
    ),
    (
        Reason.PAUSED_UNTIL,
        {"on": DAY_0.replace(month=6)},
        "Your subscription is paused until 1 June Resume now You are charged from the day you "
        "resume. Ask us for help",
        "/account/resume/",
    ),
    (
        Reason.CANCELED_BY_READER,
        {"on": MARCH_1},
        "Your subscription ended on 1 March Subscribe again Your stories and letters are as you "
        "left them.",
        "/subscribe/",
    ),
    (
        Reason.ENDED_UNPAID,
        {"on": MARCH_1},
        "Your subscription ended on 1 March , unpaid Subscribe again Nothing more is owed. "
        "Ask us for help",
        "/subscribe/",
    ),
    (
        Reason.REFUNDED,
        {"on": MARCH_1},
        "We paid you back on 1 March , and your subscription ended Subscribe again Not what you "
        "wanted? Write to us .",
        "/subscribe/",
    ),
    (
        Reason.CHARGEBACK,
        {"on": MARCH_1},
        "Your bank took back the payment of 1 March , and your subscription ended Subscribe again "
        "A mistake? Write to us and we put it right.",
        "/subscribe/",
    ),
    (
        Reason.GRANT_ENDED,
        {"on": MARCH_1, "source": "gift from J. Holm"},
        "Your gift from J. Holm ended on 1 March See what it costs Your stories and letters are "
        "as you left them.",
        "/subscribe/",
    ),
    (
        Reason.SEAT_REMOVED,
        {"source": "Tarn Library"},
        "Tarn Library no longer holds a seat for you See what it costs Think it should? Ask the "
        "person who looks after it there.",
        "/subscribe/",
    ),
]


@pytest.mark.parametrize(
    ("reason", "about", "words", "button"), PANELS, ids=[str(row[0]) for row in PANELS]
)
def test_each_reason_has_its_words_and_its_button(
    make: Make,
    entitled: Any,
    clock: MovingClock,
    reason: Reason,
    about: dict[str, Any],
    words: str,
    button: str,
) -> None:
    entitled(denied(reason, **about))
    response = read(make())
    page = text_of(response)
    assert response["Standfirst-Reason"] == reason.value
    assert gate_of(page) == words
    assert f'class="button" href="{button}?next=%2Fwhy-the-wells-close%2F%23break"' in page


def test_no_subscription_names_the_address(make: Make) -> None:
    client = Client()
    client.force_login(
        Reader.objects.create_user("ada@post.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert gate_of(text_of(read(make(), client))) == (
        "The rest of this article is for subscribers See what it costs You are logged in as "
        "ada@post.example. Another address? Log in with it ."
    )


def test_a_used_meter_says_when_the_next_article_is_free(
    make: Make, entitled: Any, clock: MovingClock
) -> None:
    entitled(Entitlement(is_signed_in=True, meter=MeterFacts(5, 5, APRIL_1)))
    assert gate_of(text_of(read(make()))) == (
        "You have read your 5 free articles this month See what it costs The next one is free on "
        "1 April ."
    )


BANNERS = [
    (
        Concern(Reason.PAYMENT_FAILED, on=MARCH_3, until=DAY_0.replace(day=17)),
        "Your payment of 3 March didn’t go through. You can read everything until 17 March . "
        "Update your card",
    ),
    (
        Concern(Reason.CARD_EXPIRED, on=DAY_0.replace(month=2), until=DAY_0.replace(day=17)),
        "The card we have for you ran out in February . You can read everything until 17 March . "
        "Update your card",
    ),
    (
        Concern(Reason.AUTHENTICATION_REQUIRED, on=MARCH_3, until=DAY_0.replace(day=17)),
        "Your bank wants you to confirm a payment. You can read everything until 17 March . "
        "Confirm with your bank",
    ),
    (
        Concern(Reason.CARD_EXPIRING, on=DAY_0.replace(day=31, hour=23), until=APRIL_1),
        "Your card runs out on 31 March , before the next payment on 1 April . Update your card",
    ),
    (
        Concern(Reason.CANCELS_ON, on=APRIL_1),
        "Your subscription ends on 1 April , as you asked. Keep it going",
    ),
]


@pytest.mark.parametrize(("concern", "words"), BANNERS, ids=[str(row[0].reason) for row in BANNERS])
def test_a_reader_who_reads_is_told_in_a_banner(
    make: Make, entitled: Any, clock: MovingClock, settings: Any, concern: Concern, words: str
) -> None:
    settings.TIME_ZONE = "Europe/Stockholm"
    rights = (Right(Reason.GRACE, "courier"),)
    entitled(Entitlement(is_signed_in=True, rights=rights, banner=concern))
    page = text_of(read(make()))
    found = re.search(r'<aside class="notice".*?</aside>', page, re.DOTALL)
    assert found
    assert " ".join(re.sub(r"<[^>]+>", " ", found.group()).replace("\u00a0", " ").split()) == words


def test_every_reason_that_denies_has_a_panel_and_every_banner_its_words() -> None:
    told = {row[0] for row in PANELS} | {
        Reason.SIGNED_OUT,
        Reason.NO_SUBSCRIPTION,
        Reason.PLAN_TOO_LOW,
        Reason.METER_USED,
        Reason.UNKNOWN_GATE,
    }
    allowed = {
        Reason.OPEN,
        Reason.NEWSROOM,
        Reason.REGISTERED,
        Reason.SUBSCRIBED,
        Reason.GRACE,
        Reason.GRANTED,
        Reason.METERED,
    }
    banners_only = {Reason.CARD_EXPIRING, Reason.CANCELS_ON}
    assert told | allowed | banners_only == set(Reason)


def test_a_signed_out_answer_may_be_kept_but_is_asked_for_again(make: Make) -> None:
    response = read(make())
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_a_readers_answer_is_never_kept(make: Make) -> None:
    client = Client()
    client.force_login(
        Reader.objects.create_user("ada@post.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    response = read(make(), client)
    assert response["Cache-Control"] == "private, no-store"
    assert "csrf" not in text_of(response).casefold()


def test_a_draft_has_no_address(make: Make) -> None:
    article = make()
    article.unpublish()
    assert read(article).status_code == 404


def test_without_a_break_the_default_number_of_words_is_open(make: Make) -> None:
    article = make(body=[row for row in BODY if row[0] != "break"])
    page = text_of(read(article))
    assert "Dug in 1890." in page
    assert "At nine the board" not in page


def test_the_same_bytes_for_everybody_who_is_signed_out(make: Make) -> None:
    article = make()
    assert read(article).content == read(article).content


def test_an_article_takes_nothing(make: Make) -> None:
    assert Client().post(make().address).status_code == 405


def test_a_story_that_was_taken_back_is_not_linked(make: Make, front: FrontPage) -> None:
    story = ensure_story(front, "Water on the plains")
    article = make(story=story)
    assert 'href="/water-on-the-plains/"' in text_of(read(article))
    story.unpublish()
    assert "water-on-the-plains" not in text_of(read(article))
