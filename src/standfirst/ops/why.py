"""`standfirst why READER ARTICLE`: what the gate answers, and what the answer rests on."""

import argparse
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser

from standfirst.access import queries as access
from standfirst.access.explaining import explain
from standfirst.articles.models import Article
from standfirst.articles.queries import gate_of
from standfirst.billing import queries as billing
from standfirst.kernel import clock
from standfirst.kernel.errors import NotFoundError
from standfirst.readers.models import Reader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("reader", help="a mail address, or - for somebody who is not logged in")
    parser.add_argument("article", help="the article's slug, its path or its whole address")


def run(args: argparse.Namespace) -> int:
    """Prints the decision as it is now."""
    article = article_named(args.article)
    reader = reader_named(args.reader)
    now = clock.now()
    facts = access.reader_facts(reader) if isinstance(reader, Reader) else None
    print(f"{args.reader} and “{article.title}”, {now:%Y-%m-%d %H:%M} UTC\n")
    print(explain(facts, gate_of(article), billing.policy(), now))
    return 0


def reader_named(email: str) -> Reader | AnonymousUser:
    """The reader with this address; `-` is nobody. Raises NotFoundError."""
    if email == "-":
        return AnonymousUser()
    reader = Reader.objects.filter(email__iexact=email).first()
    if reader is None:
        raise NotFoundError(f"There is no reader {email!r}.", code="no_such_reader")
    return reader


def article_named(name: str) -> Article:
    """The article with this slug or address, published or not. Raises NotFoundError."""
    slug = urlsplit(name).path.rstrip("/").rsplit("/", 1)[-1]
    article: Article | None = Article.objects.filter(slug=slug).first()
    if article is None:
        raise NotFoundError(
            f"There is no article {name!r}.", help="Give its slug.", code="no_such_article"
        )
    return article
