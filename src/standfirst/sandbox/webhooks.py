"""Webhooks: signing events and handing them over, again and again until they are taken."""

import hashlib
import hmac
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from standfirst.sandbox.books import Books
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.store import Store

Post = Callable[[bytes, dict[str, str]], int]

BACK_OFF_S = (60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 86_400)
CLAIM_S = 10.0
BATCH = 50


@dataclass(frozen=True)
class Faults:
    """What goes wrong on the way. `drop` holds event types, `*` for all; dropped is lost."""

    duplicate: bool = False
    reorder: bool = False
    drop: frozenset[str] = frozenset()
    delay_s: int = 0
    sign_wrongly: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Parcel:
    """One event on its way."""

    seq: int
    tries: int
    type: str
    payload: bytes


def signature(secret: str, payload: bytes, *, at: int) -> str:
    """The `Stripe-Signature` header over the raw bytes, scheme v1."""
    signed = f"{at}.".encode() + payload
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def hand_over(store: Store, post: Post, *, secret: str, now: int, faults: Faults) -> int:
    """Posts what is due until nothing is; returns how many events were accepted.

    What is posted is claimed first, so two processes do not hand over the same event; a claim
    of a process that died runs out after ten seconds. An OSError from `post` counts as a refusal.
    """
    accepted = 0
    dice = random.Random(faults.seed)  # noqa: S311
    while parcels := _claim(store, now, faults):
        if faults.reorder:
            dice.shuffle(parcels)
        try:
            while parcels:
                parcel = parcels.pop(0)
                accepted += _deliver(store, post, parcel, secret=secret, now=now, faults=faults)
        finally:
            _release(store, parcels)
    return accepted


def _claim(store: Store, now: int, faults: Faults) -> list[Parcel]:
    with store.writing() as connection:
        rows = connection.execute(
            "SELECT outbox.seq, tries, label, body FROM outbox JOIN object ON object.id = event"
            " WHERE next_try <= ? AND outbox.created <= ? AND claimed_until < ?"
            " ORDER BY outbox.seq LIMIT ?",
            (now, now - faults.delay_s if faults.delay_s else 1 << 62, time.time(), BATCH),
        ).fetchall()
        until = time.time() + CLAIM_S
        connection.executemany(
            "UPDATE outbox SET claimed_until = ? WHERE seq = ?", [(until, row[0]) for row in rows]
        )
    return [Parcel(seq, tries, kind, body.encode()) for seq, tries, kind, body in rows]


def _release(store: Store, parcels: list[Parcel]) -> None:
    """Gives back what was claimed and not posted because something broke."""
    if not parcels:
        return
    with store.writing() as connection:
        connection.executemany(
            "UPDATE outbox SET claimed_until = 0 WHERE seq = ?",
            [(parcel.seq,) for parcel in parcels],
        )


def _deliver(
    store: Store, post: Post, parcel: Parcel, *, secret: str, now: int, faults: Faults
) -> int:
    if faults.drop & {parcel.type, "*"}:
        _forget(store, parcel)
        return 0
    taken = False
    try:
        for _ in range(2 if faults.duplicate else 1):
            taken = _post(post, parcel, "whsec_wrong" if faults.sign_wrongly else secret)
    finally:
        if taken:
            _forget(store, parcel)
        else:
            _put_off(store, parcel, now)
    return int(taken)


def _post(post: Post, parcel: Parcel, secret: str) -> bool:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(secret, parcel.payload, at=int(time.time())),
        "User-Agent": "Standfirst-Sandbox/1.0",
    }
    try:
        status = post(parcel.payload, headers)
    except OSError:
        return False
    return 200 <= status < 300


def _forget(store: Store, parcel: Parcel) -> None:
    with store.writing() as connection:
        connection.execute(
            "UPDATE object SET body = json_set(body, '$.pending_webhooks', 0)"
            " WHERE id = (SELECT event FROM outbox WHERE seq = ?)",
            (parcel.seq,),
        )
        connection.execute("DELETE FROM outbox WHERE seq = ?", (parcel.seq,))


def _put_off(store: Store, parcel: Parcel, now: int) -> None:
    if parcel.tries >= len(BACK_OFF_S):
        _forget(store, parcel)
        return
    with store.writing() as connection:
        connection.execute(
            "UPDATE outbox SET tries = tries + 1, next_try = ?, claimed_until = 0 WHERE seq = ?",
            (now + BACK_OFF_S[parcel.tries], parcel.seq),
        )


def pending(store: Store) -> int:
    """How many events wait to be handed over."""
    with store.reading() as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]
    return count


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The event."""
    return books.get("event", ident)


def every(books: Books, params: Params) -> Doc:
    """Events, newest first, of some types when asked."""
    kinds = tuple(params.texts("types")) or None
    if kind := params.text("type"):
        kinds = (kind,)
    return page_of(books, "event", params, url="/v1/events", where={"label": kinds})
