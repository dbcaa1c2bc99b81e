"""What an outsider may ask for on each surface, from the plain page to the odd request."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from standfirst.articles.models import Article, Person, Story, Topic
from standfirst.articles.primers.models import Primer
from standfirst.articles.rules import Parts
from standfirst.articles.statements.models import FormerAddress, Statement, Subject
from standfirst.ops.leaking.asking import FAILURES, Visit
from standfirst.ops.leaking.locked import Locked, Piece
from standfirst.ops.leaking.routes import Route, filled

QUERIES = (
    "preview=1",
    "preview=true&mode_name=",
    "format=json",
    "amp=1",
    "print=1",
    "page=2",
    "full=1",
    "_escaped_fragment_=",
    "fields=*",
    "utm_source=newsletter&access=allowed",
)
TAILS = ("amp/", "print/", "preview/", "feed/", "full/", "edit/", "index.html", ".json", ".md")
ODD_HEADERS = (
    {"Accept": "application/json"},
    {"Accept": "text/markdown, text/plain"},
    {"Accept": "application/ld+json"},
    {"Accept": "image/webp;q=1, */*;q=0"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Language": "de"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    {"Referer": "https://www.google.com/"},
    {"Range": "bytes=0-"},
    {"Range": "bytes=2000-"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"none"'},
    {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"X-HTTP-Method-Override": "PUT"},
    {"X-Forwarded-Host": "elsewhere.example"},
)
PRODDED = ("HEAD", "OPTIONS", "POST")
OUTSIDE_PICTURES = (
    "../standfirst.sqlite3",
    "images/../../standfirst.sqlite3",
    "images/%2e%2e/%2e%2e/standfirst.sqlite3",
    "documents/draft.txt",
    "images/",
    "original_images/",
)


@dataclass(frozen=True)
class Ground:
    """What there is to ask about. `samples` are pieces, one of each gate and each kind of draft."""

    locked: Locked
    samples: tuple[Piece, ...] = field(default=())

    @property
    def articles(self) -> list[Piece]:
        """The live articles behind a gate."""
        return [piece for piece in self.locked.pieces if not piece.is_draft]

    @property
    def drafts(self) -> list[Piece]:
        """What was never published, or was withdrawn."""
        return [piece for piece in self.locked.pieces if piece.is_unborn]


def ground_of(locked: Locked) -> Ground:
    """The ground, with a sample of each kind."""
    samples: dict[object, Piece] = {}
    for piece in locked.pieces:
        samples.setdefault((piece.gate, piece.kind), piece)
    return Ground(locked, tuple(samples.values()))


def articles(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every article behind a gate, as everybody asks for it."""
    for piece in ground.articles:
        yield Visit(piece.address)


def odd_requests(ground: Ground, _: Route) -> Iterator[Visit]:
    """Articles asked for in other manners: methods, headers, queries, addresses."""
    for piece in ground.samples:
        if not piece.is_draft:
            yield from _odd_ones(piece.address)


def _odd_ones(path: str) -> Iterator[Visit]:
    yield from (Visit(path, method=method) for method in PRODDED)
    yield from (Visit(path, headers=tuple(one.items())) for one in ODD_HEADERS)
    yield from (Visit(f"{path}?{query}") for query in QUERIES)
    yield from (Visit(path + tail) for tail in TAILS)
    bare = path.rstrip("/")
    yield from (Visit(other) for other in (bare, path.upper(), bare + "//", bare + "/%2e/"))


def drafts(ground: Ground, _: Route) -> Iterator[Visit]:
    """The addresses that drafts will have: nothing is there yet."""
    for piece in ground.drafts:
        path = piece.address
        yield Visit(path, is_shut=True)
        yield from (Visit(f"{path}?{query}", is_shut=True) for query in QUERIES[:3])
        yield from (Visit(path, method=method) for method in PRODDED)


def front_and_stories(ground: Ground, _: Route) -> Iterator[Visit]:
    """The front page and every story."""
    yield from (Visit(path) for path in ("/", "/?page=2", "/?preview=1"))
    yield from (Visit(story.address) for story in Story.objects.live())


def story_feeds(ground: Ground, _: Route) -> Iterator[Visit]:
    """The feed of every story."""
    yield from (Visit(f"/stories/{story.slug}/feed.atom") for story in Story.objects.all())


def primers(ground: Ground, _: Route) -> Iterator[Visit]:
    """The page of every primer, which those have whose history is public."""
    for primer in Primer.objects.all():
        has_page = primer.live and primer.is_history_public
        yield Visit(primer.address, is_shut=not has_page)


def topics(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every topic, its second sheet too."""
    for topic in Topic.objects.all():
        yield from (Visit(topic.address), Visit(f"{topic.address}?page=2"))


def authors(ground: Ground, _: Route) -> Iterator[Visit]:
    """Everybody who writes or is quoted."""
    yield from (Visit(f"/authors/{person.slug}/") for person in Person.objects.all())


def people(ground: Ground, _: Route) -> Iterator[Visit]:
    """Everybody's page, by each subject too, and the addresses that such pages had."""
    for person in Person.objects.all():
        yield from (Visit(f"/people/{person.slug}/{tail}") for tail in ("", "?page=2"))
        for subject in Subject.objects.filter(listings__person=person).distinct():
            yield Visit(f"/people/{person.slug}/?subject={subject.slug}")
    yield from (Visit(f"/people/{one.slug}/") for one in FormerAddress.objects.all())


def subjects(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every subject, its second sheet too."""
    for subject in Subject.objects.all():
        yield from (Visit(subject.address), Visit(f"{subject.address}?page=2"))


def statements(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every statement by itself: those that are not open have no page."""
    openly = set(Statement.objects.opened().values_list("pk", flat=True))
    for statement in Statement.objects.only("pk"):
        yield Visit(statement.address, is_shut=statement.pk not in openly)


def feeds(ground: Ground, route: Route) -> Iterator[Visit]:
    """A feed, and the ways in which feed readers ask."""
    yield Visit(route.address)
    yield Visit(f"{route.address}?page=2")
    yield Visit(route.address, method="HEAD")
    for header in (("If-None-Match", "*"), ("Range", "bytes=0-"), ("Accept", "application/json")):
        yield Visit(route.address, headers=(header,))


def archive(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every month, its second sheet too."""
    for moment in Article.objects.live().datetimes("first_published_at", "month"):
        path = f"/archive/{moment.year}/{moment.month}/"
        yield from (Visit(path), Visit(f"{path}?page=2"))


def texts(ground: Ground, _: Route) -> Iterator[Visit]:
    """The plain text of every article behind a gate, and of what is no page yet."""
    for piece in (*ground.articles, *ground.drafts):
        yield Visit(piece.address.rstrip("/") + ".md")


def cards(ground: Ground, _: Route) -> Iterator[Visit]:
    """The picture of each headline; what was never published has none."""
    for piece in ground.articles:
        yield Visit(f"/cards/{piece.pk}-old.png")
    for piece in ground.drafts:
        yield Visit(f"/cards/{piece.pk}-old.png", is_shut=True)


def search(ground: Ground, route: Route) -> Iterator[Visit]:
    """Searches for open words, and for locked ones, which may find nothing."""
    for piece in ground.articles:
        yield _search(route, piece.title)
    for piece in ground.locked.pieces:
        for word in piece.rare_words[:3]:
            yield _search(route, word, must_miss=piece)
        if len(piece.rare_words) > 1:
            yield _search(route, " ".join(piece.rare_words[:2]).upper(), must_miss=piece)
        if piece.sentence and piece.rare_words:
            words = f"{piece.sentence} {piece.rare_words[0]}"
            yield _search(route, words.upper(), must_miss=piece)
    for piece in ground.drafts:
        yield _search(route, piece.title.upper(), must_miss=piece)
    yield from (_search(route, odd) for odd in ("", "*", '"', "a", "the", "%"))


def _search(route: Route, question: str, *, must_miss: Piece | None = None) -> Visit:
    return Visit(f"{route.address}?{urlencode({'q': question})}", must_miss=must_miss)


def redirects(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every redirect that the newsroom or a change of address has left."""
    yield from (Visit(one.old_path) for one in Redirect.objects.all()[:500])


def errors(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every page for something that went wrong, near an article of each gate."""
    yield Visit("/nothing-is-here/")
    yield Visit("/subscribe/", method="POST", checks_csrf=True)
    yield Visit("/search/", method="POST")
    yield Visit("/", headers=(("Host", "elsewhere.example"),))
    for piece in ground.samples:
        yield Visit(piece.address + "nothing/", is_shut=True)
        yield Visit(piece.address, in_maintenance=True)
        yield from (Visit(piece.address, fails=status) for status in FAILURES)


def media(ground: Ground, route: Route) -> Iterator[Visit]:
    """Places beside the pictures. That no page names a locked picture is looked for everywhere."""
    folder = route.address.split("<")[0]
    yield from (Visit(folder + path, is_shut=True) for path in OUTSIDE_PICTURES)


def files(ground: Ground, _: Route) -> Iterator[Visit]:
    """Every document and recording. One that no open part of an article leads to is shut, but for
    who may read an article where it stands."""
    pieces = {piece.pk: piece for piece in ground.articles if piece.kind == "article"}
    live = [(pieces.get(one.pk), *one.divided()) for one in Article.objects.live()]
    for document in get_document_model().objects.all():
        is_shut = not any(_is_in(document.url, opened) for _, opened, _ in live)
        held = [piece for piece, _, shut in live if piece and _is_in(document.url, shut)]
        for headers in ((), (("Range", "bytes=0-9"),)):
            yield Visit(document.url, headers=headers, is_shut=is_shut, stands_in=frozenset(held))


def _is_in(address: str, parts: Parts) -> bool:
    return any(address in part.html for part in parts)


def page(ground: Ground, route: Route) -> Iterator[Visit]:
    """A page whose address is the same always."""
    yield Visit(route.address)
    yield Visit(route.address, method="HEAD")


def filled_in(ground: Ground, route: Route) -> Iterator[Visit]:
    """A page about something: asked for about an article of each gate and a draft of each kind."""
    numbers = _numbers() if "image" in route.text else {}
    paths = {filled(route, piece, numbers): None for piece in ground.samples}
    yield from (Visit(path) for path in paths if path)


def admin_api(ground: Ground, route: Route) -> Iterator[Visit]:
    """The admin's API, with all that may be asked of it."""
    for visit in filled_in(ground, route):
        yield visit
        yield Visit(f"{visit.path}?fields=*")
        yield Visit(visit.path, headers=(("Accept", "application/json"),))
        yield Visit(visit.path, method="OPTIONS")
    for piece in ground.samples if route.text.endswith("^pages/") else ():
        word = (piece.rare_words or (piece.title,))[0]
        yield Visit(f"{route.address.replace('^', '')}?{urlencode({'search': word})}")


def hosted(ground: Ground, route: Route) -> Iterator[Visit]:
    """The payment company's pages; of their addresses none is known to an outsider."""
    folder = route.address.split("<")[0]
    names = ("sandbox.css", "checkout/none", "invoice/none", "portal/none", "v1/customers")
    yield from (Visit(folder + name) for name in names)


def _numbers() -> dict[str, int]:
    image = get_image_model().objects.order_by("pk").first()
    return {"image_id": image.pk} if image else {}


def is_static(path: str) -> bool:
    """True for files that hold no words of articles: the theme's, and pictures."""
    return path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
