"""What is locked: the phrases and file names that only a reader who may read gets."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from standfirst.access.rules import Gate
from standfirst.articles import rich_text
from standfirst.articles.models import Article, Person, PublicationSettings, Story, Topic
from standfirst.articles.primers.models import Primer
from standfirst.articles.queries import gate_of
from standfirst.articles.rendering import images_of, parts_of
from standfirst.articles.rules import Kind, Part, Parts
from standfirst.articles.statements.models import Office, Placing, Statement, Subject
from standfirst.billing.models import Plan
from standfirst.ops.leaking.words import (
    RUN,
    TAG,
    Phrase,
    Phrases,
    decoded,
    phrases_of,
    words_of,
)

RUNNING_TEXT = {Kind.PARAGRAPH, Kind.LIST, Kind.PRIMER}
ATTRIBUTE = re.compile(r'\b(?:alt|title|aria-label)="([^"]+)"')
PICTURE = re.compile(rf"{settings.MEDIA_URL}(?:original_)?images/([^.\"'\s<>?]+)\.")
WEB_LINK = re.compile(r"\bhttps?://[^\s\"'<>\\]+")
TEMPLATE_MARK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^<>]*>")
ARTICLE_LINES = (
    "title",
    "seo_title",
    "standfirst",
    "place",
    "lead_alt",
    "lead_caption",
    "lead_credit",
)
STEM_MIN = 12
"""How many letters Wagtail leaves of a picture's name, at the least, where it cuts it short."""

RARE_LETTERS_MIN = 6
STEM = 5


@dataclass(frozen=True)
class Piece:
    """An article, or a draft, that has locked words. `gate` is None for a draft: for nobody."""

    pk: int
    title: str
    address: str
    gate: Gate | None
    kind: str = "article"
    revision_id: int = 0
    rare_words: tuple[str, ...] = field(default=(), compare=False)
    sentence: str = field(default="", compare=False)

    @property
    def is_draft(self) -> bool:
        """True where nobody but the newsroom may see a word of it."""
        return self.gate is None

    @property
    def is_unborn(self) -> bool:
        """True where its address is open to nobody; false for a draft of what is live."""
        return self.is_draft and self.kind.startswith("draft")

    def __str__(self) -> str:
        return f"“{self.title}”" + (f" ({self.kind})" if self.is_draft else "")


class Locked:
    """All locked phrases and names, and whose they are."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.phrases = Phrases()
        self.owners: dict[Phrase, set[Piece]] = defaultdict(set)
        self.names: dict[str, set[Piece]] = defaultdict(set)

    def lock(
        self,
        piece: Piece,
        lines: Iterable[str],
        parts: Iterable[Part] = (),
        images: Iterable[Any] = (),
    ) -> None:
        """Takes a piece's locked lines and parts in; `images` are those its body shows."""
        self.pieces.append(piece)
        for text in [*lines, *(line for part in parts for line in _lines_of(part))]:
            for phrase in phrases_of(text):
                self.phrases.add(phrase)
                self.owners[phrase].add(piece)
        names = {name for part in parts for name in names_in(part.html)}
        names |= {
            name for image in images for name in names_of(image) if names & set(names_of(image))
        }
        for name in names:
            self.names[name].add(piece)

    def open(self, text: str, *, is_short_only: bool = False) -> None:
        """Forgets what stands in an open text too."""
        for phrase in self.phrases.found_in(text):
            if not is_short_only or len(phrase) < RUN:
                self.phrases.drop(phrase)
                self.owners.pop(phrase, None)
        for name in names_in(text):
            self.names.pop(name, None)

    def found_in(self, text: str) -> Iterator[tuple[str, set[Piece]]]:
        """Each locked phrase and name that stands in a text, with its owners."""
        for phrase in sorted(self.phrases.found_in(text)):
            yield " ".join(phrase), self.owners[phrase]
        for name in sorted(names_in(text) & self.names.keys()):
            yield name, self.names[name]


def names_of(image: Any) -> list[str]:
    """The name of a picture, and what may be left of it where the name of a size is long."""
    stem = Path(image.file.name).name.split(".")[0]
    cuts = range(min(STEM_MIN, len(stem)), len(stem) + 1)
    return [f"picture {stem[:cut]}" for cut in cuts]


def names_in(text: str) -> set[str]:
    """The pictures and the addresses elsewhere on the web that a page links."""
    plain = decoded(text)
    pictures = {f"picture {name}" for name in PICTURE.findall(plain)}
    return pictures | {link.rstrip(").,") for link in WEB_LINK.findall(plain)}


def _lines_of(part: Part) -> Iterator[str]:
    """What a part says: as one text, in its attributes, and cell by cell where it is no prose."""
    yield part.text
    yield from ATTRIBUTE.findall(part.html)
    if part.kind not in RUNNING_TEXT:
        yield from (run for run in TAG.split(part.html) if run.strip())


def locked_words() -> Locked:
    """Everything locked in the publication, without what stands in an open text anywhere."""
    locked = Locked()
    opened: list[str] = []
    for article in Article.objects.all().prefetch_related("authors", "plans"):
        if article.live:
            opened += _lock_live(locked, article)
        if not article.live or article.has_unpublished_changes:
            _lock_draft(locked, article)
    for story in Story.objects.filter(Q(live=False) | Q(has_unpublished_changes=True)):
        locked.lock(_draft_of(story), _story_lines(story.get_latest_revision_as_object()))
    _lock_statements(locked)
    _lock_primers(locked)
    for text in [*opened, *_open_lines(), *_primer_lines()]:
        locked.open(text)
    for image in _open_images():
        for name in names_of(image):
            locked.names.pop(name, None)
    for template in _templates():
        locked.open(template, is_short_only=True)
    return locked


def _lock_live(locked: Locked, article: Article) -> list[str]:
    """Locks what stands behind the gate; gives what is open."""
    opened, shut = article.divided()
    corrections = _corrections(article, is_locked=True)
    lines = [*_article_lines(article), *(part.html for part in opened)]
    lines += _corrections(article, is_locked=False)
    if not article.is_gated:
        return [*lines, *corrections]
    piece = Piece(
        pk=article.pk,
        title=article.title,
        address=article.address,
        gate=gate_of(article),
        revision_id=article.latest_revision_id or 0,
        rare_words=rare_words(shut, [*lines, article.author_names()]),
        sentence=_sentence(shut),
    )
    locked.lock(piece, corrections, shut, images_of(article.body))
    return lines


def _lock_draft(locked: Locked, article: Article) -> None:
    """Locks the latest revision; of what is not live, the row too."""
    versions = [article.get_latest_revision_as_object()] if article.latest_revision_id else []
    versions += [] if article.live else [article]
    lines = [line for one in versions for line in (*_article_lines(one), *_corrections(one))]
    parts = [part for one in versions for part in parts_of(one.body)]
    images = [
        image for one in versions for image in (one.lead_image, *images_of(one.body)) if image
    ]
    parts += [Part(Kind.IMAGE, picture_address(image)) for image in images]
    locked.lock(_draft_of(article, rare_words(parts, _found_by(article))), lines, parts, images)


def _lock_statements(locked: Locked) -> None:
    """Locks what no page of statements may show, and changes to one that nobody has published.

    What a live article quotes is locked with that article, where it is."""
    openly = set(Statement.objects.opened().values_list("pk", flat=True))
    openly |= set(Placing.objects.filter(article__live=True).values_list("statement", flat=True))
    for statement in Statement.objects.select_related("person"):
        versions = [] if statement.pk in openly else [statement]
        if statement.has_unpublished_changes:
            versions.append(statement.get_latest_revision_as_object())
        lines = [line for one in versions for line in _statement_lines(one)]
        if lines:
            locked.lock(_piece_of(statement, lines), lines)


def _piece_of(statement: Statement, lines: list[str]) -> Piece:
    """Nobody's, on the pages of statements; who may read the article that quotes it is asked of
    the article's own piece."""
    return Piece(
        pk=statement.pk,
        title=f"Statement {statement.pk}",
        address=statement.address,
        gate=None,
        kind="statement",
        rare_words=rare_words([Part(Kind.QUOTE, text=lines[0])], []),
    )


def _statement_lines(statement: Statement) -> list[str]:
    corrections = [rich_text.text_of(one.value["text"].source) for one in statement.corrections]
    lines = [statement.words, statement.review, statement.verdict, *corrections]
    return [line for line in lines if line]


def _found_by(article: Article) -> list[str]:
    """What a search may find a live article by."""
    if not article.live:
        return []
    return [*_article_lines(article), article.author_names(), article.open_text()]


def _draft_of(page: Article | Story, words: tuple[str, ...] = ()) -> Piece:
    kind = "changes not published" if page.live else f"draft {page._meta.verbose_name}"
    return Piece(
        pk=page.pk,
        title=page.draft_title or page.title,
        address=page.address,
        gate=None,
        kind=kind,
        revision_id=page.latest_revision_id or 0,
        rare_words=words,
    )


def rare_words(parts: Iterable[Part], beside: list[str]) -> tuple[str, ...]:
    """The longest locked words that no open word of the same article is like: for searches."""
    known = {word[:STEM] for line in beside for word in words_of(TAG.sub(" ", line))}
    words = {word for part in parts for word in words_of(part.text)}
    rare = [
        word
        for word in words
        if len(word) >= RARE_LETTERS_MIN and word.isalpha() and word[:STEM] not in known
    ]
    return tuple(sorted(rare, key=lambda word: (-len(word), word))[:4])


def _sentence(parts: Parts) -> str:
    texts = [part.text for part in parts if part.kind is Kind.PARAGRAPH]
    return " ".join(words_of(texts[0])[:8]) if texts else ""


def _article_lines(article: Article) -> list[str]:
    return [str(getattr(article, name) or "") for name in ARTICLE_LINES]


def _corrections(article: Any, *, is_locked: bool | None = None) -> list[str]:
    """What an article's corrections say: all, those behind the gate, or the others."""
    return [
        rich_text.text_of(one.value["text"].source)
        for one in article.corrections
        if is_locked is None or bool(one.value["is_locked"]) is is_locked
    ]


def _lock_primers(locked: Locked) -> None:
    """Locks what primers say in drafts, and what those say that no reader sees at all."""
    for primer in Primer.objects.filter(Q(live=False) | Q(has_unpublished_changes=True)):
        draft = primer.get_latest_revision_as_object() if primer.latest_revision_id else primer
        piece = Piece(
            pk=primer.pk,
            title=primer.title,
            address=primer.address,
            gate=None,
            kind="changes not published" if _has_page(primer) else "draft primer",
        )
        locked.lock(piece, [rich_text.text_of(draft.text), draft.label, draft.title])


def _has_page(primer: Primer) -> bool:
    return primer.live and primer.is_history_public


def _primer_lines() -> Iterator[str]:
    """What primers tell everybody: on pages of their history, and on those of stories."""
    for primer in Primer.objects.filter(live=True):
        yield from (primer.title, primer.label)
        if primer.is_history_public:
            yield from (rich_text.text_of(one.text) for one in primer.versions.all())
    for story in Story.objects.live().filter(primer__live=True).select_related("primer"):
        yield rich_text.text_of(story.primer.text)


def _story_lines(story: Any) -> list[str]:
    lines = [story.title, story.standfirst, rich_text.text_of(story.state_of_play)]
    lines += [entry.text for entry in story.timeline.all()]
    lines += [line for one in story.people.all() for line in (one.statement, one.source)]
    return lines + [f"{one.question} {one.answer}" for one in story.questions.all()]


def _open_lines() -> Iterator[str]:
    """What is open besides articles: stories, people, topics, plans, the publication's words."""
    for story in Story.objects.live():
        yield from _story_lines(story)
    for person in Person.objects.all():
        yield from (person.name, person.office, person.bio)
    for statement in Statement.objects.opened():
        yield from (statement.place, statement.to_whom, *_statement_lines(statement))
    for office in Office.objects.all():
        yield office.title
    for subject in Subject.objects.all():
        yield from (subject.name, subject.about)
    yield from Topic.objects.values_list("name", flat=True)
    for plan in Plan.objects.all():
        yield from (plan.name, plan.description)
    row = PublicationSettings.in_force()
    yield from (row.name, row.tagline, row.colophon, row.help_text)


def _open_images() -> Iterator[Any]:
    """The pictures at the head of live articles, and those of people."""
    for article in Article.objects.live().exclude(lead_image=None).select_related("lead_image"):
        yield article.lead_image
    for person in Person.objects.exclude(photo=None).select_related("photo"):
        yield person.photo


def picture_address(image: Any) -> str:
    """Where a picture lies as it was uploaded."""
    return f"{settings.MEDIA_URL}{image.file.name}"


def _templates() -> Iterator[str]:
    """The words of our own pages: a short heading may stand there by chance."""
    for file in sorted(Path(settings.THEME, "templates").rglob("*.html")):
        yield TEMPLATE_MARK.sub(" ", file.read_text())
