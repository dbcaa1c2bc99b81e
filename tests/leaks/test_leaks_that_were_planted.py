"""A leak on each kind of surface, planted: it is found, and its place is named."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from wagtail.search import index

from standfirst.access.rules import ANONYMOUS, Audience, Decision, Reason
from standfirst.articles import structured
from standfirst.articles.headers import FOR_READERS
from standfirst.articles.models import Article
from standfirst.articles.rules import text_of
from standfirst.ops.leaking import telling
from standfirst.ops.leaking.locked import locked_words
from standfirst.ops.leaking.looking import LINKS, look
from standfirst.ops.leaking.surfaces import SURFACES
from standfirst.readers.models import Reader
from tests.leaks import planting
from tests.leaks.conftest import Town

WELLS = "“Why the wells close”"
HERE = r"^/why-the-wells-close/"

PLANTS = {
    "articles": [(HERE + "$", planting.body)],
    "odd requests": [
        (r"\?preview=1$", planting.body),
        (r"/amp/$", planting.body),
        (r"^/WHY-", planting.body),
    ],
    "front and stories": [
        (r"^/$", planting.body),
        (r"^/the-wells/$", planting.body),
        (r"^/stories/$", planting.body),
    ],
    "topics": [(r"^/topics/water/$", planting.body)],
    "authors": [(r"^/authors/", planting.body)],
    "people": [(r"^/people/", planting.body)],
    "subjects": [(r"^/subjects/$", planting.body)],
    "statements": [(r"^/statements/", planting.body)],
    "files": [(r"^/files/", planting.text)],
    "archive": [(r"^/archive/$", planting.body)],
    "corrections": [(r"^/corrections/$", planting.body)],
    "plain text": [(r"\.md$", planting.text)],
    "primers": [(r"^/primers/", planting.body)],
    "search": [(r"q=zanzibarian$", planting.snippet)],
    "help": [(r"^/help/$", planting.body)],
    "feeds": [(r"^/feed.atom$", planting.feed), (r"^/feed.rss$", planting.feed)],
    "sitemap, robots": [(r"^/sitemap.xml$", planting.text), (r"^/robots.txt$", planting.text)],
    "media": [(r"^/media/images/$", planting.text)],
    "redirects": [(r"^/old-wells", planting.location)],
    "error pages": [(r"^/nothing-is-here/$", planting.body)],
    "logging in": [(r"^/login/$", planting.body), (r"^/login/code/$", planting.body)],
    "account": [(r"^/subscribe/$", planting.body), (r"^/account/card/$", planting.body)],
    "webhooks": [(r"^/webhooks/", planting.text)],
    "admin API": [(r"^/admin/api/main/pages/\?fields", planting.data)],
    "newsroom": [
        (r"/edit/preview/$", planting.body),
        (r"/view_draft/$", planting.body),
        (r"^/patterns/$", planting.body),
        (r"/revisions/\d+/view/$", planting.body),
    ],
    "payment pages": [(r"^/sandbox/", planting.text)],
}


@pytest.mark.parametrize("surface", PLANTS)
def test_a_leak_is_found_with_its_place(town: Town, plant: planting.Garden, surface: str) -> None:
    plant += [(planting.at(where), spoil) for where, spoil in PLANTS[surface]]
    found = [leak for leak in look(only=[surface]).leaks if leak.outsider == "nobody"]
    for where, _ in PLANTS[surface]:
        assert [leak for leak in found if re.search(where, leak.request.split()[1])], where
    assert {(leak.surface, leak.piece) for leak in found if leak.place != "status"} == {
        (surface, WELLS)
    }


def test_every_surface_of_the_table_is_planted() -> None:
    named = {row.name for row in SURFACES if row.visits}
    assert named - set(PLANTS) == {"drafts", "demo"}, "these two have tests of their own"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (planting.body, "body"),
        (planting.head, "head"),
        (planting.structured, "JSON-LD"),
        (planting.header, "headers"),
    ],
)
def test_the_place_in_an_answer_is_named(
    town: Town, plant: planting.Garden, spoil: planting.Spoil, place: str
) -> None:
    plant.append((planting.at(HERE + "$"), spoil))
    found = look(only=["articles"]).leaks
    assert {leak.place for leak in found if leak.outsider == "nobody"} == {place}


def test_everything_behind_the_break_is_known_by_itself(town: Town) -> None:
    locked = locked_words()
    unknown = [
        spoil.__name__ for spoil in planting.ALONE if not list(locked.found_in(text_in(spoil)))
    ]
    assert unknown == []


def test_a_picture_behind_the_break_is_known_by_its_name(town: Town) -> None:
    image = next(one.value["image"] for one in town.wells.body if one.block_type == "image")
    for address in (image.file.url, image.get_rendition("width-20").url):
        assert list(locked_words().found_in(f'<img src="{address}">'))


def text_in(spoil: planting.Spoil) -> str:
    """The answer that the plant gives."""
    return str(spoil(None).content.decode())


def test_odd_requests_that_are_told_too_much(town: Town, plant: planting.Garden) -> None:
    plant += [
        (planting.at(HERE + "$", "OPTIONS"), planting.body),
        (planting.at(HERE + "$", "POST"), planting.body),
        (lambda request: "Googlebot" in request.headers.get("user-agent", ""), planting.body),
        (lambda request: request.headers.get("range") == "bytes=2000-", planting.text),
        (lambda request: request.headers.get("accept") == "application/json", planting.data),
    ]
    found = {leak.request for leak in look(only=["odd requests"]).leaks}
    assert len(found) == 5
    assert {f"{method} /why-the-wells-close/" for method in ("OPTIONS", "POST")} <= found


def test_a_leak_to_one_kind_of_reader_names_the_reader(
    county: Town, plant: planting.Garden
) -> None:
    def is_mina(request: Any) -> bool:
        return getattr(request.user, "email", "") == "mina@post.example"

    plant.append((is_mina, planting.body))
    assert {leak.outsider for leak in look(only=["account"]).leaks} == {"mina@post.example"}


def test_a_page_that_is_only_linked(town: Town, plant: planting.Garden) -> None:
    def with_link(response: Any) -> Any:
        response.content = response.content.replace(b"</main>", b'<a href="/help/?all=1">All</a>')
        return response

    plant += [
        (planting.at(r"^/topics/water/$"), with_link),
        (planting.at(r"^/help/\?all=1$"), planting.body),
    ]
    found = look(only=[LINKS]).leaks
    assert {(leak.request, leak.surface) for leak in found} == {("GET /help/?all=1", LINKS)}


def test_an_answer_for_subscribers_that_caches_may_keep(town: Town, plant: planting.Garden) -> None:
    plant.append((planting.at(HERE + "$"), planting.gone_public))
    found = look(only=["articles"]).leaks
    assert {(leak.outsider, leak.place) for leak in found} == {
        ("lev@post.example", "cache of whoever stands between")
    }


def test_a_gate_that_stands_open(county: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Decision(True, Reason.SUBSCRIBED)
    monkeypatch.setattr("standfirst.articles.views.decide", lambda *_: opened)
    found = look(only=["articles"]).leaks
    assert {leak.piece for leak in found if leak.outsider == "nobody"} == {
        WELLS,
        "“What the plans bring”",
        "“What everybody with an account knows”",
        "“A piece with changes”",
    }
    assert {leak.piece for leak in found if leak.outsider == "lev@post.example"} == {
        "“What the plans bring”"
    }


def test_a_search_that_knows_locked_words(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(article: Article) -> str:
        opened, locked = article.divided()
        return text_of([*opened, *locked])

    monkeypatch.setattr(Article, "open_text", everything)
    index.insert_or_update_object(town.wells)
    found = look(only=["search"]).leaks
    assert {(leak.place, leak.piece) for leak in found} == {("results", WELLS)}


def test_a_feed_that_gives_whole_articles(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    divided = Article.divided

    def undivided(article: Article, *, with_images: bool = True) -> Any:
        opened, locked = divided(article, with_images=with_images)
        return ((*opened, *locked), ()) if not with_images else (opened, locked)

    monkeypatch.setattr(Article, "divided", undivided)
    assert "GET /feed.rss" in {leak.request for leak in look(only=["feeds"]).leaks}


def test_facts_for_search_engines_that_tell_the_article(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    news_article = structured.news_article

    def telling_all(**known: Any) -> dict[str, Any]:
        opened, locked = Article.objects.get(title=known["headline"]).divided()
        return {**news_article(**known), "articleBody": text_of([*opened, *locked])}

    monkeypatch.setattr(structured, "news_article", telling_all)
    assert {leak.place for leak in look(only=["articles"]).leaks if leak.outsider == "nobody"} == {
        "JSON-LD"
    }


@pytest.fixture
def drafts_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list of live articles holds drafts too."""
    everything: Callable[..., QuerySet[Article]] = lambda self: self  # noqa: E731 - short
    monkeypatch.setattr(type(Article.objects.all()), "live", everything)


@pytest.mark.parametrize("surface", ["front and stories", "feeds", LINKS])
def test_a_draft_in_a_list(town: Town, drafts_are_listed: None, surface: str) -> None:
    pieces = {leak.piece for leak in look(only=[surface]).leaks}
    assert "“The mayor resigns tomorrow morning” (draft article)" in pieces


def test_a_draft_that_a_search_finds(town: Town, drafts_are_listed: None) -> None:
    index.insert_or_update_object(town.draft)
    found = [leak for leak in look(only=["search"]).leaks if leak.place == "results"]
    assert "“The mayor resigns tomorrow morning” (draft article)" in {leak.piece for leak in found}


def test_a_draft_with_an_open_address(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "standfirst.fronts.models.page_below",
        lambda front, slug: Article.objects.filter(slug=slug).first(),
    )
    found = look(only=["drafts"]).leaks
    assert "GET /the-mayor-resigns-tomorrow-morning/" in {leak.request for leak in found}
    assert {leak.place for leak in found} == {"status", "body"}
    assert "lev@post.example" in {leak.outsider for leak in found}


def test_an_empty_page_where_a_draft_will_be(town: Town, plant: planting.Garden) -> None:
    plant.append((planting.at(r"^/the-mayor-resigns-tomorrow-morning/$"), planting.empty_page))
    found = look(only=["drafts"]).leaks
    assert {leak.place for leak in found} == {"status"}


def test_changes_that_were_not_published(county: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def latest(front: Any, slug: str) -> Any:
        return Article.objects.get(slug=slug).get_latest_revision_as_object()

    monkeypatch.setattr("standfirst.fronts.models.page_below", latest)
    found = look(only=["articles"]).leaks
    assert {leak.piece for leak in found} == {"“A piece with changes” (changes not published)"}


def test_a_newsroom_that_lets_everybody_in(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    Reader.objects.all().delete()
    Reader.objects.create_superuser("anybody@post.example")
    monkeypatch.setattr(
        "standfirst.ops.leaking.outsiders.entitlement_for", lambda *_, **__: ANONYMOUS
    )
    found = look(only=["admin API"]).leaks
    assert {leak.outsider for leak in found} == {"anybody@post.example"}
    assert "“The mayor resigns tomorrow morning” (draft article)" in {leak.piece for leak in found}


def test_an_article_that_is_opened_to_everyone_has_nothing_to_leak(town: Town) -> None:
    Article.objects.filter(pk=town.wells.pk).update(audience=Audience.EVERYONE.value)
    assert look(only=["articles"]).leaks == []


def test_the_command_names_the_place_and_fails(
    town: Town, plant: planting.Garden, capsys: Any
) -> None:
    plant.append((planting.at(r"^/help/$"), planting.body))
    assert telling.tell(only=["help"], is_quiet=True, as_json=False) == 1
    printed = capsys.readouterr().out
    assert "LEAK  GET /help/, as nobody, in the body" in printed
    assert "'costs sixty one million crowns' of “Why the wells close”" in printed
    assert printed.splitlines()[-1].startswith("3 leaks and 0 faults on ")


def test_a_page_that_fails_was_not_looked_at(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("standfirst.fronts.feeds.feed_of", fails)
    assert telling.tell(only=["feeds"], is_quiet=True, as_json=False) == 1
    assert "FAULT GET /feed.rss as nobody answers 500." in capsys.readouterr().out


def test_words_that_only_the_edge_keeps_are_found(town: Town, plant: planting.Garden) -> None:
    plant.append((lambda request: FOR_READERS in request.META, planting.head))
    leaks = look(only=["articles"]).leaks
    assert {leak.place for leak in leaks} == {"head, kept by the edge"}
    assert {leak.outsider for leak in leaks} == {"kaya@post.example"}
