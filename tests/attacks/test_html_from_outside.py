"""Nothing that somebody typed, imported or sent becomes HTML, a header or a program."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from standfirst.access.rules import Audience
from standfirst.articles import rich_text
from standfirst.articles.models import Article
from standfirst.fronts.models import FrontPage
from standfirst.jobs import worker
from standfirst.mail.models import CapturedMail, OutgoingMail
from standfirst.readers import actions as readers
from standfirst.readers.models import Reader
from standfirst.transfer.load import load
from standfirst.transfer.text import read
from tests.articles.making import Make
from tests.conftest import DAY_0
from tests.stories.conftest import Publication

SCRIPT = "<script>alert(1)</script>"
NASTY = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></script>" + SCRIPT,
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "<!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe\u202c",
]
SHUT = {"iframe", "object", "embed", "base", "svg", "math", "style", "meta-refresh"}
OURS = re.compile(r"/static/[\w./-]+\.js")
PLAIN = re.compile(r"(https?:|mailto:|tel:|data:,|[/?#]|$)")


class Watch(HTMLParser):
    """Notes every tag and attribute that could run something or lead astray."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at a tag as a browser would read it."""
        given = {name: value or "" for name, value in attrs}
        is_data = given.get("type") == "application/ld+json"
        if tag == "script" and not is_data and not OURS.fullmatch(given.get("src", "")):
            self.found.append(f"<script> {given}")
        if tag in SHUT or (tag == "meta" and "http-equiv" in given):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "xlink:href"}:
                self.found.append(f"{name}={value}")
            if name in {"href", "src", "action"} and not PLAIN.match(value.strip().lower()):
                self.found.append(f"{name}={value}")


def active_in(html: str) -> list[str]:
    """What would run, or lead to a program."""
    watch = Watch()
    watch.feed(html)
    watch.close()
    return watch.found


BODY = [
    ("primer", {"label": SCRIPT, "text": f"<p>{SCRIPT}</p>", "checked_on": None}),
    ("section", {"heading": '"><img src=x onerror=alert(1)>'}),
    ("text", {"text": '<p onclick="alert(1)">A <a href="javascript:alert(1)">b</a></p>'}),
    ("text", {"text": '<p><a href=" jav&#x09;ascript:alert(1)">b</a><svg/onload=alert(1)></p>'}),
    ("text", {"text": '<p><a href="data:text/html,x">b</a><math><mtext></form>x</p>'}),
    ("text", {"text": '<p><img src=x onerror=alert(1)><iframe src="//evil.example"></iframe></p>'}),
    ("text", {"text": '<p>a<style>@import "//evil.example"</style><base href="//evil"></p>'}),
    (
        "quote",
        {"text": SCRIPT, "speaker": SCRIPT, "office": SCRIPT, "source": "javascript:alert(1)"},
    ),
    ("list", {"items": [f"<p>{SCRIPT}</p>", '<b onmouseover="x()">b</b>'], "is_numbered": False}),
    ("table", {"caption": SCRIPT, "cells": f"{SCRIPT} | b\n1 | {SCRIPT}", "has_header": True}),
    ("embed", {"url": "javascript:alert(1)", "title": SCRIPT}),
    ("embed", {"url": 'https://film.example/"onclick=alert(1)', "title": SCRIPT}),
    ("note", {"title": SCRIPT, "text": f"<p>{SCRIPT}</p>"}),
]


def pages_of(article: Article) -> dict[str, str]:
    """Everything that shows something of an article."""
    browser = Client()
    paths = [article.address, "/", "/sitemap.xml", "/search/?q=alert"]
    paths += [person.address for person in article.authors.all()]
    paths += [topic.address for topic in article.topics.all()]
    answers = {path: browser.get(path) for path in paths}
    assert all(answer.status_code == 200 for answer in answers.values())
    return {path: answer.content.decode() for path, answer in answers.items()}


def test_an_articles_blocks(make: Make) -> None:
    article = make(body=BODY, audience=Audience.EVERYONE)
    for path, html in pages_of(article).items():
        assert active_in(html) == [], path


@pytest.mark.parametrize("nasty", NASTY)
def test_an_articles_fields(make: Make, nasty: str) -> None:
    article = make(
        headline=nasty,
        standfirst=nasty,
        place=nasty,
        authors=(nasty + "a",),
        topics=(("b" + nasty)[:60],),
        slug="a-piece",
    )
    for path, html in pages_of(article).items():
        assert active_in(html) == [], path


def test_structured_data_cannot_end_its_script(make: Make) -> None:
    article = make(headline="</script>" + SCRIPT, standfirst="<!--<script>")
    html = Client().get(article.address).content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert script
    assert "<" not in script[1]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_question_to_the_search(make: Make, nasty: str) -> None:
    make()
    for query in (nasty, f'wells {nasty} " OR 1=1 * NEAR( ^ : -', nasty * 50):
        answer = Client().get("/search/", {"q": query, "page": nasty})
        assert answer.status_code == 200
        assert active_in(answer.content.decode()) == []


@pytest.mark.parametrize("nasty", [*NASTY, "A\r\nBcc: all@post.example", "A\nSubject: B", "\x00"])
def test_a_readers_name(courier: Publication, nasty: str) -> None:
    ada = courier.subscribes("Ada")
    browser = Client()
    browser.force_login(ada)
    browser.post("/account/name/", {"first_name": nasty, "last_name": nasty})
    ada.refresh_from_db()
    assert not re.search(r"[\x00-\x1f]", ada.first_name + ada.last_name)
    for page in ("/account/", "/account/name/", "/account/card/", "/"):
        assert active_in(browser.get(page).content.decode()) == [], page
    courier.settles()
    invoice = re.search(r"/sandbox(/invoice/\w+)/pdf", browser.get("/account/").content.decode())
    assert invoice
    hosted = courier.company.page("GET", invoice[1], {})
    assert active_in(hosted.body.decode()) == []


def test_mail_has_one_address_and_one_subject(db: None, mail_to: Any) -> None:
    odd = "o'hara+x&y@post.example"
    browser = Client()
    browser.post("/login/", {"email": odd})
    browser.post("/login/", {"email": "a@post.example\r\nBcc: b@post.example"})
    browser.post("/login/", {"email": "a@post.example, b@post.example"})
    worker.drain()
    assert [mail.to for mail in CapturedMail.objects.all()] == [odd]
    assert "\n" not in OutgoingMail.objects.get().subject


def test_a_notice_names_an_odd_address_as_it_is(ada: Reader, log_in: Any, code_to: Any) -> None:
    browser = log_in(ada.email)
    new = "o'hara&co@post.example"
    browser.post("/account/address/", {"email": new})
    browser.post("/account/address/code/", {"code": code_to(new)})
    worker.drain()
    told = CapturedMail.objects.filter(to="ada.holm@post.example").last()
    assert told
    assert new in told.text
    assert "o&#x27;hara&amp;co@post.example" in told.html or "o'hara&amp;co" in told.html


PAGES = {
    "script": f"<h1>A</h1><p>One {SCRIPT} two</p><scr<script>ipt>alert(1)</scr</script>ipt>",
    "handlers": "<h1>A</h1><p onclick=alert(1)>One</p><img src=x onerror=alert(1) alt=y>",
    "links": '<h1>A</h1><p><a href="javascript:alert(1)">One</a> <a href="data:text/html,x">b</a>'
    '<a href="java&#10;script:alert(1)">c</a> <a href="vbscript:x">d</a></p>',
    "svg": "<h1>A</h1><svg><script>alert(1)</script></svg><math><mi xlink:href='javascript:x'>m",
    "entities": "<h1>&#60;script&#62;alert(1)&#60;/script&#62;</h1><p>&lt;img onerror=x&gt;</p>",
    "comment": "<h1>A</h1><!--[if IE]><script>alert(1)</script><![endif]--><p>One</p>",
    "bomb": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><h1>A</h1><p>One &b;</p>',
    "template": "<h1>{{ 7 }}{% include 'x' %}</h1><p>{% load x %}</p>",
    "direction": "<h1>A\u202egnp</h1><p>One\u2066 two \u200b three four</p>",
}


@pytest.mark.parametrize("name", list(PAGES))
def test_an_imported_page(front: FrontPage, tmp_path: Path, name: str) -> None:
    file = tmp_path / "piece.html"
    file.write_text(PAGES[name], encoding="utf-8")
    draft = read(file.read_bytes(), name=file.name)
    loaded = load(draft, source_id=name, parent=front, now=DAY_0, publish=True)
    shown = loaded.article
    html = Client().get(shown.address).content.decode()
    assert active_in(html) == []
    assert "ha ha" not in html
    assert "haha" not in html


def test_what_is_cleaned_stays_clean_when_cleaned_again() -> None:
    source = '<p>a <b>b</b> <a href="https://c.example/?x=1&amp;y=2">c</a> &lt;script&gt;</p>'
    assert rich_text.clean(rich_text.clean(source)) == rich_text.clean(source)


def test_renaming_by_other_ways_is_as_strict(ada: Reader) -> None:
    readers.rename_reader(ada, first_name="Ada\r\nX: y", last_name="\tHolm", now=ada.date_joined)
    ada.refresh_from_db()
    assert ada.get_full_name() == "Ada X: y Holm"
