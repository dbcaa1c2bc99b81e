"""`standfirst why READER ARTICLE`: what the gate answers, and what the answer rests on.

With `--at` it is what the gate answered then, from what was known then.
"""

import argparse
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import is_naive, localtime, make_aware

from standfirst.access import queries as access
from standfirst.articles.models import Article
from standfirst.articles.replay import Explained, explained_at, explained_now
from standfirst.billing import queries as billing
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, NotFoundError
from standfirst.readers.models import Reader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("reader", help="a mail address, or - for somebody who is not logged in")
    parser.add_argument("article", help="the article's slug, its path or its whole address")
    parser.add_argument(
        "--at",
        metavar="MOMENT",
        help='a moment in the past, "2026-03-14 14:00", in the publication\'s time zone',
    )


def run(args: argparse.Namespace) -> int:
    """Prints the decision as it is now, or as it was at the moment asked for."""
    article = article_named(args.article)
    reader = reader_named(args.reader)
    now = clock.now()
    moment = moment_named(args.at, now=now) if args.at else now
    told = explained_at(reader, article, moment) if args.at else _now(reader, article, now)
    print(f"{args.reader} and “{article.title}”, {localtime(moment):%Y-%m-%d %H:%M %Z}\n")
    print(as_text(told))
    return 0


def as_text(told: Explained) -> str:
    """A decision with the words that the reader saw, and what the record could not tell."""
    seen = [f"They saw  {line}" for line in told.sentence.splitlines()]
    lines = [told.text, *(seen or ["They saw  the article, and no word on their subscription"])]
    return "\n".join([*lines, *(f"Mind      {caveat}" for caveat in told.caveats)])


def _now(reader: Reader | AnonymousUser, article: Article, now: datetime) -> Explained:
    facts = access.reader_facts(reader) if isinstance(reader, Reader) else None
    return explained_now(reader, article, facts, billing.policy(), now)


def moment_named(text: str, *, now: datetime) -> datetime:
    """The moment in the past that is written here. Raises InputError for any other words."""
    try:
        read = datetime.fromisoformat(text.strip())
        moment = make_aware(read) if is_naive(read) else read
        is_to_come = moment > now
    except (ValueError, OverflowError) as fault:
        raise InputError(
            f"{text!r} is no moment.",
            help=f'Write it as "2026-03-14 14:00", in the time of {settings.TIME_ZONE}.',
            code="bad_moment",
        ) from fault
    if is_to_come:
        raise InputError(
            f"{text} is still to come: it is {localtime(now):%Y-%m-%d %H:%M}.",
            help="The record holds what was, and without --at the answer is of now.",
            code="moment_to_come",
        )
    return moment


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
