"""A page that changes says beforehand that it shows what changed; others are left alone.

Each page is asked for before and after something is done. Whatever looks otherwise afterwards must
have said that it shows something that the change names; and of those named as bystanders none may
be touched, so that they stay at hand.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from wagtail.models import Site

from standfirst.access.rules import Audience
from standfirst.articles import publication
from standfirst.articles.actions import ensure_story
from standfirst.articles.models import (
    Article,
    Person,
    PublicationSettings,
    Story,
    TimelineEntry,
    Topic,
)
from standfirst.billing.models import Plan, Price
from standfirst.edge.models import Change
from standfirst.fronts.models import FrontPage
from tests.articles.making import PUBLISHED, Make
from tests.conftest import MovingClock

Shown = dict[str, tuple[set[str], str]]

LISTS = [
    "/",
    "/topics/water/",
    "/topics/moths/",
    "/authors/noor-adeyemi/",
    "/authors/teo-lindgren/",
]
MACHINES = ["/feed.rss", "/sitemap.xml"]
STORIES = ["/the-wells/", "/stories/"]
PIECES = [f"/piece-{number}/" for number in range(6)]
PATHS = [*LISTS, *MACHINES, *STORIES, *PIECES, "/help/"]


@pytest.fixture
def town(front: FrontPage, make: Make, clock: MovingClock) -> Story:
    """Six articles: the even ones about water, by Noor; 1 and 5 about moths, by Teo; the third in
    a story, whose timeline leads to it and to the first."""
    story = ensure_story(front, "The wells", standfirst="A story of water.")
    for number in range(6):
        made = make(
            f"Piece {number}",
            slug=f"piece-{number}",
            topics=("Water",) if number % 2 == 0 else ("Moths",),
            authors=("Noor Adeyemi",) if number % 2 == 0 else ("Teo Lindgren",),
            story=story if number == 3 else None,
            audience=Audience.EVERYONE if number == 4 else Audience.SUBSCRIBERS,
            published_at=PUBLISHED + timedelta(days=number),
        )
        if number in {1, 3}:
            TimelineEntry.objects.create(
                story=story, date=date(2026, 1, 1 + number), text=f"Entry {number}", article=made
            )
    return story


def shown() -> Shown:
    """Every page, by its address: what it says that it shows, and what it looks like."""
    publication.forget()
    pages: Shown = {}
    for path in PATHS:
        answer = Client().get(path)
        keys = set(answer.headers.get("Surrogate-Key", "").split())
        pages[path] = (keys, f"{answer.status_code}{answer.content.decode()}")
    return pages


def touched_by(change: Callable[[], object]) -> set[str]:
    """The pages that a change makes void; none that looks otherwise is missing."""
    before = shown()
    last = max(Change.objects.values_list("pk", flat=True))
    change()
    words = set(Change.objects.filter(pk__gt=last).values_list("subject", flat=True))
    after = shown()
    touched = {path for path in PATHS if words & before[path][0]}
    stale = {path for path in PATHS if before[path][1] != after[path][1]} - touched
    assert {path for path in stale if before[path][1].startswith("200")} == set()
    return touched


def piece(number: int) -> Article:
    return Article.objects.get(slug=f"piece-{number}")


def redraft(number: int, **fields: object) -> None:
    """Publishes it again with these fields."""
    draft = piece(number).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


OWN_LISTS = {"/", "/feed.rss", "/sitemap.xml"}


@pytest.mark.usefixtures("town")
def test_an_edit_touches_the_article_its_neighbours_and_its_lists_alone() -> None:
    touched = touched_by(lambda: redraft(2, title="Another headline"))
    own = {"/piece-2/", "/topics/water/", "/authors/noor-adeyemi/"}
    assert touched == OWN_LISTS | own | {"/piece-1/", "/piece-3/"}


@pytest.mark.usefixtures("town")
def test_a_stricter_gate_touches_no_less() -> None:
    assert "/piece-4/" in touched_by(lambda: redraft(4, audience="subscribers"))


@pytest.mark.usefixtures("town")
def test_a_new_article_touches_the_one_before_it(make: Make) -> None:
    fields = {"topics": ("Moths",), "authors": ("Teo Lindgren",)}
    published_at = PUBLISHED + timedelta(days=9)
    touched = touched_by(lambda: make("Piece 9", published_at=published_at, **fields))
    assert touched >= OWN_LISTS | {"/piece-5/", "/topics/moths/", "/authors/teo-lindgren/"}
    assert touched & {"/piece-0/", "/piece-2/", "/topics/water/", "/authors/noor-adeyemi/"} == set()


@pytest.mark.usefixtures("town")
def test_a_withdrawal_touches_those_that_led_to_it() -> None:
    touched = touched_by(lambda: piece(3).unpublish())
    assert touched >= OWN_LISTS | {"/piece-3/", "/piece-2/", "/piece-4/", "/the-wells/"}
    assert touched & {"/piece-0/", "/piece-5/", "/topics/water/", "/help/"} == set()


@pytest.mark.usefixtures("town")
def test_a_deletion_does_too() -> None:
    assert touched_by(lambda: piece(1).delete()) >= {"/piece-1/", "/piece-0/", "/the-wells/"}


@pytest.mark.usefixtures("town")
def test_a_move_touches_the_old_address_and_every_link_to_it() -> None:
    touched = touched_by(lambda: redraft(1, slug="moved"))
    assert touched >= {"/piece-1/", "/piece-0/", "/piece-2/", "/the-wells/", "/topics/moths/"}


@pytest.mark.usefixtures("town")
def test_another_topic_touches_the_old_list_and_the_new() -> None:
    touched = touched_by(lambda: redraft(1, topics=[Topic.objects.get(slug="water")]))
    assert touched >= {"/topics/moths/", "/topics/water/"}


@pytest.mark.usefixtures("town")
def test_another_author_touches_both_lists() -> None:
    touched = touched_by(lambda: redraft(1, authors=[Person.objects.get(slug="noor-adeyemi")]))
    assert touched >= {"/authors/teo-lindgren/", "/authors/noor-adeyemi/"}


@pytest.mark.usefixtures("town")
def test_a_draft_touches_nothing() -> None:
    def draft() -> None:
        found = piece(2)
        found.title = "Not yet"
        found.save_revision()

    assert touched_by(draft) == set()


def test_a_story_that_moves_on_touches_its_articles(town: Story) -> None:
    def tell() -> None:
        story = Story.objects.get(pk=town.pk).get_latest_revision_as_object()
        story.timeline.add(TimelineEntry(date=date(2026, 2, 1), text="The well at Tarn is dry."))
        story.save_revision().publish()

    touched = touched_by(tell)
    assert touched >= {"/the-wells/", "/piece-3/", "/stories/"}
    assert touched & {"/piece-0/", "/piece-5/", "/topics/water/", "/help/"} == set()


def test_a_story_with_another_name_touches_the_lists_that_tell_it(town: Story) -> None:
    def rename() -> None:
        story = Story.objects.get(pk=town.pk).get_latest_revision_as_object()
        story.title = "The dry wells"
        story.save_revision().publish()

    touched = touched_by(rename)
    assert touched >= {"/the-wells/", "/piece-3/", "/topics/moths/", "/authors/teo-lindgren/", "/"}
    assert "/topics/water/" not in touched


@pytest.mark.usefixtures("town")
def test_a_persons_name_touches_where_it_stands() -> None:
    def rename() -> None:
        noor = Person.objects.get(slug="noor-adeyemi")
        noor.name = "Noor Adeyemi-Holm"
        noor.save()

    touched = touched_by(rename)
    assert touched >= {"/authors/noor-adeyemi/", "/topics/water/", "/piece-0/", "/"}
    assert touched & {"/piece-1/", "/topics/moths/", "/help/"} == set()


@pytest.mark.usefixtures("town")
def test_a_price_touches_what_has_a_gate() -> None:
    def price() -> None:
        plan = Plan.objects.create(key="courier", name="The Courier")
        Price.objects.create(plan=plan, amount_minor=900, currency="sek")

    assert touched_by(price) == {f"/piece-{number}/" for number in (0, 1, 2, 3, 5)}


@pytest.mark.usefixtures("town")
def test_the_text_of_the_help_page_touches_that_alone() -> None:
    def write() -> None:
        row = PublicationSettings.in_force()
        row.help_text = "<p>Ask Lotte.</p>"
        row.save()

    assert touched_by(write) == {"/help/"}


@pytest.mark.parametrize(
    "change",
    [
        lambda: PublicationSettings.objects.update_or_create(
            defaults={"colophon": "Printed daily"}
        ),
        lambda: Topic.objects.create(name="Trains", slug="trains"),
        lambda: Topic.objects.get(slug="moths").delete(),
        lambda: Site.objects.get().save(),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_stands_on_every_page_touches_every_page(change: Callable[[], object]) -> None:
    assert touched_by(change) == set(PATHS)
