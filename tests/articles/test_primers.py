"""A primer that is kept once: in articles, behind the gate, in search, and when it is changed."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from standfirst.articles.actions import Body
from standfirst.articles.models import Article
from standfirst.articles.primers import actions, placing
from standfirst.articles.primers.models import Primer, PrimerSpread, PrimerUse
from standfirst.events.models import Event
from standfirst.fronts.queries import search
from standfirst.jobs import worker
from standfirst.mail.models import CapturedMail
from standfirst.readers.models import Reader
from tests.articles.making import BODY, Make
from tests.conftest import MovingClock

OPEN = "<ul><li>The quokka limit is 50 milligrams a litre.</li></ul>"
NEWER = "<ul><li>The quokka limit is 40 milligrams a litre.</li></ul>"


def kept(title: str = "The limit", text: str = OPEN, **fields: Any) -> Primer:
    """A published primer."""
    slug = title.lower().replace(" ", "-")
    primer = Primer(title=title, slug=slug, text=text, live=False, **fields)
    primer.save()
    primer.save_revision().publish()
    return Primer.objects.get(pk=primer.pk)


def revise(primer: Primer, **fields: Any) -> Primer:
    """Publishes another version."""
    draft = primer.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return Primer.objects.get(pk=primer.pk)


def body_with(primer: Primer, version: int | None = None, *, is_locked: bool = False) -> Body:
    """The usual body with a kept primer before the break, or behind it."""
    block = ("primer", {"primer": primer.pk, "version": version, "label": "", "text": ""})
    return [*BODY[1:], block] if is_locked else [block, *BODY[1:]]


def page(article: Article, client: Client | None = None) -> str:
    return (client or Client()).get(article.address).content.decode()


def test_readers_see_what_it_says_and_when_it_was_checked(make: Make) -> None:
    primer = kept(label="What to know", checked_on=date(2026, 3, 2))
    shown = page(make(body=body_with(primer)))
    assert "What to know" in shown
    assert "quokka limit is 50" in shown
    assert 'Last checked <time datetime="2026-03-02">' in shown


def test_a_change_reaches_every_article_that_follows_it(make: Make) -> None:
    primer = kept()
    following = make(body=body_with(primer))
    keeping = make(headline="Another", body=body_with(primer, version=1))
    revise(primer, text=NEWER)
    assert "limit is 40" in page(following)
    assert "limit is 50" in page(keeping)
    assert list(placing.articles_that_follow(primer)) == [following]
    assert [use.article_id for use in placing.articles_that_keep(primer)] == [keeping.pk]


def test_an_articles_own_words_stay_possible(make: Make) -> None:
    assert "Dug in 1890" in page(make())


def test_a_draft_is_seen_by_nobody(make: Make) -> None:
    primer = kept()
    article = make(body=body_with(primer))
    draft = primer.get_latest_revision_as_object()
    draft.text = NEWER
    draft.save_revision()
    assert "limit is 40" not in page(article)
    primer.unpublish()
    assert "quokka" not in page(article)


def test_behind_the_break_its_words_are_locked(make: Make) -> None:
    primer = kept(text="<p>Only numbats drink the uppermost waters.</p>")
    article = make(body=body_with(primer, is_locked=True))
    client = Client()
    assert "numbats" not in page(article, client)
    assert not search("numbats", "1").hits
    for path in ("/feed.atom", "/feed.rss", "/", "/sitemap.xml", f"/{article.slug}.md"):
        assert "numbats" not in client.get(path).content.decode(), path
    assert client.get(primer.address).status_code == 404


def test_search_finds_articles_by_its_open_words_and_forgets_them(
    make: Make, clock: MovingClock
) -> None:
    primer = kept()
    article = make(body=body_with(primer))
    assert [hit.article for hit in search("quokka", "1").hits] == [article]
    revise(primer, text="<p>The wombat limit is 40.</p>")
    run_spreads()
    assert not search("quokka", "1").hits
    assert [hit.article for hit in search("wombat", "1").hits] == [article]


def run_spreads() -> None:
    """What the worker does."""
    for spread in PrimerSpread.objects.filter(ended_at=None):
        while actions.spread_further(spread.pk, now=spread.begun_at):
            pass


def test_many_articles_are_brought_up_to_date_by_and_by(make: Make, clock: MovingClock) -> None:
    primer = kept()
    for number in range(7):
        make(headline=f"Well {number}", body=body_with(primer))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "BATCH", 3)
        revise(primer, text=NEWER)
        spread = primer.spreads.first()
        assert spread is not None
        seen = [(spread.total, spread.done)]
        while actions.spread_further(spread.pk, now=clock.now()):
            spread.refresh_from_db()
            seen.append((spread.total, spread.done))
    spread.refresh_from_db()
    assert seen == [(7, 0), (7, 3), (7, 6)]
    assert (spread.done, spread.ended_at is None) == (7, False)
    assert not actions.spread_further(spread.pk, now=clock.now())


def test_publishing_it_costs_no_more_with_more_articles(make: Make) -> None:
    primer = kept()
    make(body=body_with(primer))
    revise(primer, text="<p>Something else.</p>")
    few = statements_of(revise, primer, text=NEWER)
    for number in range(6):
        make(headline=f"Well {number}", body=body_with(primer))
    assert statements_of(revise, primer, text=OPEN) <= few


def statements_of(act: Any, *args: Any, **fields: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        act(*args, **fields)
    return len(seen.captured_queries)


def test_what_was_published_is_recorded_once(make: Make, clock: MovingClock) -> None:
    primer = kept()
    assert actions.publish_missed(clock.now()) == 0
    actions.publish_version(primer, now=clock.now())
    assert [row.number for row in primer.versions.all()] == [1]
    assert Event.objects.filter(kind="primer.published").count() == 1


def test_one_that_stands_in_an_article_is_not_deleted(make: Make) -> None:
    primer = kept()
    article = make(body=body_with(primer))
    with pytest.raises(ProtectedError):
        primer.delete()
    article.delete()
    assert not PrimerUse.objects.exists()
    primer.delete()


def test_its_history_is_public_where_the_publication_wants_it(make: Make) -> None:
    primer = kept(is_history_public=True)
    revise(primer, text=NEWER)
    shown = Client().get(primer.address).content.decode()
    assert "<del>50</del>" in shown
    assert "<ins>40</ins>" in shown
    assert f'href="{primer.address}"' in page(make(body=body_with(primer)))
    revise(primer, is_history_public=False)
    assert Client().get(primer.address).status_code == 404


def test_the_owner_of_a_stale_one_is_told_once(make: Make, clock: MovingClock) -> None:
    noor = Reader.objects.create_superuser("noor@courier.example")
    day = clock.now().date()
    primer = kept(owner=noor, review_by=day, checked_on=day - timedelta(days=90))
    make(body=body_with(primer))
    assert actions.remind_owners(clock.now()) == 0
    later = clock.forward(days=1)
    assert [actions.remind_owners(later), actions.remind_owners(later)] == [1, 0]
    worker.drain()
    mail = CapturedMail.objects.get(to=noor.email)
    assert mail.subject == "Time to check “The limit” again"
    assert "It stands in one article." in mail.text
    revise(primer, review_by=day + timedelta(days=30))
    assert actions.remind_owners(clock.to("day 40")) == 1


def test_it_holds_no_other_primer() -> None:
    field = Primer._meta.get_field("text")
    assert set(field.features) == {"bold", "italic", "link", "ul", "ol"}  # type: ignore[union-attr]  # a RichTextField


def test_ten_articles_with_primers_cost_a_feed_no_more(make: Make) -> None:
    client = Client()
    make(headline="The first", body=body_with(kept("First")))
    client.get("/feed.atom")
    few = statements_of(client.get, "/feed.atom")
    for number in range(6):
        make(headline=f"Well {number}", body=body_with(kept(f"Number {number}")))
    assert statements_of(client.get, "/feed.atom") <= few


@pytest.fixture
def editor(db: None) -> Client:
    """Noor, who may do everything."""
    noor = Reader.objects.create_superuser("noor@courier.example")
    client = Client()
    client.force_login(noor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_form_shows_which_articles_change_and_how(make: Make, editor: Client) -> None:
    primer = kept()
    following = make(body=body_with(primer))
    make(headline="One that keeps it", body=body_with(primer, version=1))
    draft = primer.get_latest_revision_as_object()
    draft.text = NEWER
    draft.save_revision()
    form = reverse("wagtailsnippets_articles_primer:edit", args=[primer.pk])
    shown = re.sub(r"\s+", " ", editor.get(form).content.decode())
    assert "1 article will change" in shown
    assert "One that keeps it</a>, version 1" in shown
    assert "<del>50</del>" in shown
    look = reverse("primer_in_article", args=[primer.pk, following.pk])
    assert look in shown
    assert "limit is 40" in editor.get(look).content.decode()
    assert "limit is 40" not in page(following)
    assert Client().get(look).status_code == 302


def test_the_newsroom_is_warned_of_a_stale_one(make: Make, editor: Client) -> None:
    primer = kept(review_by=date(2020, 1, 1))
    article = make(body=body_with(primer))
    listed = editor.get(reverse("wagtailsnippets_articles_primer:list")).content.decode()
    assert "Stale: due by 1 January 2020" in listed
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert "was to be checked again by" in form


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"primer": None, "version": None, "text": ""}, "Choose a kept primer above"),
        ({"primer": None, "version": 1, "text": "<p>Own words.</p>"}, "no primer whose version"),
        ({"primer": "kept", "version": 9, "text": ""}, "It has no version 9. The latest is 1."),
    ],
)
def test_a_block_without_words_is_refused(
    make: Make, fields: dict[str, Any], word: str, db: None
) -> None:
    from_it = kept()
    block = Article._meta.get_field("body").stream_block.child_blocks["primer"]  # type: ignore[union-attr]  # a StreamField
    given = {**fields, "primer": from_it.pk if fields["primer"] else None}
    with pytest.raises(Exception, match=r".*") as refused:
        block.clean(block.to_python(given))
    assert word in str(refused.value.as_json_data())  # type: ignore[attr-defined]  # Wagtail's own


def test_its_owner_is_chosen_among_the_newsroom(make: Make, editor: Client) -> None:
    Reader.objects.create_user("ada@post.example", first_name="Ada", last_name="Holm")
    form = reverse("wagtailsnippets_articles_primer:add")
    assert "Ada Holm" not in editor.get(form).content.decode()
