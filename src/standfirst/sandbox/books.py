"""The open books: one transaction on the store, stamped with the time it happens at."""

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from standfirst.sandbox.errors import missing
from standfirst.sandbox.shapes import API_VERSION, Doc, blank, changes_between, visible
from standfirst.sandbox.stored import as_text, from_text

LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
AS_LETTERS = bytes(LETTERS[byte % len(LETTERS)] for byte in range(256))

UPDATES = (".updated", "_updated")
ALL_EVENTS = frozenset({"*"})


@dataclass(frozen=True)
class Terms:
    """How the company behaves. Times in days, hours and seconds as named."""

    page_url: str = "http://localhost:8000/sandbox"
    stylesheet_url: str = ""
    retry_days: tuple[int, ...] = (3, 5, 7)
    after_retries: str = "past_due"
    draft_s: int = 0
    incomplete_hours: int = 23
    business: str = "Standfirst"
    enabled_events: frozenset[str] = ALL_EVENTS

    @property
    def page_path(self) -> str:
        """The pages' address without the host, so that a visitor stays on the host they use."""
        return urlsplit(self.page_url).path


@dataclass(frozen=True)
class Cause:
    """The request that led to an event, as the event tells it."""

    id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Labels:
    """The columns by which an object is found."""

    customer: str | None = None
    parent: str | None = None
    status: str | None = None
    label: str | None = None
    due: int | None = None


class Books:
    """Reads and writes objects and events within one transaction. `now` is in Unix seconds."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        now: int,
        terms: Terms,
        seed: str,
        cause: Cause = Cause(),
    ) -> None:
        self.connection = connection
        self.now = now
        self.terms = terms
        self.seed = seed
        self.cause = cause
        self._endpoints: list[tuple[str, frozenset[str]]] | None = None

    def at(self, now: int) -> "Books":
        """The same books at another time."""
        return Books(self.connection, now=now, terms=self.terms, seed=self.seed, cause=self.cause)

    def new_id(self, prefix: str, length: int = 24) -> str:
        """A fresh id such as `sub_1Q…`; the same seed gives the same ids in the same order."""
        self.connection.execute("UPDATE note SET value = value + 1 WHERE name = 'count'")
        row = self.connection.execute("SELECT value FROM note WHERE name = 'count'").fetchone()
        return f"{prefix}_{letters_from(f'{self.seed}:{row[0]}', length)}"

    def look(self, ident: str | None) -> Doc | None:
        """The object with this id, whatever its kind, or None."""
        row = self.connection.execute("SELECT body FROM object WHERE id = ?", (ident,)).fetchone()
        return from_text(row[0]) if row else None

    def get(self, kind: str, ident: str, *, param: str = "id", status: int = 404) -> Doc:
        """The object of this kind. Raises Stripe's `resource_missing` when there is none."""
        doc = self.look(ident)
        if doc is None or doc["object"] != kind:
            raise missing(kind, ident, param=param, status=status)
        return doc

    def find(self, kind: str, **where: str | None) -> list[Doc]:
        """The objects of a kind whose columns have these values, oldest first."""
        clause = "".join(f" AND {column} = ?" for column in where)
        rows = self.connection.execute(
            f"SELECT body FROM object WHERE kind = ?{clause} ORDER BY seq",  # noqa: S608 - columns of ours, never a caller's words
            (kind, *where.values()),
        )
        return [from_text(row[0]) for row in rows]

    def naming(self, kind: str, ident: str) -> Doc | None:
        """The object of a kind that holds this id somewhere within, such as an item's."""
        row = self.connection.execute(
            "SELECT body FROM object WHERE kind = ? AND instr(body, ?) LIMIT 1",
            (kind, as_text(ident)),
        ).fetchone()
        return from_text(row[0]) if row else None

    def put(self, doc: Doc, event: str | None = None) -> Doc:
        """Keeps the object as it now is, and tells of it when an event is named."""
        before = self.look(doc["id"]) if event and event.endswith(UPDATES) else None
        previous = changes_between(visible(before), visible(doc)) if before else None
        self._keep(doc)
        if event and previous != {}:
            self.tell(event, doc, previous=previous)
        return doc

    def tell(self, event: str, doc: Doc, *, previous: Doc | None = None) -> None:
        """Records an event about the object and lays it in the outbox."""
        listening = self._listening_to(event)
        data: Doc = {"object": visible(doc)}
        if previous is not None:
            data["previous_attributes"] = previous
        record = blank(
            "event",
            id=self.new_id("evt"),
            api_version=API_VERSION,
            created=self.now,
            data=data,
            pending_webhooks=len(listening),
            request={"id": self.cause.id, "idempotency_key": self.cause.idempotency_key},
            type=event,
        )
        self._keep(record)
        self.connection.executemany(
            "INSERT INTO outbox (event, endpoint, created) VALUES (?, ?, ?)",
            [(record["id"], endpoint, self.now) for endpoint in listening],
        )

    def _listening_to(self, event: str) -> list[str]:
        """The endpoints that asked for this type of event; the own one's id is empty."""
        if self._endpoints is None:
            found = self.find("webhook_endpoint", status="enabled")
            others = [(doc["id"], frozenset(doc["enabled_events"])) for doc in found]
            self._endpoints = [("", self.terms.enabled_events), *others]
        return [ident for ident, kinds in self._endpoints if kinds & {event, "*"}]

    def drop(self, ident: str) -> None:
        """Forgets an object."""
        self.connection.execute("DELETE FROM object WHERE id = ?", (ident,))

    def _keep(self, doc: Doc) -> None:
        at = labels_of(doc)
        self.connection.execute(
            "INSERT INTO object"
            " (id, kind, customer, parent, status, label, created, due, clock, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET customer = excluded.customer,"
            " parent = excluded.parent, status = excluded.status, label = excluded.label,"
            " due = excluded.due, clock = excluded.clock, body = excluded.body",
            (
                doc["id"],
                doc["object"],
                at.customer,
                at.parent,
                at.status,
                at.label,
                doc.get("created", self.now),
                at.due,
                doc.get("test_clock") or doc.get("_clock"),
                as_text(doc),
            ),
        )


def letters_from(text: str, length: int) -> str:
    """Letters and digits that look random and always come out the same for the same text.

    At most 64 of them.
    """
    return hashlib.sha512(text.encode()).digest().translate(AS_LETTERS)[:length].decode()


def labels_of(doc: Doc) -> Labels:
    """The columns for an object, by its kind."""
    common: dict[str, Any] = {"customer": doc.get("customer"), "status": doc.get("status")}
    match doc["object"]:
        case "customer":
            return Labels(label=doc["email"])
        case "price":
            return Labels(parent=doc["product"], label=doc["lookup_key"])
        case "event":
            return Labels(label=doc["type"])
        case "subscription" | "checkout.session":
            return Labels(**common, due=doc["_due"])
        case "invoice":
            return Labels(**common, parent=doc["_subscription"], due=doc["_due"])
        case "invoice_payment":
            intent = doc["payment"]["payment_intent"]
            return Labels(status=doc["status"], parent=doc["invoice"], label=intent)
        case "coupon":
            return Labels(status=doc["_kept"], due=doc["_due"])
        case "promotion_code":
            return Labels(customer=doc["customer"], label=doc["code"].upper())
        case "dispute":
            return Labels(status=doc["status"], parent=doc["payment_intent"], label=doc["charge"])
        case "charge" | "refund":
            return Labels(**common, parent=doc["payment_intent"], label=doc.get("charge"))
        case _:
            return Labels(**common)
