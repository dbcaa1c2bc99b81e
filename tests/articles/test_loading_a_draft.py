"""A draft that was read from a file becomes an article."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from wagtail.images import get_image_model

from standfirst.articles.models import Article, Story
from standfirst.fronts.models import FrontPage
from standfirst.transfer.load import LoadResult, load
from standfirst.transfer.text import read
from tests.articles.making import picture

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = """---
title: Why the wells close
standfirst: The board has published every reading.
byline: By Noor Adeyemi and Teo Lindgren
place: Sandhollow
published: -3d 06:00
updated: -1d 15:40
topics: [Water]
story: Water on the plains
gate: registered
lead_image: wells.jpg
lead_alt: A row of wells.
---

## Before you read

Last checked: -4d

- Dug in **1890**.

## What's going on now

At nine the board spoke.

> "We were wrong."
> — Lotte Arkwright, chair of the water board, Sandhollow, -4d

Table: Wells
| Well | Depth |
|---|---|
| A\\|B | 14 |

![Another well](gone.jpg)

<!-- break -->

## Where this stands

- One thing
- Another

The rest.
"""


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    with picture().file.open("rb") as file:
        (tmp_path / "wells.jpg").write_bytes(file.read())
    return tmp_path


def loaded(
    front: FrontPage, folder: Path, source: str = SOURCE, publish: bool = True
) -> LoadResult:
    draft = read(source.encode(), name="wells.md")
    return load(draft, source_id="wells", parent=front, now=NOW, images=folder, publish=publish)


def test_the_article_has_what_the_file_says(front: FrontPage, folder: Path) -> None:
    article = loaded(front, folder).article
    assert article.title == "Why the wells close"
    assert article.author_names() == "Noor Adeyemi, Teo Lindgren"
    assert [topic.name for topic in article.topics.all()] == ["Water"]
    assert article.story == Story.objects.get(title="Water on the plains")
    assert article.audience == "registered"
    assert article.first_published_at == datetime(2026, 2, 26, 6, 0, tzinfo=UTC)
    assert article.updated_at == datetime(2026, 2, 28, 15, 40, tzinfo=UTC)
    assert article.lead_image is not None
    assert article.lead_alt == "A row of wells."
    assert [child.block_type for child in article.body] == [
        "primer",
        "now",
        "text",
        "quote",
        "table",
        "break",
        "section",
        "list",
        "text",
    ]


def test_its_page_shows_the_open_part(front: FrontPage, folder: Path) -> None:
    page = Client().get(loaded(front, folder).article.address).content.decode()
    assert "At nine the board spoke." in page
    assert "<b>Lotte Arkwright</b>, chair of the water board, Sandhollow, <time" in page
    assert "A|B" in page
    assert "The rest." not in page


def test_a_picture_that_is_missing_is_reported(front: FrontPage, folder: Path) -> None:
    left = loaded(front, folder).left
    assert [one.why for one in left if "gone.jpg" in one.text] == [
        "the picture is not beside the file"
    ]


def test_loading_twice_changes_one_article(front: FrontPage, folder: Path) -> None:
    first = loaded(front, folder)
    pictures = get_image_model().objects.count()
    again = loaded(front, folder, SOURCE.replace("The rest.", "The end."))
    assert (first.is_new, again.is_new) == (True, False)
    assert Article.objects.count() == 1
    assert again.article.pk == first.article.pk
    assert "The end." in again.article.body.raw_data[-1]["value"]["text"]
    assert get_image_model().objects.count() == pictures


def test_nothing_is_published_unasked(front: FrontPage, folder: Path) -> None:
    article = loaded(front, folder, publish=False).article
    assert not article.live
    assert Client().get(article.address).status_code == 404


def test_an_unknown_gate_is_for_subscribers_and_reported(front: FrontPage, folder: Path) -> None:
    result = loaded(front, folder, SOURCE.replace("gate: registered", "gate: friends"))
    assert result.article.audience == "subscribers"
    assert "friends" in [one.text for one in result.left]


@pytest.mark.parametrize("src", ["../secret.jpg", "/etc/passwd", "http://a.example/x.jpg", "x.svg"])
def test_only_pictures_beside_the_file_are_read(front: FrontPage, folder: Path, src: str) -> None:
    (folder.parent / "secret.jpg").write_bytes((folder / "wells.jpg").read_bytes())
    (folder / "x.svg").write_text("<svg onload='alert(1)'/>")
    result = loaded(front, folder, SOURCE.replace("wells.jpg", src))
    assert result.article.lead_image is None


def test_a_file_that_is_no_picture_is_reported(front: FrontPage, folder: Path) -> None:
    (folder / "wells.jpg").write_bytes(b"not a picture")
    assert "the picture cannot be read" in [one.why for one in loaded(front, folder).left]
