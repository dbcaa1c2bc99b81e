"""Articles for tests: the fixtures of tests/articles and tests/fronts."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model

from standfirst.access.rules import Audience
from standfirst.articles import publication
from standfirst.articles.actions import (
    ArticleFields,
    Body,
    draft_article,
    publish_article,
)
from standfirst.articles.models import Article
from standfirst.fronts.actions import found_publication, name_publication
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader

BODY: Body = [
    (
        "primer",
        {"label": "Before you read", "text": "<ul><li>Dug in 1890.</li></ul>", "checked_on": None},
    ),
    ("now", {"heading": "What’s going on now"}),
    ("text", {"text": "<p>At nine the board spoke openly.</p><p>Nobody asked.</p>"}),
    ("break", None),
    ("section", {"heading": "Who pays in secret"}),
    ("text", {"text": "<p>The zanzibarian levy costs 61 million.</p>"}),
    ("section", {"heading": "Where it stands"}),
    ("text", {"text": "<p>Xylophonic pipes remain.</p>"}),
]
LOCKED_WORDS = ("zanzibarian", "xylophonic", "who pays in secret", "61 million")
PUBLISHED = datetime(2026, 2, 27, 6, 0, tzinfo=UTC)

Make = Callable[..., Article]


@pytest.fixture
def front(db: None) -> Iterator[FrontPage]:
    """The front page of The Linde Courier."""
    name_publication(name="The Linde Courier", tagline="One question at a time.")
    publication.forget()
    yield found_publication()
    publication.forget()


@pytest.fixture
def editor(front: FrontPage) -> Client:
    """The browser of somebody who may do everything in the newsroom."""
    client = Client()
    client.force_login(
        Reader.objects.create_superuser("ed@post.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def make(front: FrontPage) -> Make:
    """Makes a published article; its fields and its body may be given."""

    def made(headline: str = "Why the wells close", body: Body = BODY, **fields: Any) -> Article:
        published_at = fields.pop("published_at", PUBLISHED)
        fields.setdefault("audience", Audience.SUBSCRIBERS)
        fields.setdefault("standfirst", "The board has published every reading.")
        draft = draft_article(front, ArticleFields(headline=headline, **fields), body=body)
        return publish_article(draft, published_at=published_at)

    return made


def picture(name: str = "wells.jpg", size: tuple[int, int] = (1600, 1000)) -> Any:
    """An image in the library."""
    raw = io.BytesIO()
    Picture.effect_mandelbrot(size, (-2, -1, 1, 1), 40).convert("RGB").save(raw, "JPEG", quality=80)
    raw.seek(0)
    return get_image_model().objects.create(title=name, file=ImageFile(raw, name=name))
