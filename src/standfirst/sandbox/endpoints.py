"""Webhook endpoints: who is told of which events, and the secret each is signed with."""

import re

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import API_VERSION, Doc, blank, deleted

CREATE_ACCEPTS = ("url", "enabled_events", "description", "metadata", "api_version")
UPDATE_ACCEPTS = ("url", "enabled_events", "description", "metadata", "disabled")
KIND = re.compile(r"\*|[a-z_]+(\.[a-z_0-9]+)+")


def create(books: Books, params: Params) -> Doc:
    """A new endpoint. Its secret is told in this answer and never again."""
    ident = books.new_id("we")
    endpoint = blank(
        "webhook_endpoint",
        id=ident,
        api_version=params.text("api_version") or API_VERSION,
        created=books.now,
        description=params.text("description"),
        enabled_events=_kinds(params),
        metadata=params.metadata(),
        status="enabled",
        url=_url(params),
        _secret=f"whsec_{letters_from(f'{books.seed}:secret:{ident}', 32)}",
    )
    books.put(endpoint)
    return {**endpoint, "secret": endpoint["_secret"]}


def _url(params: Params) -> str:
    url = params.must("url")
    if not re.match(r"https?://[^/\s]+", url):
        raise invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.",
            param="url",
            code="url_invalid",
        )
    return url


def _kinds(params: Params) -> list[str]:
    kinds = params.texts("enabled_events")
    if not kinds:
        raise invalid(
            "Missing required param: enabled_events.",
            param="enabled_events",
            code="parameter_missing",
        )
    for kind in kinds:
        if not KIND.fullmatch(kind):
            raise invalid(f"Invalid enabled_events: {kind}", param="enabled_events")
    return kinds


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The endpoint, without its secret."""
    return books.get("webhook_endpoint", ident)


def every(books: Books, params: Params) -> Doc:
    """All endpoints."""
    return page_of(books, "webhook_endpoint", params, url="/v1/webhook_endpoints")


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes what is named. A disabled endpoint is told nothing of what happens meanwhile."""
    endpoint = books.get("webhook_endpoint", ident)
    if "url" in params:
        endpoint["url"] = _url(params)
    if "enabled_events" in params:
        endpoint["enabled_events"] = _kinds(params)
    if "disabled" in params:
        endpoint["status"] = "disabled" if params.truth("disabled") else "enabled"
    if "metadata" in params:
        endpoint["metadata"] = params.metadata(endpoint["metadata"])
    endpoint["description"] = params.text("description", endpoint["description"])
    return books.put(endpoint)


def delete(books: Books, params: Params, ident: str) -> Doc:
    """Forgets the endpoint and what was on its way to it."""
    books.get("webhook_endpoint", ident)
    books.connection.execute(
        "UPDATE object SET body = json_set(body, '$.pending_webhooks',"
        " MAX(0, json_extract(body, '$.pending_webhooks') - 1))"
        " WHERE id IN (SELECT event FROM outbox WHERE endpoint = ?)",
        (ident,),
    )
    books.connection.execute("DELETE FROM outbox WHERE endpoint = ?", (ident,))
    books.drop(ident)
    return deleted("webhook_endpoint", ident)
