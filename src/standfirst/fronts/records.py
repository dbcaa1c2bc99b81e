"""Public pages of record: corrections, what primers said before, and how stories moved."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import escape, format_html
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.articles import headers, rich_text, showing
from standfirst.articles.corrections.models import Correction
from standfirst.articles.corrections.queries import BEHIND, public_corrections
from standfirst.articles.models import Story
from standfirst.articles.primers.models import Primer
from standfirst.articles.primers.queries import history_of
from standfirst.articles.publication import publication
from standfirst.articles.stories.following import unfollow
from standfirst.articles.stories.messages import named_in
from standfirst.articles.stories.models import Movement
from standfirst.articles.stories.queries import movements_of, told_once
from standfirst.fronts.feeds import Atom
from standfirst.fronts.views import answer

A_SHEET = 30
A_FEED = 30


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction there is, the latest first."""
    sheet = Paginator(public_corrections(), A_SHEET).get_page(request.GET.get("page", "1"))
    context = {"sheet": sheet}
    shows = [showing.CORRECTIONS, *(showing.article(row.article_id) for row in sheet)]
    return answer(request, "fronts/corrections.html", context, shows=shows)


@require_safe
def corrections_feed(request: HttpRequest) -> HttpResponse:
    """The latest corrections as a feed."""
    feed = _feed(request, f"Corrections: {publication().name}", "/corrections/")
    for row in public_corrections()[:A_FEED]:
        _add_correction(feed, row)
    return _answer(feed, [showing.CORRECTIONS, showing.FEEDS])


def _add_correction(feed: Atom, row: Correction) -> None:
    address = f"{settings.BASE_URL}{row.article.address}#corrections"
    words = BEHIND if row.is_locked else rich_text.text_of(row.text)
    _add(
        feed,
        title=f"{row.verb}: {row.article.title}",
        link=address,
        identity=f"{settings.BASE_URL}/corrections/#c{row.pk}",
        words=words,
        at=row.published_at,
    )


@require_safe
def story_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What moved in a story, as a feed."""
    story = get_object_or_404(Story.objects.live(), slug=slug)
    feed = _feed(request, f"{story.title}: {publication().name}", story.address)
    for one in told_once(movements_of(story)[:A_FEED]):
        _add_movement(feed, story, one)
    return _answer(feed, [showing.story(story.pk), showing.in_story(story.pk), showing.FEEDS])


def _add_movement(feed: Atom, story: Story, one: Movement) -> None:
    _add(
        feed,
        title=one.text,
        link=settings.BASE_URL + (one.article or story).address,
        identity=f"{settings.BASE_URL}{story.address}#m{one.pk}",
        words=_words_of(story, one),
        at=one.at,
    )


def _words_of(story: Story, one: Movement) -> str:
    """What an entry of the feed says: all of it stands on the page of the story too."""
    if one.kind == Movement.Kind.STATE:
        return rich_text.text_of(story.state_of_play)
    return one.article.standfirst if one.article else one.text


def _feed(request: HttpRequest, title: str, address: str) -> Atom:
    return Atom(
        title=title,
        link=settings.BASE_URL + address,
        description=title,
        language=publication().language,
        feed_url=settings.BASE_URL + request.path,
        author_name=publication().name,
    )


def _add(feed: Atom, *, title: str, link: str, identity: str, words: str, at: datetime) -> None:
    feed.add_item(
        title=title,
        link=link,
        unique_id=identity,
        description=escape(words),
        pubdate=at,
        updateddate=at,
        content=format_html("<p>{}</p>", words),
    )


def _answer(feed: Atom, shows: list[str]) -> HttpResponse:
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Cache-Control"] = "public, max-age=60"
    headers.say_shown(response, shows)
    return response


@require_safe
def primer(request: HttpRequest, slug: str) -> HttpResponse:
    """What a primer says and said, where its history is public."""
    found = get_object_or_404(Primer, slug=slug, live=True, is_history_public=True)
    context = {"primer": found, "history": history_of(found)}
    shows = [showing.primer(found.pk)]
    return answer(request, "fronts/primer.html", context, shows=shows)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_following(request: HttpRequest, token: str) -> HttpResponse:
    """Stops the mails on a story without logging in: the link itself says whose they are.

    Mail programs post here on one press (RFC 8058), so no other token is asked for; a plain GET,
    as a scanner of links makes it, stops nothing.
    """
    named = named_in(token)
    story = Story.objects.live().filter(pk=named[1]).first() if named else None
    if named is None or story is None:
        raise Http404
    context: dict[str, Any] = {"story": story, "is_done": request.method == "POST"}
    if request.method == "POST":
        unfollow(*named)
    response = render(request, "fronts/stop_following.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
