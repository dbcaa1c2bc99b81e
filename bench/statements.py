"""Counts SQL statements page by page, and prints them as JSON. Run as a program of its own.

With a number, the publication first gets as many articles: copies of one, written as rows.
"""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - needs Django set up
from django.test import Client  # noqa: E402 - likewise
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402 - likewise
from wagtail.models import Page  # noqa: E402 - likewise

from standfirst.articles.models import Article, Story, Topic  # noqa: E402 - likewise
from standfirst.demo.cast import CAST  # noqa: E402 - likewise
from standfirst.readers.models import Reader  # noqa: E402 - likewise

NOT_STATEMENTS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def addresses() -> dict[str, str]:
    """A page of each kind."""
    article = Article.objects.live().filter(audience="subscribers").earliest("pk")
    person = article.authors.first()
    return {
        "front": "/",
        "article": article.address,
        "story": Story.objects.live().earliest("pk").address,
        "topic": Topic.objects.all()[0].address,
        "author": person.address if person else "/",
        "stories": "/stories/",
        "search": "/search/?q=water",
        "feed": "/feed.atom",
        "sitemap": "/sitemap.xml",
        "not found": "/nothing-is-here/",
    }


def counted(client: Client) -> dict[str, int]:
    """How many statements each page asks of a process that has just answered.

    Name, topics and site are kept for a second: in a process that is new they come on top.
    """
    return {name: _statements(client, path) for name, path in addresses().items()}


def _statements(client: Client, path: str) -> int:
    client.get(path, HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as seen:
        client.get(path, HTTP_HOST="localhost")
    return sum(not row["sql"].startswith(NOT_STATEMENTS) for row in seen.captured_queries)


def subscriber() -> Client:
    """Somebody in grace, of whom most has to be asked."""
    member = next(one for one in CAST if one.state == "grace")
    client = Client()
    reader = Reader.objects.get(email=member.email)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


@transaction.atomic
def fill(number: int) -> None:
    """Adds copies of an article until there are `number`."""
    source = Article.objects.live().filter(audience="subscribers").earliest("pk")
    parent = source.get_parent()
    last: Page = parent.get_last_child()
    copies = []
    for place in range(number - Article.objects.live().count()):
        last = _append(parent, last, source, place)
        copies.append(last.pk)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.get_children().count())
    for field in (Article.topics, Article.authors):
        _attach(field.through, source.pk, copies)


def _append(parent: Page, last: Page, source: Article, place: int) -> Page:
    """A copy behind the last child, without reading the tree for each."""
    fresh: Page = Article.objects.get(pk=source.pk)
    fresh.pk = fresh.id = fresh.page_ptr_id = fresh.source_id = None
    fresh.translation_key = uuid4()
    fresh.slug = f"{source.slug}-{place}"
    fresh.path, fresh.depth, fresh.numchild = last._inc_path(), last.depth, 0
    fresh.url_path = f"{parent.url_path}{fresh.slug}/"
    fresh.first_published_at = source.first_published_at - timedelta(hours=place)
    fresh.save(clean=False)
    return fresh


def _attach(through: Any, source_id: int, copies: list[int]) -> None:
    """Gives the copies the topics or the authors of their source."""
    rows = list(through.objects.filter(article_id=source_id))
    names = [field.attname for field in through._meta.fields if not field.primary_key]
    fresh = []
    for row in rows:
        facts = {name: getattr(row, name) for name in names}
        fresh += [through(**{**facts, "article_id": copy}) for copy in copies]
    through.objects.bulk_create(fresh)


def main() -> None:
    """Counts, and prints what was counted."""
    setup_test_environment()
    if len(sys.argv) > 1:
        fill(int(sys.argv[1]))
    found = {"signed out": counted(Client()), "in grace": counted(subscriber())}
    print(json.dumps({"articles": Article.objects.live().count(), "pages": found}))


if __name__ == "__main__":
    main()
