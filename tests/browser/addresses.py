"""The pages there are: what a visitor can open, by what it is called here."""

import re

from tests.browser.running import Running

NOWHERE = "/there-is-no-such-page/"
LINKED = re.compile(r'href="(/[^"#?]*/)"')


def linked_from(running: Running, path: str) -> list[str]:
    """The paths that a page links to, in order, each once."""
    return list(dict.fromkeys(LINKED.findall(running.get(path).text)))


def public_pages(running: Running) -> dict[str, str]:
    """Every kind of page that anybody may open."""
    front = linked_from(running, "/")
    gated = running.article("subscribers")
    person = next(path for path in linked_from(running, gated) if path.startswith("/people/"))
    on_record = "/people/lotte-arkwright/"
    linked = linked_from(running, on_record)
    stories = linked_from(running, "/stories/")
    articles = {running.article(gate) for gate in ("everyone", "subscribers")}
    story = next(path for path in stories if _is_story(running, path) and path not in articles)
    return {
        "front": "/",
        "topic": next(path for path in front if path.startswith("/topics/")),
        "person": person,
        "author": person.replace("/people/", "/authors/"),
        "person on record": on_record,
        "statement": next(path for path in linked if path.startswith("/statements/")),
        "subject": next(path for path in linked if path.startswith("/subjects/")),
        "subjects": "/subjects/",
        "article of many blocks": "/well-3-from-its-first-reading-to-its-last/",
        "story": story,
        "stories": "/stories/",
        "archive": "/archive/",
        "month": _month(running),
        "crawlers": "/crawlers/",
        "corrections": "/corrections/",
        "history of a primer": "/primers/nitrate-in-the-wells/",
        "search": "/search/",
        "search with finds": "/search/?q=water",
        "search without finds": "/search/?q=zyxwvut",
        "help": "/help/",
        "withdraw": "/withdraw/",
        "subscribe": "/subscribe/",
        "article for subscribers": gated,
        "article for registered readers": running.article("registered"),
        "article for a plan": running.article("plans"),
        "article for everyone": running.article("everyone"),
        "not found": NOWHERE,
        "log in": "/login/",
        "log out": "/logout/",
        "the demo": "/demo/",
        "the demo’s mail": "/demo/mail/",
        "the demo’s year": "/demo/year/",
    }


def _is_story(running: Running, path: str) -> bool:
    return "State of play" in running.get(path).text


def account_pages() -> dict[str, str]:
    """Every page of one's account that a subscriber may open."""
    return {
        "account": "/account/",
        "name": "/account/name/",
        "address": "/account/address/",
        "close": "/account/close/",
        "card": "/account/card/",
        "invoices": "/account/invoices/",
        "confirm": "/account/confirm/",
        "change plan": "/account/plan/",
        "pause": "/account/pause/",
        "cancel": "/account/cancel/",
        "resume": "/account/resume/",
        "follow a story": "/account/stories/water-on-the-marrow-plains/",
        "log out": "/logout/",
        "subscribe": "/subscribe/",
    }


def _month(running: Running) -> str:
    linked = linked_from(running, "/archive/")
    return next(path for path in linked if path.startswith("/archive/2"))
