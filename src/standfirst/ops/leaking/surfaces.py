"""Every surface an outsider can reach: for each URL pattern how it is visited, or why it is not.

A pattern that stands in no row is a fault of its own: whoever adds an address says here what an
outsider sees of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from standfirst.ops.leaking import visits
from standfirst.ops.leaking.asking import Visit
from standfirst.ops.leaking.routes import Route
from standfirst.ops.leaking.visits import Ground

EVERY_PAGE = "^((?:[\\w\\-]+/)*)$"
"""Wagtail's pattern, behind which articles, stories and the front stand."""


@dataclass(frozen=True)
class Surface:
    """A row of the table. `route` is a URL pattern as the resolver spells it, or begins one: `*`.

    Without `visits` it is no surface, and `why` says so. Where one door stands before all who are
    logged in, as the newsroom's, or one page is asked for in many ways, each is asked for by one
    kind of reader in `share`, and they take turns; nobody asks for all.
    """

    route: str
    name: str
    visits: Callable[[Ground, Route], Iterable[Visit]] | None = None
    why: str = ""
    share: int = 1

    def covers(self, route: Route) -> bool:
        """True where the row speaks of the route."""
        if self.route.endswith("*"):
            return route.text.startswith(self.route[:-1])
        return route.text == self.route


LETTERS = (
    "letters to readers, which the demo shows to whoever runs it; they name no article's words"
)

FEEDS = "each answers to a word that its reader alone knows, with what that reader may read"

SURFACES = (
    Surface(EVERY_PAGE, "articles", visits.articles),
    Surface(EVERY_PAGE, "odd requests", visits.odd_requests, share=6),
    Surface(EVERY_PAGE, "drafts", visits.drafts),
    Surface(EVERY_PAGE, "front and stories", visits.front_and_stories),
    Surface(EVERY_PAGE, "redirects", visits.redirects),
    Surface(EVERY_PAGE, "error pages", visits.errors),
    Surface("topics/<slug:slug>/", "topics", visits.topics),
    Surface("authors/<slug:slug>/", "authors", visits.authors),
    Surface("people/<slug:slug>/", "people", visits.people),
    Surface("subjects/", "subjects", visits.page),
    Surface("subjects/<slug:slug>/", "subjects", visits.subjects),
    Surface("statements/<int:pk>/", "statements", visits.statements),
    Surface("archive/", "archive", visits.page),
    Surface("archive/<int:year>/<int:number>/", "archive", visits.archive),
    Surface("stories/", "front and stories", visits.page),
    Surface("stories/<slug:slug>/feed.atom", "feeds", visits.story_feeds),
    Surface("stories/stop/<str:token>/", "account", visits.filled_in),
    Surface("corrections/", "corrections", visits.page),
    Surface("corrections/feed.atom", "feeds", visits.feeds, share=6),
    Surface("primers/<slug:slug>/", "primers", visits.primers),
    Surface("search/", "search", visits.search, share=6),
    Surface("help/", "help", visits.page),
    Surface("feed.rss", "feeds", visits.feeds, share=6),
    Surface("feed.atom", "feeds", visits.feeds, share=6),
    Surface("feed/", "account", visits.page),
    Surface("feed/<str:word>.atom", "feeds of readers", why=FEEDS),
    Surface("<str:slug>.md", "plain text", visits.texts),
    Surface("llms.txt", "plain text", visits.page),
    Surface("news-sitemap.xml", "sitemap, robots", visits.feeds),
    Surface("license.xml", "sitemap, robots", visits.page),
    Surface("crawlers/", "help", visits.page),
    Surface("sitemap.xml", "sitemap, robots", visits.feeds),
    Surface("robots.txt", "sitemap, robots", visits.page),
    Surface("cards/<int:pk>-<str:mark>.png", "media", visits.cards),
    Surface("media/<path:path>", "media", visits.media),
    Surface("files/<int:document_id>/<str:filename>", "files", visits.files),
    Surface("patterns/", "newsroom", visits.page),
    Surface("login/*", "logging in", visits.filled_in),
    Surface("logout/", "logging in", visits.page),
    Surface("subscribe/", "account", visits.page),
    Surface("withdraw/", "account", visits.page),
    Surface("account/*", "account", visits.filled_in),
    Surface("webhooks/stripe/", "webhooks", visits.page),
    Surface("admin/api/*", "admin API", visits.admin_api, share=6),
    Surface("admin/*", "newsroom", visits.filled_in, share=12),
    Surface("^admin/*", "newsroom", visits.filled_in, share=12),
    Surface("_util/*", "newsroom", visits.filled_in, share=12),
    Surface("sandbox/<path:path>", "payment pages", visits.hosted),
    Surface("demo/", "demo", visits.page),
    Surface("demo/manifest.json", "demo", visits.page),
    Surface("demo/signin/<str:email>/", "demo", visits.filled_in),
    Surface("demo/clock", "demo", visits.page),
    Surface("demo/turn/", "demo", visits.page),
    Surface("demo/year/", "demo", visits.page),
    Surface("demo/year.txt", "demo", visits.page),
    Surface("demo/inbox", "inbox", why=LETTERS),
    Surface("demo/mail/", "inbox", why=LETTERS),
    Surface("demo/mail/<int:mail_id>/", "inbox", why=LETTERS),
)
"""A route may stand in several rows, one for each surface behind it. Of the rows that end in `*`
only the first that fits counts."""


def rows_for(route: Route) -> list[Surface]:
    """The rows that speak of a route: its own, else the first that covers it."""
    own = [row for row in SURFACES if row.route == route.text]
    return own or [row for row in SURFACES if row.covers(route)][:1]
