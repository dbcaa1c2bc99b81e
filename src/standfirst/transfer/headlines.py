"""The head of an article: headline, standfirst, byline, dates, wherever the file keeps them."""

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from standfirst.kernel.errors import InputError
from standfirst.transfer import labels
from standfirst.transfer.bylines import credit, is_byline
from standfirst.transfer.dates import is_date
from standfirst.transfer.draft import LINE, Origin, cut, strip, text_of
from standfirst.transfer.marks import masked, quotations
from standfirst.transfer.sentences import sentences
from standfirst.transfer.source import Item, Para, Role, Source, Title

HEADLINE_WORDS = 22
STANDFIRST_WORDS = 45


@dataclass
class Head:
    """What was found so far."""

    headline: str = ""
    origin: Origin = Origin.HEADING
    standfirst: str = ""
    place: str = ""
    bylines: list[str] = field(default_factory=list)
    published: str = ""
    updated: str = ""

    @property
    def byline(self) -> str:
        """The writers' names, joined as in a sentence."""
        *most, last = self.bylines or [""]
        return " and ".join([", ".join(most), last]) if most else last


def take(
    source: Source, items: list[Item], *, opens: list[bool], name: str
) -> tuple[Head, list[Item]]:
    """The head of the article, and the items that are left for its parts.

    `opens` says of each item whether it starts a part under a label.
    """
    head = Head(
        standfirst=source.first("standfirst"),
        place=source.first("place"),
        bylines=list(source.meta.get("byline", [])),
        published=source.first("published"),
        updated=source.first("updated"),
    )
    lead = next((i for i, opening in enumerate(opens) if opening), len(items))
    at = _headline(source, items, head, opens)
    kept = [item for i, item in enumerate(items) if i != at]
    lead -= 1 if at is not None and at < lead else 0
    if at is not None and at == lead and head.origin is Origin.HEADING:
        lead = _next_opening(opens, at)
    after = 0 if at is None else at
    kept, lead = _byline(source, kept, head, lead)
    kept = _standfirst(source, kept, head, (min(after, lead), lead))
    if not head.headline:
        kept = _from_sentence(source, kept, head, lead, name)
    _page_meta(source, head)
    return head, kept


def _next_opening(opens: list[bool], at: int) -> int:
    rest = [i for i, opening in enumerate(opens) if opening and i > at]
    return rest[0] - 1 if rest else len(opens) - 1


def _headline(source: Source, items: list[Item], head: Head, opens: list[bool]) -> int | None:
    """Find the headline; gives the place of the item that holds it."""
    titles = [(i, item) for i, item in enumerate(items) if isinstance(item, Title)]
    at = _heading(items, titles) if titles else _line(source, items, opens)
    told = source.first("title")
    page = source.first("page_title")
    if at is not None:
        item = items[at]
        head.headline = " ".join((item.text if isinstance(item, Title | Para) else "").split())
        if told:
            same = told.lower() == head.headline.lower()
            source.leave(
                told,
                "the title in the front matter" + (", which repeats the headline" if same else ""),
            )
        if page:
            source.leave(page, "the title of the page")
        return at
    if told:
        head.headline, head.origin = told, Origin.FRONT_MATTER
    elif page:
        head.headline, head.origin = re.split(r"\s+[|—–·»-]\s+", page)[0], Origin.PAGE_TITLE
        source.leave_rest(page, head.headline, "the rest of the page's title")
    return None


def _heading(items: list[Item], titles: list[tuple[int, Title]]) -> int | None:
    """The heading that is the headline: the first of level 1, or one above all others."""
    at, first = titles[0]
    others = [title for _, title in titles[1:]]
    if labels.scores(first.text).named and not (
        first.level == 1 and others and not _all_top(others)
    ):
        return None
    if first.level == 1:
        return at
    above = all(title.level > first.level for title in others)
    opening = all(isinstance(item, Para) and len(item.text.split()) < 12 for item in items[:at])
    doubled = isinstance(items[at + 1], Title) if at + 1 < len(items) else False
    only = not others and at == 0
    return at if opening and ((others and above) or doubled or only) else None


def _all_top(titles: list[Title]) -> bool:
    return all(title.level == 1 for title in titles)


def _line(source: Source, items: list[Item], opens: list[bool]) -> int | None:
    """A first line that is a headline by its shape: short, and no sentence."""
    if not items or not isinstance(items[0], Para) or items[0].role is not Role.BODY:
        return None
    text = " ".join(items[0].text.split())
    words = text.split()
    strong = all(span.strong for span in items[0].spans if span.text.strip())
    shaped = not text.endswith((".", ":", ";", ",")) and len(words) <= HEADLINE_WORDS
    if len(items) < 2 or not shaped or not (source.plain or strong):
        return None
    if labels.scores(text).named or is_byline(text) or is_date(text) or _label_twin(opens, items):
        return None
    return 0


def _label_twin(opens: list[bool], items: list[Item]) -> bool:
    """The first line opens a part, and so do as short lines further down: no headline."""
    first = items[0]
    if not opens[0] or not isinstance(first, Para):
        return False
    return first.text.rstrip().endswith(":")


def _byline(source: Source, items: list[Item], head: Head, lead: int) -> tuple[list[Item], int]:
    """Take byline and date paragraphs out of the lead."""
    kept: list[Item] = []
    for i, item in enumerate(items):
        taken = i < lead and isinstance(item, Para) and _is_credit(item, head, source)
        if taken:
            continue
        kept.append(item)
    return kept, lead - (len(items) - len(kept))


def _is_credit(item: Para, head: Head, source: Source) -> bool:
    text = " ".join(item.lines.replace(LINE, " | ").split())
    if len(text.split()) > 25 or item.role is Role.STANDFIRST:
        return False
    names, place, published, updated = credit(text, sure=item.role in {Role.BYLINE, Role.DATE})
    if not names and not published and not updated:
        return False
    kept: list[str] = []
    if place and not head.place:
        head.place = place
        kept.append(place)
    if names and not head.bylines:
        head.bylines = names
        kept.append(head.byline)
    if published and not head.published:
        head.published = published
        kept.append(published)
    if updated and not head.updated:
        head.updated = updated
        kept.append(updated)
    source.leave_rest(text, " ".join(kept), "what joins names and dates in the byline")
    return True


def _standfirst(source: Source, items: list[Item], head: Head, span: tuple[int, int]) -> list[Item]:
    """Take the standfirst: what is marked as one, else a short first paragraph of the lead."""
    marked = [
        i for i, item in enumerate(items) if isinstance(item, Para) and item.role is Role.STANDFIRST
    ]
    if marked:
        text = " ".join(" ".join(_words(items[i]) for i in marked).split())
        if head.standfirst:
            source.leave(
                head.standfirst, "the standfirst in the front matter; the page has its own"
            )
        head.standfirst = text
        return [item for i, item in enumerate(items) if i not in marked]
    start, lead = span
    first = next((i for i in range(start, lead) if isinstance(items[i], Para)), None)
    if head.standfirst or first is None or not head.headline:
        return items
    if head.origin is Origin.PAGE_TITLE and source.first("page_description"):
        return items
    item = items[first]
    text = " ".join(_words(item).split())
    whole = isinstance(item, Para) and all(s.em or s.strong for s in item.spans if s.text.strip())
    short = (
        len(text.split()) <= STANDFIRST_WORDS
        and not quotations(text)
        and text.endswith((".", "?", "!"))
    )
    under = first == start and lead == start + 1 and source.plain
    if not (whole or (short and first == start) or (under and len(text.split()) <= HEADLINE_WORDS)):
        return items
    head.standfirst = text
    return [*items[:first], *items[first + 1 :]]


def _words(item: Item) -> str:
    return item.text if isinstance(item, Title | Para) else ""


def _from_sentence(
    source: Source, items: list[Item], head: Head, lead: int, name: str
) -> list[Item]:
    """No headline anywhere: the first sentence serves, moved when it stands in the lead."""
    head.origin = Origin.SENTENCE
    body = [i for i, item in enumerate(items) if isinstance(item, Para) and item.text.strip()]
    inside = [i for i in body if i < lead]
    if head.standfirst:
        head.headline = _sentence(head.standfirst)
    elif inside:
        item = items[inside[0]]
        head.headline = _sentence(_words(item))
        end = _words(item).index(head.headline) + len(head.headline)
        rest = replace(item, spans=strip(cut(item.spans, end))) if isinstance(item, Para) else item
        keep = [rest] if text_of(getattr(rest, "spans", ())).strip() else []
        items = [*items[: inside[0]], *keep, *items[inside[0] + 1 :]]
    elif body:
        head.headline = _sentence(
            _words(items[body[0]]).partition(": ")[2] or _words(items[body[0]])
        )
    elif items and any(_words(item) for item in items):
        head.headline = next(_words(item) for item in items if _words(item))
    elif items:
        head.headline, head.origin = PurePath(name).stem or "Untitled", Origin.FILE_NAME
    head.headline = " ".join(head.headline.split())
    if not head.headline:
        raise InputError(
            "The file holds no article.", help="Look at what it holds.", code="import_empty"
        )
    return items


def _sentence(text: str) -> str:
    """The first sentence of a text."""
    found = quotations(text)
    start, end = sentences(masked(text, found), found)[0]
    return text[start:end].strip()


def _page_meta(source: Source, head: Head) -> None:
    """Use what the page's head says where the article said nothing, and report the rest."""
    told = source.first("page_description")
    if told and not head.standfirst:
        head.standfirst = told
    elif told and told != head.standfirst:
        source.leave(told, "the description of the page")
    author = source.first("page_author")
    if author and not head.bylines:
        head.bylines = [author]
    elif author and author not in head.byline:
        source.leave(author, "the author named in the page's head")
    head.published = head.published or source.first("page_published_time")
    head.updated = head.updated or source.first("page_modified_time")
