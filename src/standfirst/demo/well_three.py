"""An article of the demo with one of each block that its other articles have no use for."""

import io
import math
import struct
import wave
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from standfirst.access.rules import Audience
from standfirst.articles.actions import ArticleFields, Body, draft_article, publish_article
from standfirst.articles.models import Article, Story

YEARS = (
    ("2015", "34.5", "41.5", "0"),
    ("2016", "36.2", "44.6", "0"),
    ("2017", "36.8", "47.1", "0"),
    ("2018", "38.6", "49.8", "0"),
    ("2019", "38.9", "49.9", "0"),
    ("2020", "39.8", "50.8", "1"),
    ("2021", "41.0", "54.6", "3"),
    ("2022", "43.8", "57.8", "3"),
    ("2023", "44.1", "59.8", "4"),
    ("2024", "45.7", "57.9", "5"),
    ("2025", "47.1", "62.8", "5"),
)
"""Well 3 at Sandhollow: the year, its average, its highest month, months over the limit."""

RATE, SECONDS = 8_000, 3


def load(parent: Page, *, today: datetime) -> Article:
    """Well 3 in pictures and figures, for everyone."""
    draft = draft_article(
        parent,
        ArticleFields(
            headline="Well 3, from its first reading to its last",
            standfirst="Eleven years of one village well in figures, a map, a sound and a file.",
            slug="well-3-from-its-first-reading-to-its-last",
            authors=("Noor Adeyemi",),
            place="Sandhollow",
            topics=("Water",),
            story=Story.objects.filter(slug="water-on-the-marrow-plains").first(),
            audience=Audience.EVERYONE,
        ),
        body=_body(),
    )
    return publish_article(draft, published_at=today - timedelta(days=19, hours=3))


def _body() -> Body:
    map_of_wells = get_image_model().objects.order_by("pk").first()
    return [
        (
            "text",
            {
                "text": "<p>On the first of the month, at about ten, somebody lowers a bottle "
                "into the well behind the school at Sandhollow. What is in it is told below.</p>"
            },
        ),
        (
            "figures",
            {
                "figures": [
                    {"figure": "132", "counts": "readings, one a month for eleven years"},
                    {"figure": "21", "counts": "of them over the limit"},
                    {"figure": "0", "counts": "years over the limit"},
                ],
                "source": "Marrow Plains water board.",
            },
        ),
        ("section", {"heading": "The readings"}),
        (
            "chart",
            {
                "caption": "Nitrate in well 3, milligrams a litre",
                "form": "lines",
                "cells": "\n".join(
                    ["Year | Average | Highest month", *(" | ".join(row[:3]) for row in YEARS)]
                ),
                "description": "The average rises from 34.5 to 47.1, under the limit of 50; the "
                "highest month passes it in 2020 and reaches 62.8.",
                "source": "The limit is 50 milligrams, averaged over a year. Source: water board.",
            },
        ),
        (
            "chart",
            {
                "caption": "Months over 50 milligrams",
                "form": "bars",
                "cells": "\n".join(
                    ["Year | Months", *(f"{row[0]} | {row[3]}" for row in YEARS[5:])]
                ),
                "description": "From one month in 2020 to five in 2025.",
                "source": "Source: water board.",
            },
        ),
        ("section", {"heading": "Where it stands, and how it sounds"}),
        (
            "diagram",
            {
                "image": map_of_wells.pk if map_of_wells else None,
                "alt": "The plain with its row of wells",
                "description": "<p>The wells stand in a row from left to right, a few hundred "
                "metres apart, with low hills behind them. Well 3 is the third from the left.</p>",
                "caption": "Well 3 is the third from the left.",
                "credit": "Print for The Courier",
            },
        ),
        (
            "audio",
            {
                "document": _file("the-pump-at-well-3.wav", "The pump at well 3", _hum()).pk,
                "title": "The pump at well 3",
                "note": "Three seconds",
                "transcript": "<p>A low even hum, falling off at the end. Nobody speaks.</p>",
            },
        ),
        (
            "video",
            {
                "title": "A bottle is lowered into the well",
                "document": None,
                "url": "https://film.example/watch/a-bottle-is-lowered",
                "poster": map_of_wells.pk if map_of_wells else None,
                "alt": "A print of the plain and its wells.",
                "note": "Four minutes, with subtitles",
            },
        ),
        ("section", {"heading": "How a reading is made"}),
        (
            "steps",
            {
                "title": "From the well to the table",
                "steps": [
                    {
                        "when": "The first of the month",
                        "text": "<p>A bottle is filled and sealed.</p>",
                    },
                    {
                        "when": "The same day",
                        "text": "<p>It is driven to the laboratory, cold.</p>",
                    },
                    {
                        "when": "Within a week",
                        "text": "<p>The figure is written into the file.</p>",
                    },
                ],
            },
        ),
        (
            "questions",
            {
                "questions": [
                    {
                        "question": "May I bring a bottle of my own?",
                        "answer": "<p>Yes: on Tuesdays, at the waterworks. It costs nothing.</p>",
                    },
                    {
                        "question": "What is left out?",
                        "answer": "<p>One sample that was spoiled on the way, in March 2019.</p>",
                    },
                ]
            },
        ),
        (
            "document",
            {
                "document": _file("well-3.csv", "Well 3, year by year", _table()).pk,
                "title": "Well 3, year by year",
                "note": "As published by the water board.",
            },
        ),
    ]


def _file(name: str, title: str, content: bytes) -> Any:
    file = ContentFile(content, name=name)
    document = get_document_model()(title=title, file=file, file_size=len(content))
    document.save()
    return document


def _table() -> bytes:
    head = "year,average,highest month,months over 50"
    return "\n".join([head, *(",".join(row) for row in YEARS), ""]).encode()


def _hum() -> bytes:
    """A few seconds of a low tone that falls off."""
    total = RATE * SECONDS
    frames = [
        int(6_000 * math.sin(place / RATE * math.tau * 98) * min(1, (total - place) / RATE))
        for place in range(total)
    ]
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{total}h", *frames))
    return sound.getvalue()
