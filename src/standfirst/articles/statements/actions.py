"""Writing statements: where each stands, whether it is open, and people who turn out to be one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Revision
from wagtail.search import index

from standfirst.articles.models import Article, Person, StoryPerson
from standfirst.articles.rendering import parts_of
from standfirst.articles.rules import Kind, without_break
from standfirst.articles.statements.models import (
    FormerAddress,
    Listing,
    Office,
    Placing,
    Statement,
    Subject,
)
from standfirst.articles.statements.rules import Block, placed_in


@transaction.atomic
def record_placings(article: Article) -> None:
    """Writes down which statements the live version of an article quotes, and where.

    Settles those whose places changed. Twice is the same.
    """
    before = set(Placing.objects.filter(article=article).values_list("statement", flat=True))
    found = _found_in(article) if article.live and article.live_revision_id else {}
    known = set(Statement.objects.filter(pk__in=found).values_list("pk", flat=True))
    Placing.objects.filter(article=article).exclude(statement__in=known).delete()
    for pk in sorted(known):
        Placing.objects.update_or_create(
            article=article,
            statement_id=pk,
            defaults={"revision": article.live_revision_id, "is_before_break": found[pk]},
        )
    settle_all(before | known)


def _found_in(article: Article) -> dict[int, bool]:
    blocks: list[Block] = [_block(raw) for raw in article.body.raw_data]
    if not any(statement for _, statement in blocks):
        return {}
    return placed_in(blocks, has_break=_is_divided_by_break(article))


def _block(raw: dict[str, Any]) -> Block:
    value = raw["value"]
    return raw["type"], value.get("statement") if isinstance(value, dict) else None


def _is_divided_by_break(article: Article) -> bool:
    """True where the article has a break, and something follows it."""
    parts = parts_of(article.body, with_images=False)
    places = [place for place, part in enumerate(parts) if part.kind is Kind.BREAK]
    return bool(places and without_break(parts[places[0] :]))


def settle_all(pks: Iterable[int]) -> None:
    """Settles each of these statements."""
    for statement in Statement.objects.filter(pk__in=set(pks)).select_related("person"):
        settle(statement)


@transaction.atomic
def settle(statement: Statement) -> None:
    """Reckons anew whether a statement is open, and lists it under its subjects. Twice is the
    same."""
    rows = Statement.objects.filter(pk=statement.pk)
    statement.is_open = rows.shown_openly().exists()
    rows.update(is_open=statement.is_open)
    _list(statement)


def _list(statement: Statement) -> None:
    subjects = set(statement.subjects.values_list("pk", flat=True)) if statement.live else set()
    Listing.objects.filter(statement=statement).exclude(subject__in=subjects).delete()
    for subject in sorted(subjects):
        Listing.objects.update_or_create(
            statement=statement,
            subject_id=subject,
            defaults={
                "person_id": statement.person_id,
                "said_on": statement.said_on,
                "is_open": statement.is_open,
            },
        )


def articles_quoting(statement: Statement) -> list[Article]:
    """The live articles that place a statement."""
    placings = Placing.objects.filter(statement=statement, article__live=True)
    return [placing.article for placing in placings.select_related("article__story")]


def statement_changed(statement: Statement) -> None:
    """Settles a statement that was published or withdrawn, and brings the articles that quote it
    up to date: their index, and where their statements stand."""
    settle(statement)
    index.insert_or_update_object(statement)
    for article in articles_quoting(statement):
        record_placings(article)
        index.insert_or_update_object(article)


def publish_statement(statement: Statement) -> Statement:
    """A statement, new or changed, goes live; its version stays in its history."""
    statement.save_revision().publish()
    published: Statement = Statement.objects.get(pk=statement.pk)
    return published


def ensure_subject(name: str, *, slug: str, about: str = "") -> Subject:
    """The subject at this address, made where there is none."""
    subject: Subject = Subject.objects.get_or_create(
        slug=slug, defaults={"name": name, "about": about}
    )[0]
    return subject


@transaction.atomic
def rename_address(person: Person, *, before: str) -> None:
    """Has the address that a person's page had lead to the one it has now."""
    FormerAddress.objects.filter(slug=person.slug).delete()
    if before != person.slug:
        FormerAddress.objects.update_or_create(slug=before, defaults={"person": person})


@transaction.atomic
def merge_people(gone: Person, *, into: Person) -> None:
    """Two people turn out to be one: all that is the first's becomes the other's.

    The first stays as a mark that leads to the other, so that old versions still know whom they
    name, and the old address still leads somewhere.
    """
    statements = list(Statement.objects.filter(person=gone).values_list("pk", flat=True))
    Statement.objects.filter(person=gone).update(person=into)
    Statement.objects.filter(reviewer=gone).update(reviewer=into)
    Office.objects.filter(person=gone).update(person=into)
    FormerAddress.objects.filter(person=gone).update(person=into)
    StoryPerson.objects.filter(person=gone).update(person=into)
    Person.objects.filter(merged_into=gone).update(merged_into=into)
    _hand_over_bylines(gone, into)
    _rewrite_versions(gone.pk, into.pk)
    gone.merged_into = into
    gone.save()
    settle_all(statements)


def _hand_over_bylines(gone: Person, into: Person) -> None:
    bylines = Article.authors.through.objects
    theirs = bylines.filter(person=into).values("article")
    bylines.filter(person=gone, article__in=theirs).delete()
    bylines.filter(person=gone).update(person=into)


def _rewrite_versions(gone: int, into: int) -> None:
    """In versions not published yet, too, it is the other who wrote, stated or is told of."""
    kinds = ContentType.objects.filter(
        app_label="articles", model__in=("article", "statement", "story")
    )
    for revision in Revision.objects.filter(content_type__in=kinds).iterator():
        content = _renamed(revision.content, gone, into)
        if content != revision.content:
            Revision.objects.filter(pk=revision.pk).update(content=content)


def _renamed(content: dict[str, Any], gone: int, into: int) -> dict[str, Any]:
    """The content of a version with one person's number in place of the other's."""
    told = dict(content)
    for name in ("person", "reviewer"):
        if told.get(name) == gone:
            told[name] = into
    if gone in told.get("authors", ()):
        told["authors"] = list(
            dict.fromkeys(into if one == gone else one for one in told["authors"])
        )
    if isinstance(told.get("people"), list):
        told["people"] = [_renamed(one, gone, into) for one in told["people"]]
    return told
