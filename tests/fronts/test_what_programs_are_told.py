"""What crawlers, feed readers and other programs are told: what is open, and under which terms."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from wagtail.models import Site

from standfirst.articles.models import Article
from standfirst.fronts.crawlers import KNOWN, Policy, Use, licence, robots_text, shut_out
from standfirst.fronts.models import CrawlerException, CrawlerPolicy, FrontPage
from tests.articles.making import LOCKED_WORDS, PUBLISHED, Make
from tests.conftest import MovingClock

RSL = "{https://rslstandard.org/rsl}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    return make(topics=("Water",), authors=("Noor Adeyemi",))


@pytest.fixture
def policy(front: FrontPage) -> CrawlerPolicy:
    return CrawlerPolicy.objects.create(site=Site.objects.get(is_default_site=True))


def told(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def groups(robots: str) -> dict[str, list[str]]:
    """What each crawler is told, by its name (RFC 9309, 2.2)."""
    found: dict[str, list[str]] = {}
    for block in robots.split("\n\n"):
        lines = [line.split(": ", 1) for line in block.splitlines() if ": " in line]
        rules = [f"{name}: {value}" for name, value in lines if name != "User-agent"]
        found |= {value: rules for name, value in lines if name == "User-agent"}
    return found


ALL = frozenset(Use)


@pytest.mark.parametrize(
    ("policy", "agent", "is_shut"),
    [
        (Policy(), "GPTBot", True),
        (Policy(), "OAI-SearchBot", True),
        (Policy(allowed=ALL), "GPTBot", False),
        (Policy(allowed=frozenset({Use.SEARCH, Use.ANSWERS})), "Claude-User", False),
        (Policy(allowed=frozenset({Use.SEARCH, Use.ANSWERS})), "ClaudeBot", True),
        (Policy(exceptions=(("gptbot", True),)), "GPTBot", False),
        (Policy(allowed=ALL, exceptions=(("OddBot", False),)), "OddBot", True),
    ],
)
def test_a_crawler_is_shut_out_for_what_it_fetches_for(
    policy: Policy, agent: str, is_shut: bool
) -> None:
    assert (agent in shut_out(policy)) is is_shut


def test_robots_shuts_crawlers_out_in_a_group_of_their_own() -> None:
    text = robots_text(Policy(), base_url="https://x.example", shut=["/admin/"], sitemaps=["/s"])
    found = groups(text)
    assert found["*"] == [
        "Content-Signal: search=yes, ai-input=no, ai-train=no",
        "Disallow: /admin/",
    ]
    assert {agent for agent, rules in found.items() if rules == ["Disallow: /"]} == set(KNOWN)
    assert "Sitemap: https://x.example/s" in text
    assert "License: https://x.example/license.xml" in text


def test_a_licence_forbids_what_is_not_allowed_and_cannot_be_bought() -> None:
    root = ET.fromstring(licence(Policy(), name="Tarn & Sel", base_url="https://x.example"))
    assert root.tag == f"{RSL}rsl"
    assert [one.text for one in root.iter(f"{RSL}permits")] == ["search"]
    assert [one.text for one in root.iter(f"{RSL}prohibits")] == ["ai-input ai-train"]
    assert root.findtext(f".//{RSL}copyright") == "Tarn & Sel"


def test_a_licence_says_where_the_rest_may_be_had() -> None:
    policy = Policy(licence_page="https://x.example/licences?a=1&b=2")
    root = ET.fromstring(licence(policy, name="Tarn", base_url="https://x.example"))
    assert [one.get("type") for one in root.iter(f"{RSL}payment")] == ["free", "subscription"]
    assert root.findtext(f".//{RSL}custom") == "https://x.example/licences?a=1&b=2"
    assert list(root.iter(f"{RSL}prohibits")) == []


def test_what_an_editor_saves_is_told_at_once(policy: CrawlerPolicy) -> None:
    policy.allows_training = True
    policy.terms = "<p>Ask the editor.</p>"
    policy.exceptions.add(CrawlerException(agent="OddBot"))
    policy.save()
    assert "ai-train=yes" in told("/robots.txt")
    assert groups(told("/robots.txt"))["OddBot"] == ["Disallow: /"]
    assert "search ai-train" in told("/license.xml")
    assert "Ask the editor." in told("/crawlers/")
    assert "OddBot" in told("/crawlers/")


@pytest.mark.django_db
def test_a_publication_that_saved_nothing_has_a_policy() -> None:
    assert "ai-train=no" in told("/robots.txt")
    assert "Training language models" in told("/crawlers/")


@pytest.mark.parametrize("path", ["/why-the-wells-close.md", "/llms.txt", "/news-sitemap.xml"])
def test_no_locked_word_is_told_to_programs(article: Article, path: str) -> None:
    text = told(path).casefold()
    assert not [word for word in LOCKED_WORDS if word in text]


def test_the_open_part_stands_as_markdown(article: Article) -> None:
    text = told("/why-the-wells-close.md")
    assert text.startswith("# Why the wells close\n\n")
    assert "The board spoke openly" in text or "board spoke openly" in text
    assert "The rest of the article is for subscribers: <http" in text
    assert "<p>" not in text


def test_the_page_leads_to_its_markdown_and_its_licence(article: Article) -> None:
    page = told("/why-the-wells-close/")
    assert '<link rel="alternate" type="text/markdown" href="/why-the-wells-close.md">' in page
    assert '<link rel="license" type="application/rsl+xml" href="/license.xml">' in page


@pytest.mark.parametrize("slug", ["nowhere", "home", "..%2fadmin"])
def test_what_is_no_article_has_no_markdown(article: Article, slug: str) -> None:
    assert Client().get(f"/{slug}.md").status_code == 404


def test_a_withdrawn_article_has_no_markdown(article: Article) -> None:
    article.unpublish()
    assert Client().get("/why-the-wells-close.md").status_code == 404


def test_llms_lists_the_latest_articles(article: Article) -> None:
    assert "[Why the wells close](http" in told("/llms.txt")
    assert "/why-the-wells-close.md)" in told("/llms.txt")


def test_news_search_is_told_of_two_days(article: Article, make: Make, clock: MovingClock) -> None:
    clock.to("day -2", hours=-2)
    make(headline="An old one", published_at=PUBLISHED - timedelta(days=3))
    root = ET.fromstring(told("/news-sitemap.xml"))
    assert [one.text for one in root.iter(f"{NEWS}title")] == ["Why the wells close"]
    clock.to("day 0", hours=-1)
    assert list(ET.fromstring(told("/news-sitemap.xml")).iter(f"{NEWS}title")) == []


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.rss"])
def test_a_feed_parses_with_or_without_the_open_part(
    article: Article, policy: CrawlerPolicy, path: str
) -> None:
    whole = feedparser.parse(told(path))
    assert not whole.bozo
    assert "board spoke openly" in whole.entries[0].content[0].value
    CrawlerPolicy.objects.update(has_open_part=False)
    short = feedparser.parse(told(path))
    assert not short.bozo
    assert "content" not in short.entries[0]
    assert short.entries[0].title == "Why the wells close"
