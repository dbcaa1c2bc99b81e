"""No public page does more than twelve SQL statements, whatever the number of articles."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.access.models import Grant
from standfirst.access.rules import Audience
from standfirst.articles.actions import ensure_person, ensure_story
from standfirst.articles.models import Article, Question, Story, StoryPerson, TimelineEntry
from standfirst.articles.primers.models import Primer
from standfirst.articles.stories.models import StoryReader
from standfirst.billing.models import Customer, Invoice, Plan, Price, Subscription
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from tests.articles.making import BODY, PUBLISHED, Make, picture
from tests.conftest import MovingClock

STATEMENTS_MAX = 12


@pytest.fixture(autouse=True)
def kept_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process keeps for some seconds is kept throughout: a slow machine counts the same."""
    monkeypatch.setattr("standfirst.articles.publication.KEPT_S", 1e9)
    monkeypatch.setattr("standfirst.articles.publication.WORDS_KEPT_S", 1e9)
    monkeypatch.setattr("standfirst.fronts.middleware.KEPT_S", 1e9)
    monkeypatch.setattr("standfirst.billing.queries.KEPT_S", 1e9)


@pytest.fixture
def story(front: FrontPage, make: Make) -> Story:
    """A story with everything in it, and twenty-two articles, most of them in it."""
    plan = Plan.objects.create(key="paper", name="The Courier and the paper")
    Price.objects.create(plan=plan, amount_minor=900, currency="sek")
    story = ensure_story(front, "Water on the plains", checked_on=date(2026, 2, 20))
    first, second = picture(), picture("map.jpg")
    body = [*BODY]
    for number in range(4):
        image = {"image": second.pk, "alt": "A map", "caption": f"Map {number}", "credit": ""}
        body.insert(3, ("image", image))
    for number in range(22):
        article = make(
            headline=f"Well number {number}",
            body=body,
            story=story if number % 3 != 1 else None,
            audience=Audience.PLANS if number == 1 else Audience.SUBSCRIBERS,
            plans=("paper",),
            authors=("Noor Adeyemi", "Teo Lindgren"),
            topics=("Water", "Money"),
            lead_image_id=first.pk,
            lead_alt="Wells",
            published_at=PUBLISHED - timedelta(days=number),
        )
        if number % 3 != 1:
            TimelineEntry.objects.create(
                story=story, date=date(2026, 1, 1 + number), text="Once more", article=article
            )
    keep_background(story, make)
    for number in range(5):
        person = ensure_person(f"Person {number}")
        StoryPerson.objects.create(story=story, person=person, statement="We were wrong.")
        Question.objects.create(story=story, question="Who pays?", answer="Nobody knows.")
    return story


def keep_background(story: Story, make: Make) -> None:
    """A primer whose history is public, in the story and in three of its articles, one of which
    keeps a version of it; two of them were corrected."""
    primer = Primer(title="Wells", slug="wells", text="<p>Dug.</p>", is_history_public=True)
    primer.live = False
    primer.save()
    primer.save_revision().publish()
    story.primer = primer
    story.save_revision().publish()
    correction = ("correction", {"corrected_on": "2026-03-01", "text": "<p>It was 38.</p>"})
    for number, version in enumerate((None, None, 1)):
        block = ("primer", {"primer": primer.pk, "version": version, "text": ""})
        article = make(headline=f"Kept {number}", body=[block, *BODY[1:]], story=story)
        draft = article.get_latest_revision_as_object()
        draft.corrections = json.dumps([{"type": correction[0], "value": correction[1]}])
        draft.save_revision().publish()


PAGES = [
    "/",
    "/well-number-0/",
    "/well-number-1/",
    "/well-number-2/",
    "/water-on-the-plains/",
    "/topics/water/",
    "/topics/water/?page=2",
    "/authors/noor-adeyemi/",
    "/stories/",
    "/stories/water-on-the-plains/feed.atom",
    "/corrections/",
    "/corrections/feed.atom",
    "/primers/wells/",
    "/kept-0/",
    "/kept-2/",
    "/search/?q=board",
    "/search/?q=baord+spoke",
    "/help/",
    "/feed.atom",
    "/feed.rss",
    "/sitemap.xml",
    "/robots.txt",
    "/nowhere/",
]


def count(client: Client, path: str) -> list[str]:
    """The statements of one request, by a process that has answered before."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
    assert response.status_code == (404 if path == "/nowhere/" else 200)
    return [row["sql"][:160] for row in seen.captured_queries if not is_savepoint(row["sql"])]


def is_savepoint(sql: str) -> bool:
    return sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))


def signed_in(reader: Reader) -> Client:
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_subscriber() -> Reader:
    """Somebody in grace with a grant besides: the reader of whom most has to be asked."""
    reader = Reader.objects.create_user("grace@post.example")
    customer = Customer.objects.create(reader=reader, company_id="cus_1")
    plan = Plan.objects.get(key="paper")
    subscription = Subscription.objects.create(
        customer=customer,
        plan=plan,
        company_id="sub_1",
        status="past_due",
        started_at=PUBLISHED,
        period_end=PUBLISHED,
        fetched_at=PUBLISHED,
    )
    Invoice.objects.create(
        customer=customer,
        subscription=subscription,
        company_id="in_1",
        status="open",
        amount_minor=900,
        currency="sek",
        created_at=PUBLISHED,
        first_failed_at=PUBLISHED,
        failure="payment_failed",
    )
    Grant.objects.create(
        reader=reader, kind=Grant.Kind.GIFT, source="a friend", starts_at=PUBLISHED
    )
    return reader


def test_somebody_signed_out_costs_at_most_twelve(story: Story) -> None:
    check_all(Client())


def test_a_subscriber_costs_at_most_twelve(story: Story) -> None:
    check_all(signed_in(a_subscriber()))


def test_who_comes_back_to_a_story_costs_at_most_twelve(story: Story, clock: MovingClock) -> None:
    client = signed_in(a_subscriber())
    path = story.address
    count(client, path)
    clock.forward(days=2)
    StoryReader.objects.update(before_at=clock.now() - timedelta(days=9), here_at=clock.now())
    article = Article.objects.filter(story=story).latest("pk")
    article.get_latest_revision_as_object().save_revision().publish()
    statements = count(client, path)
    assert len(statements) <= STATEMENTS_MAX, "\n".join([path, *statements])


def check_all(client: Client) -> None:
    for path in PAGES:
        count(client, path)
        statements = count(client, path)
        assert len(statements) <= STATEMENTS_MAX, "\n".join([path, *statements])


def test_more_articles_cost_no_more(story: Story, make: Make) -> None:
    client = Client()
    paths = ["/", "/topics/water/", "/feed.atom", "/water-on-the-plains/"]
    before = [len(count(client, path)) for path in paths * 2][len(paths) :]
    for number in range(5):
        make(headline=f"Another {number}", story=story, topics=("Water",), authors=("A. New",))
    after = [len(count(client, path)) for path in paths]
    assert all(now <= then for now, then in zip(after, before, strict=True)), (before, after)
