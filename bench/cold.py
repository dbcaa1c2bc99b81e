"""Processor time of each page that Django makes, in milliseconds, as JSON. A program of its own.

The whole stack of one process is asked, without a server round it. For the article what is kept of
its blocks is thrown away before each try: it is made as if for the first time.
"""

import json
import time
from collections.abc import Callable
from statistics import median

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - needs Django set up
from django.test import Client  # noqa: E402 - likewise
from django.urls import reverse  # noqa: E402 - likewise

from bench.statements import addresses  # noqa: E402 - likewise
from standfirst.articles import rendering  # noqa: E402 - likewise
from standfirst.demo.cast import CAST, Member  # noqa: E402 - likewise
from standfirst.edge.building import Wsgi, ask, environ_of  # noqa: E402 - likewise
from standfirst.readers.models import Reader  # noqa: E402 - likewise

ANEW = "article"
TRIES = 25
NEWSROOM = {"newsroom: pages": "wagtailadmin_explore_root", "newsroom: desk": "desk:overview"}


def main() -> None:
    """Measures, and prints what was measured."""
    app = get_wsgi_application()
    pages = {name: (path, "") for name, path in addresses().items()}
    reader = cookie_of(lambda member: member.state == "active")
    editor = cookie_of(lambda member: member.reason == "newsroom")
    pages["article, a subscriber"] = (pages["article"][0], reader)
    pages["account"] = ("/account/", reader)
    pages |= {"subscribe": ("/subscribe/", ""), "log in": ("/login/", "")}
    pages |= {name: (reverse(view), editor) for name, view in NEWSROOM.items()}
    found = {name: taken_ms(app, *page, anew=name == ANEW) for name, page in pages.items()}
    print(json.dumps(found))


def cookie_of(is_wanted: Callable[[Member], bool]) -> str:
    """The cookie of somebody of the cast who is signed in."""
    member = next(one for one in CAST if is_wanted(one))
    client = Client()
    reader = Reader.objects.get(email=member.email)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def taken_ms(app: Wsgi, address: str, cookie: str, *, anew: bool) -> float:
    """What one answer takes, the median of several, in milliseconds."""
    path, _, question = address.partition("?")
    taken = []
    for _ in range(TRIES):
        environ = environ_of(path, host="localhost:8000", scheme="http")
        environ |= {"QUERY_STRING": question} | ({"HTTP_COOKIE": cookie} if cookie else {})
        if anew:
            rendering._kept.clear()
        begun = time.process_time()
        got = ask(app, environ)
        taken.append(time.process_time() - begun)
        if got.status >= 500 or got.status in (301, 302):
            raise RuntimeError(f"{address} answered {got.status}.")
    return 1000 * median(taken)


if __name__ == "__main__":
    main()
