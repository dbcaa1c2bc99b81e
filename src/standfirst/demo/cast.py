"""The demo's readers, the life that each has led, and what the gate is to answer them.

A life is a list of steps, days counted from the demo's today. What is expected is written down
here as literals and never computed: it is what the tests hold the gate to.
"""

from dataclasses import dataclass
from enum import StrEnum

GOOD = "4242424242424242"
DECLINES_LATER = "4000000000000341"
NEEDS_BANK = "4000002760003184"


class Act(StrEnum):
    """What can happen in a life."""

    JOIN = "join"
    SUBSCRIBE = "subscribe"
    SUBSCRIBE_UNFINISHED = "subscribe_unfinished"
    CHANGE_CARD = "change_card"
    CANCEL = "cancel"
    PAUSE = "pause"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    GRANT = "grant"
    SEAT = "seat"
    LOSE_SEAT = "lose_seat"
    NEWSROOM = "newsroom"


@dataclass(frozen=True)
class Step:
    """One thing in a life. `months` and `days` count back from today, `hours` too.

    `card` is a test number; `card_months` says in how many months it runs out, counted from the
    month that it was `days` ago.
    """

    act: Act
    months: int = 0
    days: float = 0
    card: str = GOOD
    card_months: int = 30
    plan: str = "courier"
    interval: str = "month"
    source: str = ""
    lasts_days: int = 0


@dataclass(frozen=True)
class Member:
    """One of the cast. `access` and `reason` are for the first article for subscribers."""

    email: str
    first_name: str
    last_name: str
    state: str
    access: str
    reason: str
    says: str
    life: tuple[Step, ...]

    @property
    def state_in_words(self) -> str:
        """The state as a page tells it: `expiring card`, `no subscription`."""
        return "no subscription" if self.state == "none" else self.state.replace("_", " ")


CODE = "LINDE50"
"""Halves the price of the first three months at the checkout."""

CAST = (
    Member(
        "ada.holm@post.example",
        "Ada",
        "Holm",
        "active",
        "allowed",
        "subscribed",
        "Pays monthly and reads everything.",
        (Step(Act.JOIN, months=3, days=9), Step(Act.SUBSCRIBE, months=3, days=9)),
    ),
    Member(
        "bo.lind@post.example",
        "Bo",
        "Lind",
        "expiring_card",
        "allowed",
        "subscribed",
        "The card runs out before the next yearly payment.",
        (
            Step(Act.JOIN, months=4),
            Step(Act.SUBSCRIBE, months=4, interval="year", card_months=0),
        ),
    ),
    Member(
        "cleo.marsh@post.example",
        "Cleo",
        "Marsh",
        "grace",
        "allowed",
        "grace",
        "The last payment failed three days ago; still reading.",
        (
            Step(Act.JOIN, months=3, days=3),
            Step(Act.SUBSCRIBE, months=3, days=3),
            Step(Act.CHANGE_CARD, days=20, card=DECLINES_LATER),
        ),
    ),
    Member(
        "dag.ostrom@post.example",
        "Dag",
        "Ostrom",
        "held",
        "denied",
        "payment_failed",
        "Unpaid for twenty days and shut out. A good card opens everything.",
        (
            Step(Act.JOIN, months=3, days=20),
            Step(Act.SUBSCRIBE, months=3, days=20),
            Step(Act.CHANGE_CARD, days=40, card=DECLINES_LATER),
        ),
    ),
    Member(
        "eli.sand@post.example",
        "Eli",
        "Sand",
        "held",
        "denied",
        "card_expired",
        "The card ran out, the payment failed, the grace is over.",
        (
            Step(Act.JOIN, months=3, days=17),
            Step(Act.SUBSCRIBE, months=3, days=17, card_months=-1),
        ),
    ),
    Member(
        "fern.abel@post.example",
        "Fern",
        "Abel",
        "held",
        "denied",
        "authentication_required",
        "The bank wants to be asked, and nobody has asked it.",
        (
            Step(Act.JOIN, months=1, days=18),
            Step(Act.SUBSCRIBE, months=1, days=18, card=NEEDS_BANK),
        ),
    ),
    Member(
        "gus.tarn@post.example",
        "Gus",
        "Tarn",
        "canceling",
        "allowed",
        "subscribed",
        "Has canceled, and reads to the end of what is paid.",
        (
            Step(Act.JOIN, months=2, days=8),
            Step(Act.SUBSCRIBE, months=2, days=8),
            Step(Act.CANCEL, days=4),
        ),
    ),
    Member(
        "hana.weir@post.example",
        "Hana",
        "Weir",
        "ended",
        "denied",
        "canceled_by_reader",
        "Canceled, and the paid month is over.",
        (
            Step(Act.JOIN, months=3, days=6),
            Step(Act.SUBSCRIBE, months=3, days=6),
            Step(Act.CANCEL, days=15),
        ),
    ),
    Member(
        "ivo.kest@post.example",
        "Ivo",
        "Kest",
        "trialing",
        "allowed",
        "subscribed",
        "In the free days of The Courier and the paper.",
        (Step(Act.JOIN, days=5), Step(Act.SUBSCRIBE, days=5, plan="paper")),
    ),
    Member(
        "jun.arlen@post.example",
        "Jun",
        "Arlen",
        "pending",
        "denied",
        "first_payment_incomplete",
        "Left the bank’s page half-way through the first payment.",
        (
            Step(Act.JOIN, days=0.2),
            Step(Act.SUBSCRIBE_UNFINISHED, days=0.1, card=NEEDS_BANK),
        ),
    ),
    Member(
        "kaya.moor@post.example",
        "Kaya",
        "Moor",
        "none",
        "denied",
        "no_subscription",
        "Has an account and nothing else.",
        (Step(Act.JOIN, days=11),),
    ),
    Member(
        "lev.brook@post.example",
        "Lev",
        "Brook",
        "grant",
        "allowed",
        "granted",
        "Reads with a gift.",
        (
            Step(Act.JOIN, days=30),
            Step(Act.GRANT, days=30, source="gift from J. Holm", lasts_days=90),
        ),
    ),
    Member(
        "mina.ford@post.example",
        "Mina",
        "Ford",
        "grant",
        "denied",
        "grant_ended",
        "Had a gift, and it is over.",
        (
            Step(Act.JOIN, days=60),
            Step(Act.GRANT, days=60, source="gift from J. Holm", lasts_days=54),
        ),
    ),
    Member(
        "nils.rowan@post.example",
        "Nils",
        "Rowan",
        "paused",
        "denied",
        "paused_until",
        "Away for the season, subscription paused.",
        (
            Step(Act.JOIN, months=3, days=12),
            Step(Act.SUBSCRIBE, months=3, days=12),
            Step(Act.PAUSE, days=30, lasts_days=75),
        ),
    ),
    Member(
        "oda.reed@post.example",
        "Oda",
        "Reed",
        "active",
        "allowed",
        "subscribed",
        "Has The Courier and the paper, and reads the articles that come with it.",
        (Step(Act.JOIN, months=3, days=14), Step(Act.SUBSCRIBE, months=3, days=14, plan="paper")),
    ),
    Member(
        "quin.vale@post.example",
        "Quin",
        "Vale",
        "ended",
        "denied",
        "refunded",
        "Asked for the money back, and got it.",
        (
            Step(Act.JOIN, months=2, days=5),
            Step(Act.SUBSCRIBE, months=2, days=5),
            Step(Act.REFUND, days=2),
        ),
    ),
    Member(
        "rut.hale@post.example",
        "Rut",
        "Hale",
        "ended",
        "denied",
        "chargeback",
        "Told the bank that the payment was not theirs; the bank took it back.",
        (
            Step(Act.JOIN, months=2, days=11),
            Step(Act.SUBSCRIBE, months=2, days=11),
            Step(Act.CHARGEBACK, days=7),
        ),
    ),
    Member(
        "sam.oller@post.example",
        "Sam",
        "Oller",
        "ended",
        "denied",
        "ended_unpaid",
        "Never paid again; after sixty days the subscription ended.",
        (
            Step(Act.JOIN, months=3, days=5),
            Step(Act.SUBSCRIBE, months=3, days=5),
            Step(Act.CHANGE_CARD, days=75, card=DECLINES_LATER),
        ),
    ),
    Member(
        "tove.birk@post.example",
        "Tove",
        "Birk",
        "grant",
        "denied",
        "seat_removed",
        "Had a seat at the library, and has it no more.",
        (
            Step(Act.JOIN, days=50),
            Step(Act.SEAT, days=50, source="Tarn Library"),
            Step(Act.LOSE_SEAT, days=3),
        ),
    ),
    Member(
        "uma.strand@post.example",
        "Uma",
        "Strand",
        "active",
        "allowed",
        "subscribed",
        "Has paid for nearly a year; once a payment failed, and a new card made it good.",
        (
            Step(Act.JOIN, months=11, days=7),
            Step(Act.SUBSCRIBE, months=11, days=7),
            Step(Act.CHANGE_CARD, months=6, days=20, card=DECLINES_LATER),
            Step(Act.CHANGE_CARD, months=6, days=1),
        ),
    ),
    Member(
        "pia.lund@courier.example",
        "Pia",
        "Lund",
        "none",
        "allowed",
        "newsroom",
        "The publisher: may do everything in the newsroom, at /admin/.",
        (Step(Act.NEWSROOM, months=4, days=20),),
    ),
)
