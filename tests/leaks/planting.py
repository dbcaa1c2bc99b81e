"""A middleware that spoils answers, for tests that want to see it noticed."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Spoil = Callable[[Any], Any]
Garden = list[tuple[Callable[[HttpRequest], bool], Spoil]]
GARDEN: Garden = []

SECRET = "The zanzibarian levy costs sixty-one million crowns"


class PlantingMiddleware:
    """Spoils the answers that a test chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for is_meant, spoil in GARDEN:
            if is_meant(request):
                response = spoil(response)
        return response


def at(pattern: str, method: str = "GET") -> Callable[[HttpRequest], bool]:
    """Requests whose path and query fit."""
    fits = re.compile(pattern)
    return lambda request: request.method == method and bool(fits.search(request.get_full_path()))


def body(response: Any) -> Any:
    """As the whole answer."""
    return HttpResponse(f"<html><body><main><p>… {SECRET} …</p></main></body></html>")


def text(response: Any) -> Any:
    """As a text without marks."""
    return HttpResponse(f"Notes\n{SECRET}\n", content_type="text/plain")


def data(response: Any) -> Any:
    """In JSON, with every letter beyond ASCII escaped."""
    return HttpResponse(f'{{"body": "\\u201c{SECRET}\\u201d"}}', content_type="application/json")


def attribute(response: Any) -> Any:
    """In the attribute of a tag."""
    return HttpResponse(f"<html><body><img alt='{SECRET}'></body></html>")


def head(response: Any) -> Any:
    """As the description in the head."""
    meta = f'<meta name="description" content="{SECRET}">'.encode()
    response.content = response.content.replace(b"</head>", meta + b"</head>")
    return response


def structured(response: Any) -> Any:
    """Among the facts for search engines."""
    fact = f'"articleBody": "{SECRET}", "@type"'.encode()
    response.content = response.content.replace(b'"@type"', fact, 1)
    return response


def header(response: Any) -> Any:
    """In a header."""
    response["X-Summary"] = SECRET
    return response


def location(response: Any) -> Any:
    """In the address that a redirect leads to."""
    response = HttpResponse(status=302)
    response["Location"] = "/the-zanzibarian-levy-costs-sixty-one-million-crowns/"
    return response


def feed(response: Any) -> Any:
    """In a feed, its tags escaped."""
    entry = f"<content>&lt;p&gt;The &lt;b&gt;{SECRET[4:]}&lt;/b&gt;&lt;/p&gt;</content>"
    return HttpResponse(f"<feed>{entry}</feed>", content_type="application/atom+xml")


def snippet(response: Any) -> Any:
    """Between marks, as in the results of a search."""
    told = SECRET.replace("zanzibarian", "<mark>zanzibarian</mark>")
    return HttpResponse(f"<html><main>{told}</main></html>")


def link(response: Any) -> Any:
    """The address of a film behind the break."""
    return HttpResponse('<a href="https://film.example/watch/wells">Watch</a>')


def heading(response: Any) -> Any:
    """A heading alone, as an anchor."""
    return HttpResponse('<a href="#who-pays-in-secret">Next</a>')


def speaker(response: Any) -> Any:
    """A speaker alone."""
    return HttpResponse("<p>Quoted: <b>Quintus Vane</b>.</p>")


def cell(response: Any) -> Any:
    """A cell of a table alone."""
    return HttpResponse("<li>Moth Hollow</li>")


def alt(response: Any) -> Any:
    """What a picture shows."""
    return HttpResponse("<li>Nine moles digging under a church.</li>")


def note(response: Any) -> Any:
    """A side note."""
    return HttpResponse("<li>We bribed a clerk of the waterworks.</li>")


ALONE = (
    body,
    text,
    data,
    attribute,
    feed,
    snippet,
    link,
    heading,
    speaker,
    cell,
    alt,
    note,
)
"""Plants that are answers of their own."""


def gone_public(response: Any) -> Any:
    """An answer for subscribers that any cache may keep."""
    response["Cache-Control"] = "public, max-age=600"
    return response


def empty_page(response: Any) -> Any:
    """A page without words where nothing should be."""
    return HttpResponse("<html></html>")
