"""What machines read of the demo is what their rules want: HTML, feeds, structured data."""

import json
import os
import re
import subprocess
from pathlib import Path

import feedparser
import pytest

from tests.browser.addresses import public_pages
from tests.browser.running import Running

VNU = os.environ.get("STANDFIRST_VNU", "")
"""Where `vnu.jar` is, of the npm package `vnu-jar`. It wants Java: pages are looked at with it
where it is named, and there is no such test elsewhere."""

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ABSOLUTE = re.compile(r"https?://[^\s]+\Z")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*(Z|[+-]\d\d:\d\d)\Z")


def every_page_is_valid_html(shared_demo: Running, tmp_path: Path) -> None:
    pages = public_pages(shared_demo)
    for reader in ("ada", "dag", "eli", "nils", "lev"):
        pages[f"article as {reader}"] = pages["article for subscribers"]
    for name, path in pages.items():
        reader = name.rpartition(" as ")[2] if " as " in name else ""
        cookies = shared_demo.signed_in(reader) if reader else {}
        answer = shared_demo.get(path, cookies=cookies)
        if answer.status in {200, 404}:
            (tmp_path / f"{name.replace(' ', '-')}.html").write_text(answer.text)
    files = sorted(str(path) for path in tmp_path.glob("*.html"))
    words = ["java", "-jar", VNU, "--errors-only", "--format", "gnu", *files]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.stderr.splitlines() == []


if VNU:
    test_every_page_is_valid_html = every_page_is_valid_html


def test_every_feed_parses(shared_demo: Running) -> None:
    pages = public_pages(shared_demo)
    feeds = ["/feed.atom", "/feed.rss", "/corrections/feed.atom"]
    feeds.append(f"/stories{pages['story']}feed.atom")
    for path in feeds:
        answer = shared_demo.get(path)
        assert answer.status == 200, path
        feed = feedparser.parse(answer.text)
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.entries, path
        assert all(ABSOLUTE.match(entry.link) for entry in feed.entries), path
        assert len({entry.id for entry in feed.entries}) == len(feed.entries), path


@pytest.mark.parametrize("gate", ["everyone", "registered", "subscribers", "plans"])
def test_an_article_says_what_search_engines_ask(shared_demo: Running, gate: str) -> None:
    """https://developers.google.com/search/docs/appearance/structured-data/article"""
    path = shared_demo.article(gate)
    text = shared_demo.get(path).text
    found = [json.loads(one) for one in DATA.findall(text)]
    facts = next(one for one in found if one["@type"] == "NewsArticle")
    assert facts["@context"] == "https://schema.org"
    assert facts["headline"]
    assert ABSOLUTE.match(facts["mainEntityOfPage"])
    assert MOMENT.match(facts["datePublished"])
    assert MOMENT.match(facts["dateModified"])
    assert all(one["name"] and ABSOLUTE.match(one["url"]) for one in facts["author"])
    assert facts["isAccessibleForFree"] is (gate == "everyone")
    if gate != "everyone":
        selector = facts["hasPart"]["cssSelector"]
        assert f'class="{selector.removeprefix(".")}' in text
