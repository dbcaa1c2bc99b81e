"""What the people of the demo are on record with, and the quotes in its articles that name it."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from standfirst.articles.actions import ensure_person
from standfirst.articles.dates import Precision
from standfirst.articles.models import Article
from standfirst.articles.statements.actions import ensure_subject, publish_statement
from standfirst.articles.statements.models import Comparison, Office, Statement, Subject
from standfirst.kernel.errors import InputError
from standfirst.transfer.dates import moment

MONTH = len("2019-03")


def load(file: Path, *, today: datetime) -> None:
    """Offices, subjects and statements; the articles then quote them by reference."""
    told = tomllib.loads(file.read_text())
    for row in told["person"]:
        _offices(row)
    subjects = {row["slug"]: ensure_subject(**row) for row in told["subject"]}
    articles = dict(Article.objects.live().values_list("slug", "pk"))
    stated = {row["key"]: _state(row, subjects, articles, today) for row in told["statement"]}
    for pk in sorted({one.article_id for one in stated.values() if one.article_id}):
        _quote_by_reference(Article.objects.get(pk=pk))
    for row in told["comparison"]:
        Comparison.objects.create(
            subject=subjects[row["subject"]],
            earlier=stated[row["earlier"]],
            later=stated[row["later"]],
        )


def _offices(row: dict[str, Any]) -> None:
    person = ensure_person(row["name"])
    for place, office in enumerate(row["offices"]):
        Office.objects.create(person=person, sort_order=place, **office)


def _state(
    row: dict[str, Any], subjects: dict[str, Subject], articles: dict[str, int], today: datetime
) -> Statement:
    statement = Statement(
        live=False,
        person=ensure_person(row["person"]),
        words=row["words"],
        manner=row["manner"],
        said_on=_day(row["on"], today),
        precision=(Precision.MONTH if _is_month(row["on"]) else Precision.DAY).value,
        place=row.get("place", ""),
        to_whom=row.get("to_whom", ""),
        source=row.get("source", ""),
        unsourced_reason=row.get("reason", ""),
        unsourced_at=today if "reason" in row else None,
        article_id=articles[row["article"]] if "article" in row else None,
        is_public=row.get("public", False),
        corrections=json.dumps([_correction(one, today) for one in row.get("correction", [])]),
    )
    statement.save()
    statement.subjects.set([subjects[slug] for slug in row["subjects"]])
    return publish_statement(statement)


def _is_month(written: str) -> bool:
    return written[0] in "12" and len(written) == MONTH


def _day(written: str, today: datetime) -> date:
    when = moment(f"{written}-01" if _is_month(written) else written, now=today)
    if when is None:
        raise InputError(f"{written} is no date.")
    return when.date()


def _correction(row: dict[str, Any], today: datetime) -> dict[str, Any]:
    told = {"corrected_on": _day(row["on"], today).isoformat(), "text": f"<p>{row['text']}</p>"}
    return {"type": "correction", "value": told}


def _quote_by_reference(article: Article) -> None:
    """Has each quote whose words are on record name the statement instead of repeating it."""
    known = {slugify(one.words): one.pk for one in Statement.objects.filter(article=article)}
    blocks = list(article.body.raw_data)
    for place, block in enumerate(blocks):
        pk = known.get(slugify(block["value"]["text"])) if block["type"] == "quote" else None
        if pk is not None:
            empty = dict.fromkeys(("text", "speaker", "office", "where", "when", "source"), "")
            blocks[place] = {**block, "value": {**empty, "statement": pk}}
    article.body = json.dumps(blocks)
    article.save_revision().publish()
