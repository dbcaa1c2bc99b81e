"""Fills a publication with copies: so many articles, so many readers. Run as a program of its own.

Rows are written past Wagtail, which would take a tenth of a second for each article.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - needs Django set up
from django.db.models import Model  # noqa: E402 - likewise
from wagtail.models import Page  # noqa: E402 - likewise

from standfirst.articles.models import Article  # noqa: E402 - likewise
from standfirst.readers.models import Reader  # noqa: E402 - likewise

AT_ONCE = 2000


@transaction.atomic
def add_articles(number: int) -> None:
    """Copies one article until there are `number`."""
    source = Article.objects.live().filter(audience="subscribers").earliest("pk")
    parent = source.get_parent()
    missing = number - Article.objects.live().count()
    first = Page.objects.latest("pk").pk + 1
    last = parent.get_last_child().path
    _insert(Page, _pages(source, parent, last, first, missing))
    _insert(Article, _articles(source, first, missing))
    for field in (Article.topics, Article.authors):
        _attach(field.through, source.pk, first)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.get_children().count())


def _pages(
    source: Article, parent: Page, path: str, first: int, number: int
) -> Iterator[dict[str, Any]]:
    row = _row(Page.objects.get(pk=source.pk))
    for place in range(number):
        path = _after(path)
        slug = f"{source.slug}-{place}"
        yield row | {
            "id": first + place,
            "path": path,
            "slug": slug,
            "title": f"{source.title}, {place}",
            "url_path": f"{parent.url_path}{slug}/",
            "translation_key": uuid4(),
            "first_published_at": source.first_published_at - timedelta(hours=place + 1),
            "latest_revision_id": None,
            "live_revision_id": None,
        }


def _after(path: str) -> str:
    page = Page(path=path, depth=len(path) // Page.steplen)
    following: str = page._inc_path()
    return following


def _articles(source: Article, first: int, number: int) -> Iterator[dict[str, Any]]:
    row = _row(source)
    return (row | {"page_ptr_id": first + place} for place in range(number))


@transaction.atomic
def add_readers(number: int) -> None:
    """Adds readers of whom nothing is known until there are `number`."""
    row = _row(Reader(email=""))
    row.pop("id", None)
    missing = number - Reader.objects.count()
    _insert(Reader, (row | {"email": f"reader{n}@filled.example"} for n in range(missing)))


def _row(one: Model) -> dict[str, Any]:
    """A row of the model's own table."""
    return {
        str(field.column): getattr(one, field.attname) for field in one._meta.local_concrete_fields
    }


def _insert(model: type[Model], rows: Iterator[dict[str, Any]]) -> None:
    fields = {str(field.column): field for field in model._meta.local_concrete_fields}
    batch: list[dict[str, Any]] = []
    for row in rows:
        prepared = {
            name: fields[name].get_db_prep_save(value, connection) for name, value in row.items()
        }
        batch.append(prepared)
        if len(batch) == AT_ONCE:
            _write(model._meta.db_table, batch)
            batch = []
    if batch:
        _write(model._meta.db_table, batch)


def _write(table: str, rows: Sequence[dict[str, Any]]) -> None:
    quoted = connection.ops.quote_name
    names = ", ".join(map(quoted, rows[0]))
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})",  # noqa: S608 - names of our own columns
            [list(row.values()) for row in rows],
        )


def _attach(through: Any, source_id: int, first: int) -> None:
    """Gives the copies the topics or the authors of their source."""
    rows = list(through.objects.filter(article_id=source_id))
    names = [field.attname for field in through._meta.fields if not field.primary_key]
    numbers = Article.objects.filter(pk__gte=first).values_list("pk", flat=True)
    fresh = [
        through(**{name: getattr(row, name) for name in names} | {"article_id": number})
        for number in numbers
        for row in rows
    ]
    through.objects.bulk_create(fresh, batch_size=AT_ONCE)


def main() -> None:
    """Fills, and says how long it took."""
    begun = time.monotonic()
    add_articles(int(sys.argv[1]))
    add_readers(int(sys.argv[2]))
    print(f"{time.monotonic() - begun:.1f}")


if __name__ == "__main__":
    main()
