"""A small publication with something of everything that can be locked, and its readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model

from standfirst.access.actions import give_grant
from standfirst.access.models import Grant
from standfirst.access.rules import Audience
from standfirst.articles.actions import (
    ArticleFields,
    draft_article,
    ensure_person,
    ensure_story,
    redraft_article,
)
from standfirst.articles.models import Article, Story
from standfirst.articles.primers.models import Primer
from standfirst.articles.statements.actions import ensure_subject, publish_statement
from standfirst.articles.statements.models import Statement
from standfirst.billing.models import Plan
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from tests.articles.making import Make, front, make, picture  # noqa: F401 - fixtures
from tests.conftest import DAY_0, MovingClock
from tests.leaks import planting
from tests.stories.conftest import company, courier  # noqa: F401 - fixtures

OPEN = "<p>At nine the board spoke openly about the wells of the marrow plains.</p>"


def behind(secret: str) -> list[tuple[str, Any]]:
    """A body with an open paragraph, and this one behind the break."""
    return [("text", {"text": OPEN}), ("break", None), ("text", {"text": f"<p>{secret}</p>"})]


NO_WORDS = dict.fromkeys(("text", "speaker", "office", "where", "when", "source"), "")
CHART = {
    "caption": "Barrels hidden below the church",
    "form": "bars",
    "description": "Moth cellar holds more than twice what bats guard.",
    "source": "",
}


def on_record() -> Statement:
    """A statement that one article alone places, behind its break."""
    statement = Statement(
        live=False,
        person=ensure_person("Pia Lund"),
        words="Nobody shall hear of the marmalade fund before the spring.",
        said_on=date(2026, 2, 20),
        source="our own recording",
    )
    statement.save()
    subject = ensure_subject("Funds of the town", slug="funds-of-the-town")
    statement.subjects.set([subject])
    return publish_statement(statement)


def ledger() -> Any:
    """A document that one article alone hands out, behind its break."""
    file = ContentFile(b"Forty crowns to the clerk.", name="ledger-of-bribes.txt")
    return get_document_model().objects.create(title="Ledger", file=file, file_size=26)


@dataclass(frozen=True)
class Town:
    """What the tests speak of."""

    wells: Article
    draft: Article
    story: Story


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Wagtail remembers renditions by the image's number, which every test begins anew."""
    cache.clear()


@pytest.fixture
def town(make: Make, front: FrontPage, clock: MovingClock) -> Town:  # noqa: F811 - a fixture
    """An article with a gate, a draft, a story; a reader who reads, one who does not."""
    story = ensure_story(front, "The wells", standfirst="A story of water.")
    map_of_wells = picture("a-secret-map.jpg", size=(60, 40))
    wells = make(
        story=story,
        topics=("Water",),
        authors=("Lotte Arkwright",),
        body=[
            *behind("The zanzibarian levy costs sixty-one million crowns, the minister admitted."),
            ("section", {"heading": "Who pays in secret"}),
            (
                "quote",
                {"text": "Xylophonic pipes remain our pride and joy.", "speaker": "Quintus Vane"},
            ),
            ("table", {"caption": "Hidden depths", "cells": "Well | Yield\nMoth Hollow | Forty"}),
            ("image", {"image": map_of_wells.pk, "alt": "Nine moles digging under a church."}),
            ("note", {"title": "How", "text": "<p>We bribed a clerk of the waterworks.</p>"}),
            ("embed", {"url": "https://film.example/watch/wells", "title": "A film of the dig"}),
            ("quote", {**NO_WORDS, "statement": on_record().pk}),
            ("chart", {**CHART, "cells": "Hollow | Barrels\nMoth cellar | 41\nBat cellar | 17"}),
            ("document", {"document": ledger().pk, "title": "The ledger of bribes", "note": ""}),
        ],
    )
    draft = draft_article(
        front,
        ArticleFields("The mayor resigns tomorrow morning", standfirst="Nobody knows it yet."),
        body=[("text", {"text": "<p>Unprintable allegations follow about the embankment.</p>"})],
    )
    Redirect.objects.create(old_path="/old-wells", redirect_page=wells)
    Primer.objects.create(title="Wells", slug="wells", text="<p>Dug in 1890.</p>")
    Reader.objects.create_user("kaya@post.example")
    given("lev", days=90)
    return Town(wells=wells, draft=draft, story=story)


@pytest.fixture
def county(town: Town, make: Make) -> Town:  # noqa: F811 - a fixture
    """The town, and around it articles of every gate, changes not published, a gift that ended."""
    Plan.objects.create(key="paper", name="The Courier and the paper")
    make(
        "What the plans bring",
        body=behind("Only the paper tells of the quarrelling gondoliers of Tarn."),
        audience=Audience.PLANS,
        plans=("paper",),
    )
    make(
        "What everybody with an account knows",
        body=behind("Registered readers learn that turbines hum below the market."),
        audience=Audience.REGISTERED,
        topics=("Water",),
    )
    make(
        "For everyone",
        body=behind("Nothing is kept from anybody here."),
        audience=Audience.EVERYONE,
    )
    changed = make("A piece with changes", body=behind("As it was, lanterns swung all night."))
    redraft_article(
        changed,
        ArticleFields("A piece with changes", standfirst="The editor is not sure of this line."),
        body=behind("As it will be, bagpipes wail through the valley."),
    )
    given("mina", days=-6)
    return town


def given(name: str, *, days: int) -> Reader:
    """A reader with a gift that ends in so many days."""
    reader = Reader.objects.create_user(f"{name}@post.example")
    starts, ends = DAY_0 - timedelta(days=60), DAY_0 + timedelta(days=days)
    give_grant(Grant(reader=reader, source="a gift", starts_at=starts, ends_at=ends), now=starts)
    return reader


@pytest.fixture
def plant(settings: Any) -> Iterator[planting.Garden]:
    """Puts locked words into answers, as a fault of ours would."""
    settings.MIDDLEWARE = ["tests.leaks.planting.PlantingMiddleware", *django_settings.MIDDLEWARE]
    planting.GARDEN.clear()
    yield planting.GARDEN
    planting.GARDEN.clear()
