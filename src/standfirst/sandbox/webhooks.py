"""Webhooks: signing events and handing them over, again and again until they are taken.

Each endpoint has its own row in the outbox for each event it asked for, its own secret and its
own tries. The publication's own endpoint, whose secret the sandbox was opened with, is the one
without an id.
"""

import hashlib
import hmac
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from standfirst.sandbox.store import Store

Post = Callable[[bytes, dict[str, str]], int]
"""Hands the raw bytes and headers to the publication's own endpoint; gives the status."""
Send = Callable[[str, bytes, dict[str, str]], int]
"""Hands the raw bytes and headers to an address; gives the status."""

BACK_OFF_S = (60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 86_400)
CLAIM_S = 10.0
BATCH = 50
OWN = ""
WRONG_SECRET = "whsec_wrong"  # noqa: S105 - signs nothing that anybody accepts
CLAIMABLE = (
    "SELECT outbox.seq, event, outbox.created, tries, object.label, endpoint, object.body,"
    " json_extract(target.body, '$.url'), json_extract(target.body, '$._secret')"
    " FROM outbox JOIN object ON object.id = event"
    " LEFT JOIN object AS target ON target.id = endpoint"
    " WHERE next_try <= ? AND claimed_until < ? AND (endpoint = '' OR ?)"
    " ORDER BY outbox.seq LIMIT ?"
)


@dataclass(frozen=True)
class Faults:
    """What goes wrong on the way, each as the share of events it happens to, 0 to 1.

    `drop` may also name the types that are lost, `*` for all. `delay` is the share that comes
    `delay_s` late. The same seed spoils the same events; a wrong signature is drawn anew at each
    try, so that what is refused gets through later.
    """

    duplicate: float = 0.0
    reorder: float = 0.0
    drop: float | frozenset[str] = 0.0
    delay: float = 1.0
    delay_s: int = 0
    sign_wrongly: float = 0.0
    seed: int = 0

    def hits(self, fault: str, share: float, event: str) -> bool:
        """Whether the fault happens to the event."""
        if share <= 0:
            return False
        return share >= 1 or random.Random(f"{self.seed}:{fault}:{event}").random() < share  # noqa: S311 - chance, not secrecy

    def loses(self, event: str, kind: str) -> bool:
        """Whether the event never arrives."""
        if isinstance(self.drop, frozenset):
            return bool(self.drop & {kind, "*"})
        return self.hits("drop", self.drop, event)

    def as_note(self) -> dict[str, Any]:
        """The faults as JSON can hold them."""
        lost = sorted(self.drop) if isinstance(self.drop, frozenset) else self.drop
        return {**asdict(self), "drop": lost}


def faults_from(note: dict[str, Any]) -> Faults:
    """The faults that were kept as a note."""
    lost = note["drop"]
    return Faults(**{**note, "drop": frozenset(lost) if isinstance(lost, list) else lost})


@dataclass(frozen=True)
class Parcel:
    """One event on its way to one endpoint; the own endpoint has no url and no secret here."""

    seq: int
    event: str
    created: int
    tries: int
    type: str
    endpoint: str
    payload: bytes
    url: str | None
    secret: str | None


@dataclass(frozen=True)
class Round:
    """How things are handed over this time. Without `send` only the own endpoint is served."""

    post: Post
    send: Send | None
    secret: str
    now: int
    faults: Faults


def signature(secret: str, payload: bytes, *, at: int) -> str:
    """The `Stripe-Signature` header over the raw bytes, scheme v1."""
    signed = f"{at}.".encode() + payload
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def hand_over(store: Store, how: Round) -> int:
    """Posts what is due until nothing is; returns how many were accepted.

    What is posted is claimed first, so two processes do not hand over the same event; a claim
    of a process that died runs out after ten seconds. An OSError counts as a refusal.
    """
    accepted = 0
    while parcels := _claim(store, how):
        parcels = _reordered(parcels, how.faults)
        try:
            while parcels:
                accepted += _deliver(store, how, parcels.pop(0))
        finally:
            _release(store, parcels)
    return accepted


def _reordered(parcels: list[Parcel], faults: Faults) -> list[Parcel]:
    places = [
        place
        for place, parcel in enumerate(parcels)
        if faults.hits("reorder", faults.reorder, parcel.event)
    ]
    moved = [parcels[place] for place in places]
    random.Random(faults.seed).shuffle(moved)  # noqa: S311 - chance, not secrecy
    for place, parcel in zip(places, moved, strict=True):
        parcels[place] = parcel
    return parcels


def _claim(store: Store, how: Round) -> list[Parcel]:
    """The next parcels that may go out now; the late ones among them are put off."""
    while True:
        with store.writing() as connection:
            rows = connection.execute(
                CLAIMABLE, (how.now, time.time(), how.send is not None, BATCH)
            ).fetchall()
            found = [_parcel(*row) for row in rows]
            late = [parcel for parcel in found if _is_late(parcel, how)]
            ready = [parcel for parcel in found if parcel not in late]
            connection.executemany(
                "UPDATE outbox SET next_try = ? WHERE seq = ?",
                [(parcel.created + how.faults.delay_s, parcel.seq) for parcel in late],
            )
            until = time.time() + CLAIM_S
            connection.executemany(
                "UPDATE outbox SET claimed_until = ? WHERE seq = ?",
                [(until, parcel.seq) for parcel in ready],
            )
        if ready or not late:
            return ready


def _parcel(
    seq: int,
    event: str,
    created: int,
    tries: int,
    kind: str,
    endpoint: str,
    body: str,
    url: str | None,
    secret: str | None,
) -> Parcel:
    return Parcel(seq, event, created, tries, kind, endpoint, body.encode(), url, secret)


def _is_late(parcel: Parcel, how: Round) -> bool:
    wait = how.faults.delay_s
    if not wait or parcel.created + wait <= how.now:
        return False
    return how.faults.hits("delay", how.faults.delay, parcel.event)


def _release(store: Store, parcels: list[Parcel]) -> None:
    """Gives back what was claimed and not posted because something broke."""
    if not parcels:
        return
    with store.writing() as connection:
        connection.executemany(
            "UPDATE outbox SET claimed_until = 0 WHERE seq = ?",
            [(parcel.seq,) for parcel in parcels],
        )


def _deliver(store: Store, how: Round, parcel: Parcel) -> int:
    faults = how.faults
    if faults.loses(parcel.event, parcel.type):
        _forget(store, parcel)
        return 0
    taken = False
    twice = faults.hits("duplicate", faults.duplicate, parcel.event)
    try:
        for _ in range(2 if twice else 1):
            taken = _post(how, parcel)
    finally:
        if taken:
            _forget(store, parcel)
        else:
            _put_off(store, parcel, how.now)
    return int(taken)


def _post(how: Round, parcel: Parcel) -> bool:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(_secret(how, parcel), parcel.payload, at=int(time.time())),
        "User-Agent": "Standfirst-Sandbox/1.0",
    }
    try:
        if parcel.endpoint == OWN or how.send is None or parcel.url is None:
            status = how.post(parcel.payload, headers)
        else:
            status = how.send(parcel.url, parcel.payload, headers)
    except OSError:
        return False
    return 200 <= status < 300


def _secret(how: Round, parcel: Parcel) -> str:
    attempt = f"{parcel.event}:{parcel.tries}"
    if how.faults.hits("sign_wrongly", how.faults.sign_wrongly, attempt):
        return WRONG_SECRET
    return parcel.secret or how.secret


def _forget(store: Store, parcel: Parcel) -> None:
    """Takes the parcel out of the outbox: it was accepted, lost, or given up."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE object SET body = json_set(body, '$.pending_webhooks',"
            " MAX(0, json_extract(body, '$.pending_webhooks') - 1)) WHERE id = ?",
            (parcel.event,),
        )
        connection.execute("DELETE FROM outbox WHERE seq = ?", (parcel.seq,))


def _put_off(store: Store, parcel: Parcel, now: int) -> None:
    if parcel.tries >= len(BACK_OFF_S):
        with store.writing() as connection:
            connection.execute(
                "UPDATE object SET status = 'given_up' WHERE id = ?", (parcel.event,)
            )
        _forget(store, parcel)
        return
    with store.writing() as connection:
        connection.execute(
            "UPDATE outbox SET tries = tries + 1, next_try = ?, claimed_until = 0 WHERE seq = ?",
            (now + BACK_OFF_S[parcel.tries], parcel.seq),
        )


def pending(store: Store) -> int:
    """How many deliveries wait."""
    with store.reading() as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]
    return count
