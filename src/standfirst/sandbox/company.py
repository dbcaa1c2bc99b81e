"""The payment company as one object: its API, its hosted pages, its clockwork, its outbox."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from standfirst.sandbox import disputes, payment_methods, refunds, webhooks
from standfirst.sandbox.books import ALL_EVENTS, Books, Cause, Terms
from standfirst.sandbox.cards import EntryFault
from standfirst.sandbox.clocks import in_their_time
from standfirst.sandbox.due import do_due
from standfirst.sandbox.errors import ApiError
from standfirst.sandbox.expansion import expand
from standfirst.sandbox.finishing import bank_said, submit
from standfirst.sandbox.hosted import CSS, query_of, reckons, show
from standfirst.sandbox.periods import moment, seconds
from standfirst.sandbox.quoting import use_address, use_code
from standfirst.sandbox.routes import find_route
from standfirst.sandbox.shapes import visible
from standfirst.sandbox.store import Store
from standfirst.sandbox.visits import Shown, Visit, again, read_card
from standfirst.sandbox.webhooks import Faults, Post, Round, Send, faults_from
from standfirst.sandbox.wire import (
    Answer,
    Request,
    as_json,
    check_key,
    keep_answer,
    kept_answer,
    read_request,
)

T = TypeVar("T")
NOTHING: Mapping[str, str] = {}
NO_FAULTS = Faults()
DUE_BATCH = 25
NEXT_DUE = (
    "SELECT id, due FROM object WHERE due IS NOT NULL AND due <= ? AND clock IS NULL"
    " ORDER BY due, seq LIMIT 1"
)
FIRST_DUE = "SELECT MIN(due) FROM object WHERE due IS NOT NULL AND clock IS NULL"


class Sandbox:
    """A payment company for tests and the demo. Several may open the same file at once."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime],
        webhook_secret: str,
        page_url: str = "http://localhost:8000/sandbox",
        stylesheet_url: str = "",
        retry_days: tuple[int, ...] = (3, 5, 7),
        after_retries: str = "past_due",
        draft_s: int = 0,
        business: str = "Standfirst",
        faults: Faults = NO_FAULTS,
        enabled_events: Iterable[str] = ALL_EVENTS,
        seed: str | None = None,
    ) -> None:
        """Opens the file, which is made when there is none.

        `after_retries` is `past_due`, `unpaid` or `canceled`: what becomes of a subscription
        whose last retry failed. `draft_s` is how long a renewal's invoice stays a draft (an hour
        at Stripe). `enabled_events` are the types of event that the publication's own endpoint
        is told of, `*` for all. With a `seed` the ids come out the same every time.
        """
        self.store = Store(path, seed=seed)
        self.now = now
        self.webhook_secret = webhook_secret
        self._faults_at_first = faults
        self.terms = Terms(
            page_url=page_url.rstrip("/"),
            stylesheet_url=stylesheet_url,
            retry_days=retry_days,
            after_retries=after_retries,
            draft_s=draft_s,
            business=business,
            enabled_events=frozenset(enabled_events),
        )

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Answers one request to the API. `path` holds the query string."""
        try:
            request = read_request(method, path, headers, body)
            check_key(request.key)
            return self._carry_out(request)
        except ApiError as error:
            return as_json(error.status, error.body())

    def page(
        self,
        method: str,
        path: str,
        form: Mapping[str, str],
        *,
        hidden: Mapping[str, str] = NOTHING,
    ) -> Answer:
        """Shows a hosted page, or does what its form asks for.

        `path` is below `page_url`; `hidden` goes into each form as hidden fields.
        """
        bare, query = query_of(path)
        timed = partial(in_their_time, idents=bare.split("/"))
        visit = Visit(method.upper(), form, hidden, query)
        writes = visit.posts or reckons(bare)
        opened = self._writing() if writes else self._reading()
        try:
            return _as_page(_within(opened, lambda books: show(timed(books), visit, bare)))
        except (ApiError, EntryFault) as error:
            corrected = again(visit, error)
        opened = self._writing() if writes else self._reading()
        return _as_page(_within(opened, lambda books: show(timed(books), corrected, bare)))

    def next_due(self) -> datetime | None:
        """When something next happens by itself."""
        with self.store.reading() as connection:
            row = connection.execute(FIRST_DUE)
            first: int | None = row.fetchone()[0]
        return None if first is None else moment(first)

    def run_due(self, until: datetime) -> int:
        """Does all that fell due, in order of time, each as if at its own time."""
        done = 0
        while count := self._do_some(seconds(until)):
            done += count
        return done

    @property
    def faults(self) -> Faults:
        """What goes wrong with webhooks: as last set, by whichever process."""
        kept = self.store.note("faults")
        return faults_from(json.loads(kept)) if kept else self._faults_at_first

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.store.keep_note("faults", json.dumps(faults.as_note()))

    def deliver(self, post: Post, *, send: Send | None = None, faults: Faults | None = None) -> int:
        """Hands over the events that wait; returns how many were accepted.

        `post` takes the raw bytes and the headers and returns the HTTP status; anything but
        2xx, and an OSError, is tried again later. `send` takes an address before these, and
        serves the endpoints made by the API; without it their events wait.
        """
        how = Round(
            post=post,
            send=send,
            secret=self.webhook_secret,
            now=seconds(self.now()),
            faults=faults or self.faults,
        )
        return webhooks.hand_over(self.store, how)

    def pending_webhooks(self) -> int:
        """How many events wait to be handed over, put off ones included."""
        return webhooks.pending(self.store)

    def complete_checkout(
        self,
        session_id: str,
        *,
        number: str,
        exp_month: int,
        exp_year: int,
        approve: bool = True,
        email: str | None = None,
        promotion_code: str = "",
        country: str = "",
        postal_code: str = "",
    ) -> None:
        """Does what posting the checkout page does, the bank's question included.

        Raises EntryFault for a card that cannot be typed there, ApiError when it is declined.
        """
        typed = {"number": number, "expiry": f"{exp_month:02d}/{exp_year}", "cvc": "123"}

        def post(now: Books) -> None:
            books = in_their_time(now, [session_id])
            session = books.get("checkout.session", session_id)
            if promotion_code:
                use_code(books, session, promotion_code)
            if country:
                use_address(books, session, country=country, postal_code=postal_code)
            submit(books, session, read_card(books, typed), email=email)
            if intent := _asked_by_bank(books, session_id):
                bank_said(books, intent, approved=approve)

        _within(self._writing(), post)

    def renew_card(
        self, payment_method: str, *, exp_month: int, exp_year: int, number: str | None = None
    ) -> None:
        """What a bank does when it sends a new card: a later date, and perhaps a new number."""
        _within(
            self._writing(),
            lambda books: payment_methods.renew_card(
                books, payment_method, exp_month=exp_month, exp_year=exp_year, number=number
            ),
        )

    def turn_card(self, payment_method: str, *, number: str) -> None:
        """Makes the bank treat a card on file, from now on, like the test card `number`."""
        _within(
            self._writing(), lambda books: payment_methods.turn_card(books, payment_method, number)
        )

    def open_dispute(self, charge_or_payment_intent: str, *, reason: str = "fraudulent") -> str:
        """What a cardholder's bank does when asked for the money back; returns the dispute's id."""

        def dispute(books: Books) -> str:
            charge = disputes.charge_named(books, charge_or_payment_intent)
            return str(disputes.open_on(books, charge, reason=reason)["id"])

        return _within(self._writing(), dispute)

    def settle_dispute(self, dispute_id: str, *, won: bool) -> None:
        """What the bank decides about a dispute."""
        _within(
            self._writing(),
            lambda books: disputes.settle(books, books.get("dispute", dispute_id), won=won),
        )

    def fail_refund(self, refund_id: str, *, reason: str = "lost_or_stolen_card") -> None:
        """What a bank does that does not take a refund."""
        _within(
            self._writing(),
            lambda books: refunds.fail(books, books.get("refund", refund_id), reason=reason),
        )

    def close(self) -> None:
        """Closes this thread's connection to the file; it opens again when needed."""
        self.store.close()

    def _carry_out(self, request: Request) -> Answer:
        route, ids = find_route(request.method, request.path)
        request.params.allow(route.accepts)
        cause = Cause(f"req_{request.fingerprint[:14]}", request.idempotency_key)

        def work(books: Books) -> Answer:
            if kept := kept_answer(books, request):
                return kept
            try:
                placed = in_their_time(books, [*ids, *request.params.idents()])
                found = visible(route.handler(placed, request.params, *ids))
                answer = as_json(200, expand(books, found, request.params.texts("expand")))
            except ApiError as error:
                if not error.keeps:
                    raise
                answer = as_json(error.status, error.body())
            keep_answer(books, request, answer)
            return answer

        opened = self._reading() if request.method == "GET" else self._writing(cause)
        return _within(opened, work)

    def _do_some(self, until: int) -> int:
        """Does a handful of what fell due, earliest first, in one transaction."""
        with self.store.writing() as connection:
            for done in range(DUE_BATCH):
                row = connection.execute(NEXT_DUE, (until,)).fetchone()
                if row is None:
                    return done
                books = Books(connection, now=row[1], terms=self.terms, seed=self.store.seed)
                do_due(books, books.look(row[0]) or {})
        return DUE_BATCH

    @contextmanager
    def _writing(self, cause: Cause | None = None) -> Iterator[Books]:
        with self.store.writing() as connection:
            yield Books(
                connection,
                now=seconds(self.now()),
                terms=self.terms,
                seed=self.store.seed,
                cause=cause or Cause(),
            )

    @contextmanager
    def _reading(self) -> Iterator[Books]:
        with self.store.reading() as connection:
            yield Books(connection, now=seconds(self.now()), terms=self.terms, seed=self.store.seed)


def _within(opened: AbstractContextManager[Books], work: Callable[[Books], T]) -> T:
    """Does the work in one transaction; a refusal that `keeps` is raised after it is committed."""
    with opened as books:
        try:
            return work(books)
        except ApiError as error:
            if not error.keeps:
                raise
            kept = error
    raise kept


def _asked_by_bank(books: Books, session_id: str) -> dict[str, object] | None:
    for kind in ("payment_intent", "setup_intent"):
        for intent in books.find(kind, status="requires_action"):
            if intent["_session"] == session_id:
                return intent
    return None


def _as_page(shown: Shown) -> Answer:
    headers = {"Content-Type": shown.kind}
    if shown.kind != CSS:
        headers["Cache-Control"] = "no-store"
    if shown.location:
        headers["Location"] = shown.location
    return Answer(shown.status, headers, shown.body)
