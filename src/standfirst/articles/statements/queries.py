"""What the pages of people and subjects, and search, ask of statements: what is open alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from standfirst.articles.statements.models import (
    Comparison,
    FormerAddress,
    Listing,
    Statement,
    StatementQuerySet,
    Subject,
)

if TYPE_CHECKING:
    from standfirst.articles.models import Person

A_SHEET = 20
SHEETS_MAX = 500
FOUND_MAX = 10


@dataclass(frozen=True)
class Sheet:
    """Some of a long list of statements, the latest first. Nobody counts how many there are."""

    statements: list[Statement]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """True on every sheet but the first."""
        return self.number > 1

    @property
    def previous_number(self) -> int:
        """The number of the sheet before it."""
        return self.number - 1

    @property
    def next_number(self) -> int:
        """The number of the sheet after it."""
        return self.number + 1

    @property
    def is_alone(self) -> bool:
        """True where all stand on this one."""
        return not (self.has_previous or self.has_next)


@dataclass(frozen=True)
class Group:
    """Statements about one subject, or about none."""

    subject: Subject | None
    statements: list[Statement]


def sheet_of_person(person: "Person", number: int, *, subject: Subject | None = None) -> Sheet:
    """A person's statements, about one subject or all."""
    if subject is not None:
        return _listed(Listing.objects.filter(subject=subject, person=person), number)
    return _sheet(Statement.objects.filter(person=person).opened(), number)


def sheet_of_subject(subject: Subject, number: int) -> Sheet:
    """The statements about a subject."""
    return _listed(Listing.objects.filter(subject=subject), number)


def _sheet(statements: StatementQuerySet, number: int) -> Sheet:
    first = (number - 1) * A_SHEET
    found = list(statements.listed().order_by("-said_on", "-pk")[first : first + A_SHEET + 1])
    return Sheet(found[:A_SHEET], number, len(found) > A_SHEET)


def _listed(listings: "QuerySet[Listing]", number: int) -> Sheet:
    """The sheet by way of the listing, which has them in order; each is asked again."""
    first = (number - 1) * A_SHEET
    rows = listings.filter(is_open=True).order_by("-said_on", "-statement")
    pks = list(rows.values_list("statement", flat=True)[first : first + A_SHEET + 1])
    here = _sheet(Statement.objects.filter(pk__in=pks[:A_SHEET]).opened(), 1)
    return Sheet(here.statements, number, len(pks) > A_SHEET)


def number_of(asked: str) -> int:
    """The number of a sheet that an address asks for; the first where it is none."""
    return min(max(int(asked), 1), SHEETS_MAX) if asked.isascii() and asked.isdigit() else 1


def grouped(statements: list[Statement]) -> list[Group]:
    """The statements by their first subject, in the order in which the subjects come up."""
    groups: dict[int, Group] = {}
    for statement in statements:
        subject = next(iter(statement.subjects.all()), None)
        key = subject.pk if subject else 0
        groups.setdefault(key, Group(subject, [])).statements.append(statement)
    return sorted(groups.values(), key=lambda group: group.subject is None)


def subjects_of(person: "Person") -> "QuerySet[Subject]":
    """The subjects on which a person has open statements."""
    told = Listing.objects.filter(subject=OuterRef("pk"), person=person, is_open=True)
    return Subject.objects.filter(Exists(told))


def open_subjects() -> "QuerySet[Subject]":
    """The subjects that have an open statement."""
    return Subject.objects.filter(
        Exists(Listing.objects.filter(subject=OuterRef("pk"), is_open=True))
    )


@dataclass(frozen=True)
class Pair:
    """Two statements side by side in time."""

    subject: Subject
    statements: tuple[Statement, Statement]


PAIRS_MAX = 10


def pairs_of_person(person: "Person") -> list[Pair]:
    """What an editor set side by side of a person's, where both are open."""
    return _pairs(Comparison.objects.filter(earlier__person=person))


def pairs_of_subject(subject: Subject) -> list[Pair]:
    """The same about a subject."""
    return _pairs(Comparison.objects.filter(subject=subject))


def _pairs(comparisons: "QuerySet[Comparison]") -> list[Pair]:
    rows = list(
        comparisons.filter(earlier__is_open=True, later__is_open=True)
        .select_related("subject")
        .order_by("-later__said_on", "-pk")[:PAIRS_MAX]
    )
    wanted = {pk for row in rows for pk in (row.earlier_id, row.later_id)}
    if not wanted:
        return []
    known = {one.pk: one for one in Statement.objects.filter(pk__in=wanted).opened().listed()}
    return [
        Pair(row.subject, _in_time(known[row.earlier_id], known[row.later_id]))
        for row in rows
        if row.earlier_id in known and row.later_id in known
    ]


def _in_time(one: Statement, other: Statement) -> tuple[Statement, Statement]:
    first, second = sorted((one, other), key=lambda statement: (statement.said_on, statement.pk))
    return first, second


def found(words: list[str]) -> list[Statement]:
    """Open statements whose words, person or subjects hold all the words; the latest first."""
    if not words:
        return []
    openly = Statement.objects.filter(is_open=True).order_by("-said_on", "-id")
    results = openly.search(" ".join(words), operator="and", order_by_relevance=False)
    pks = [statement.pk for statement in results[:FOUND_MAX]]
    known = {one.pk: one for one in Statement.objects.filter(pk__in=pks).opened().listed()}
    return [known[pk] for pk in pks if pk in known]


def person_formerly_at(slug: str) -> "Person | None":
    """Whose page stood at an address once."""
    row = FormerAddress.objects.filter(slug=slug).select_related("person").first()
    return row.person if row else None


@dataclass(frozen=True)
class Holdings:
    """How much there is of a person."""

    statements: int
    offices: int
    articles: int
    stories: int
    addresses: int

    @property
    def is_something(self) -> bool:
        """True where deleting the person would lose something."""
        return bool(self.statements or self.articles or self.stories)

    @property
    def told(self) -> str:
        """`3 statements, 1 office and 2 articles`."""
        counts = [
            (self.statements, "statement"),
            (self.offices, "office"),
            (self.articles, "article"),
            (self.stories, "mention in a story"),
        ]
        told = [f"{count} {_plural(noun, count)}" for count, noun in counts if count]
        return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _plural(noun: str, count: int) -> str:
    word, *rest = noun.split(" ", 1)
    return noun if count == 1 else " ".join([word + "s", *rest])


def holdings_of(person: "Person") -> Holdings:
    """What would move with a person."""
    mentions = apps.get_model("articles", "StoryPerson").objects.filter(person=person)
    return Holdings(
        statements=Statement.objects.filter(person=person).count(),
        offices=person.offices.count(),
        articles=person.articles.count(),
        stories=mentions.count(),
        addresses=FormerAddress.objects.filter(person=person).count() + 1,
    )
