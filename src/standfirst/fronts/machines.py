"""What the publication says to programs: crawlers, feed readers, search engines."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.access.queries import entitlement_for
from standfirst.articles import cards, headers, showing
from standfirst.articles.models import Article, Story, Topic
from standfirst.articles.publication import publication
from standfirst.articles.statements.queries import open_subjects
from standfirst.fronts import actions, crawlers, feeds, people, plain, queries
from standfirst.fronts.models import CrawlerPolicy, FeedKey
from standfirst.fronts.views import answer, for_everybody
from standfirst.kernel import clock
from standfirst.readers.queries import reader_of

SHUT = ("/admin/", "/account/", "/feed/", "/login/", "/search/")
CARD_AGE_S = 24 * 60 * 60
SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml")
MAPPED_MAX = 50_000
"""How many addresses a sitemap may hold: https://www.sitemaps.org/protocol.html"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch, and for what."""
    text = crawlers.robots_text(
        CrawlerPolicy.in_force().policy(),
        base_url=settings.BASE_URL,
        shut=SHUT,
        sitemaps=SITEMAPS,
    )
    return for_everybody(request, HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """The licence of the publication's text, for programs."""
    policy = CrawlerPolicy.in_force().policy()
    text = crawlers.licence(policy, name=publication().name, base_url=settings.BASE_URL)
    return for_everybody(request, HttpResponse(text, content_type="application/rsl+xml"))


@require_safe
def crawlers_page(request: HttpRequest) -> HttpResponse:
    """The same in words."""
    row = CrawlerPolicy.in_force()
    policy = row.policy()
    uses = [(word, use in policy.allowed) for use, word in USES.items()]
    context = {"terms": row.terms, "policy": policy, "uses": uses}
    return answer(request, "fronts/crawlers.html", context | {"shut": crawlers.shut_out(policy)})


USES = {
    crawlers.Use.SEARCH: "Being found by search engines",
    crawlers.Use.ANSWERS: "Being quoted in the answers of chat programs",
    crawlers.Use.TRAINING: "Training language models",
}


@require_safe
def site_text(request: HttpRequest) -> HttpResponse:
    """`llms.txt`."""
    return _markdown(request, plain.site_text(publication()))


@require_safe
def article_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The open part of an article as Markdown: the same for everybody."""
    article = get_object_or_404(Article.objects.found_in(), slug=slug)
    response = _markdown(request, plain.article_text(article, publication()))
    response["Link"] = f'<{settings.BASE_URL}{article.address}>; rel="canonical"'
    return response


def _markdown(request: HttpRequest, text: str) -> HttpResponse:
    kind = "text/markdown; charset=utf-8"
    return for_everybody(request, HttpResponse(text, content_type=kind))


@require_safe
def card(request: HttpRequest, pk: int, mark: str) -> HttpResponse:
    """The picture of an article's headline. An old one leads to the one that is so now."""
    found = cards.card_of(get_object_or_404(Article.objects.shown(), pk=pk))
    if mark != found.mark:
        return redirect("card", pk, found.mark)
    response = HttpResponse(cards.drawn(found), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={CARD_AGE_S}"
    return response


@require_safe
def feed_rss(request: HttpRequest) -> HttpResponse:
    """The feed as RSS."""
    return _feed(request, feeds.Rss)


@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    """The feed as Atom."""
    return _feed(request, feeds.Atom)


def _feed(request: HttpRequest, kind: feeds.Kind) -> HttpResponse:
    has_open_part = CrawlerPolicy.in_force().has_open_part
    feed = feeds.feed_of(kind, publication(), path=request.path, has_open_part=has_open_part)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Cache-Control"] = "public, max-age=60"
    headers.say_shown(response, [showing.FEEDS])
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address that search engines should know."""
    context = {
        "base_url": settings.BASE_URL,
        "articles": Article.objects.live()
        .order_by("-pk")
        .defer("body", "corrections")[:MAPPED_MAX],
        "stories": Story.objects.live().only("url_path", "last_published_at"),
        "topics": Topic.objects.all(),
        "people": people.mapped(),
        "subjects": open_subjects(),
    }
    return _map(request, "fronts/sitemap.xml", context, shows=[showing.FEEDS, showing.STORIES])


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, for news search."""
    context = {"base_url": settings.BASE_URL, "publication": publication()}
    context |= {"articles": queries.recent_news(clock.now())}
    return _map(request, "fronts/news_sitemap.xml", context, shows=[showing.FEEDS])


def _map(
    request: HttpRequest, template: str, context: dict[str, Any], *, shows: list[str]
) -> HttpResponse:
    text = loader.render_to_string(template, context)
    response = HttpResponse(text, content_type="application/xml")
    return for_everybody(request, response, shows=shows)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private_feed_page(request: HttpRequest) -> HttpResponse:
    """The reader's own feed: made, made anew, or ended."""
    reader = reader_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "end":
            actions.drop_feed_key(reader)
        else:
            actions.make_feed_key(reader, now=clock.now())
        return redirect("private_feed")
    key = FeedKey.objects.filter(reader=reader).first()
    return render(request, "fronts/private_feed.html", {"key": key})


@require_safe
@cache_control(private=True, no_store=True)
def private_feed(request: HttpRequest, word: str) -> HttpResponse:
    """What one reader may read, for their feed reader: it is known by the word alone."""
    keys = FeedKey.objects.select_related("reader").filter(reader__is_active=True)
    reader, now = get_object_or_404(keys, word=word).reader, clock.now()
    whole = feeds.Whole(entitlement_for(reader, now=now), now)
    feed = feeds.feed_of(feeds.Atom, publication(), path=request.path, whole=whole)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
