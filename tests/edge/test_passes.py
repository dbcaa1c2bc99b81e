"""Whose pass is honoured, for what, and how long."""

import gzip
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.access.rules import (
    Audience,
    Concern,
    Entitlement,
    Gate,
    MeterFacts,
    Reason,
    Right,
    decide,
)
from standfirst.edge.answering import Edge, House
from standfirst.edge.feed import READERS, Feed, News
from standfirst.edge.kinds import READER, Kind
from standfirst.edge.passes import Pass, Seals, key_of, may_have, session_mark
from standfirst.edge.store import Store
from standfirst.edge.variants import readers_variant_of, variant_of

SESSION = "k3y-of-adas-session"
SUBSCRIBED = Entitlement(is_signed_in=True, rights=(Right(Reason.SUBSCRIBED, "courier"),))
HTML = ("Content-Type", "text/html; charset=utf-8")
OPEN, WHOLE = b"<p>The open part.</p>", b"<p>All of it, <!--slot:who-->.</p>"
KEY = key_of("a secret of the publication")


class World:
    """An edge with one article, its feed, and somebody who asks."""

    def __init__(self, gate: Gate | None = None, *, body: bytes = b"<p>All of it.</p>") -> None:
        self.store = Store(bytes_max=1_000_000, age_max_s=60)
        self.changes: dict[int, str] = {1: "reader:99"}
        self.offset = timedelta()
        self.is_down = False
        self.feed = Feed(self.store, self.ask)
        self.feed.look()
        self.seals = Seals([KEY])
        house = House(b"courier.example", False, b"sessionid=", b"pass=", b"messages=", True)
        self.wants: list[Kind] = []
        self.readings: list[tuple[int, bytes]] = []
        self.edge = Edge(
            house, self.store, self.feed, self.seals, wanted=self.wanted, read=self.read
        )
        public = [HTML, ("Cache-Control", "public, max-age=0"), ("Standfirst-Access", "denied")]
        private = [HTML, ("Cache-Control", "private, no-store"), ("Standfirst-Reason", "newsroom")]
        now, self.gate = time.monotonic(), gate or Gate(Audience.SUBSCRIBERS)
        self.private = private
        shown = variant_of(public, OPEN, now=now, gate=self.gate)
        self.store.put(b"/wells/", shown, version=self.store.version)
        self.keep(body, READER)

    def keep(self, body: bytes, kind: Kind) -> None:
        """Has the page for a kind of reader at hand."""
        page = readers_variant_of(self.private, body, gate=self.gate, now=time.monotonic())
        self.store.put(b"/wells/", page, version=self.store.version, kind=kind)

    def wanted(self, _path: bytes, kind: Kind) -> None:
        self.wants.append(kind)

    def read(self, reader_id: int, url: bytes) -> None:
        self.readings.append((reader_id, url))

    def ask(self, _last: int) -> News:
        if self.is_down:
            raise OSError("database gone")
        return News(dict(self.changes), clock_offset=self.offset)

    def give(self, entitlement: Entitlement = SUBSCRIBED, **more: Any) -> str:
        """A pass of Ada's."""
        fields = {
            "reader_id": 5,
            "session": session_mark(SESSION),
            "version": self.feed.last,
            "expires": time.time() + 60,
            **more,
        }
        return self.seals.seal(Pass(entitlement=entitlement, **fields))

    def reads(
        self, text: str, *, session: str = SESSION, more: str = ""
    ) -> tuple[bytes, bytes] | None:
        cookies = f"sessionid={session}; pass={text}{more}".encode()
        headers = [
            (b"host", b"courier.example"),
            (b"cookie", cookies),
            (b"accept-encoding", b"gzip"),
        ]
        return self.edge.answer(b"GET", b"/wells/", headers, is_https=False)


def test_a_subscriber_reads_all_of_it_and_nobody_may_keep_it() -> None:
    world = World()
    answer = world.reads(world.give())
    assert answer is not None
    head, body = answer
    assert gzip.decompress(body) == b"<p>All of it.</p>"
    assert b"Cache-Control: private, no-store\r\n" in head
    assert b"ETag" not in head
    assert b"Standfirst-Access: allowed\r\nStandfirst-Reason: subscribed\r\n" in head
    assert b"newsroom" not in head


def test_what_a_reader_may_read_is_noted_and_nothing_else() -> None:
    world = World()
    world.reads(world.give())
    shut = Entitlement(is_signed_in=True)
    reason = decide(shut, world.gate, datetime.now(UTC)).reason
    world.keep(b"<p>Shut.</p>", Kind(is_reader=True, shut=reason))
    assert world.reads(world.give(shut)) is not None
    assert world.readings == [(5, b"/wells/")]


@pytest.mark.parametrize(
    "entitlement",
    [
        Entitlement(is_signed_in=True),
        Entitlement(is_signed_in=True, obstacles=(Concern(Reason.PAYMENT_FAILED),)),
        Entitlement(
            is_signed_in=True,
            rights=(Right(Reason.SUBSCRIBED, "x", datetime(2020, 1, 1, tzinfo=UTC)),),
        ),
    ],
)
def test_who_may_not_read_gets_the_page_of_their_kind_and_none_but_that(
    entitlement: Entitlement,
) -> None:
    world = World()
    reason = decide(entitlement, world.gate, datetime.now(UTC)).reason
    assert world.reads(world.give(entitlement)) is None
    assert world.wants == [Kind(is_reader=True, shut=reason)]
    world.keep(b"<p>Shut.</p>", world.wants[0])
    answer = world.reads(world.give(entitlement))
    assert answer is not None
    assert gzip.decompress(answer[1]) == b"<p>Shut.</p>"
    assert b"Standfirst-Access: denied\r\nStandfirst-Reason: %b\r\n" % reason.encode() in answer[0]
    assert (world.edge.hits, world.edge.misses) == (1, 1)
    assert world.edge.by_reason == {reason: 1}


def test_a_day_that_the_panel_tells_stands_in_the_pass_and_not_in_the_page() -> None:
    world = World()
    failed = Concern(Reason.PAYMENT_FAILED, on=datetime(2026, 3, 3, tzinfo=UTC))
    dag = Entitlement(is_signed_in=True, obstacles=(failed,))
    world.keep(b"<p>Yours of <!--slot:on-->.</p>", Kind(True, Reason.PAYMENT_FAILED, True))
    answer = world.reads(world.give(dag, slots={"on": "3 March"}))
    assert answer is not None
    assert gzip.decompress(answer[1]) == b"<p>Yours of 3 March.</p>"


def test_who_is_warned_gets_the_page_with_the_banner() -> None:
    world = World()
    warned = Entitlement(
        is_signed_in=True, rights=SUBSCRIBED.rights, banner=Concern(Reason.CANCELS_ON)
    )
    assert world.reads(world.give(warned)) is None
    world.keep(b"<p>Warned.</p>", Kind(is_reader=True, banner=Reason.CANCELS_ON))
    assert world.reads(world.give(warned)) is not None
    answer = world.reads(world.give())
    assert answer is not None
    assert gzip.decompress(answer[1]) == b"<p>All of it.</p>"


def test_a_page_made_behind_another_gate_is_not_given() -> None:
    world = World(Gate(Audience.EVERYONE))
    world.gate = Gate(Audience.SUBSCRIBERS)
    world.keep(b"<p>All of it.</p>", READER)
    assert world.reads(world.give(Entitlement(is_signed_in=True))) is None


def test_a_pass_from_before_the_clock_was_set_back_is_none() -> None:
    world = World()
    assert world.reads(world.give(expires=time.time() + 86_400)) is None


def test_a_pass_from_before_what_this_process_knows_is_void() -> None:
    world = World()
    text = world.give(version=3)
    world.feed.last = 9
    assert world.reads(text) is not None
    world.feed.known_since = 4
    assert world.reads(text) is None


def test_a_change_that_comes_to_light_late_voids_what_was_made_before_it_did() -> None:
    world = World()
    world.changes[7] = "reader:1"
    world.feed.look()
    text = world.give()
    assert world.reads(text) is not None
    world.changes[6] = "reader:5"
    world.feed.look()
    assert world.reads(text) is None


def test_a_plan_that_does_not_open_it_does_not_get_it() -> None:
    world = World(Gate(Audience.PLANS, frozenset({"paper"})))
    assert world.reads(world.give()) is None
    paper = Entitlement(is_signed_in=True, rights=(Right(Reason.SUBSCRIBED, "paper"),))
    assert world.reads(world.give(paper)) is not None


def test_an_unknown_gate_is_shut() -> None:
    world = World(Gate("nobody-knows"))
    assert world.reads(world.give()) is None


def test_without_a_pass_or_with_another_session_it_is_left_to_django() -> None:
    world = World()
    assert world.reads("") is None
    assert world.reads(world.give(), session="somebody-elses") is None
    assert world.reads(world.give(), session="") is None


def test_a_message_that_waits_is_shown_by_django() -> None:
    world = World()
    assert world.reads(world.give(), more="; messages=abc") is None


@given(st.floats(0, 0.999), st.sampled_from("abcXYZ019-_.=~ é"))
def test_a_pass_that_was_changed_is_none(place: float, letter: str) -> None:
    text = World().give()
    at = int(len(text) * place)
    opened = Seals([KEY]).open(text[:at] + letter + text[at + 1 :], now=time.time())
    assert opened is None or opened == Seals([KEY]).open(text, now=time.time())


@given(st.text(max_size=300))
def test_any_text_is_no_pass_and_no_fault(text: str) -> None:
    assert Seals([KEY]).open(text, now=0.0) is None


def test_a_key_can_be_changed_and_another_publications_is_refused() -> None:
    world, other = World(), key_of("another secret")
    text = world.give()
    assert Seals([other, KEY]).open(text, now=time.time()) is not None
    assert Seals([other]).open(text, now=time.time()) is None


def test_a_pass_ends_by_the_wall_clock() -> None:
    world = World()
    assert world.reads(world.give(expires=time.time() - 1)) is None


def test_a_pass_ends_when_the_clock_of_the_publication_overtakes_it() -> None:
    world = World()
    soon = Entitlement(
        is_signed_in=True,
        rights=SUBSCRIBED.rights,
        until=datetime.now(UTC) + timedelta(days=1),
    )
    text = world.give(soon)
    assert world.reads(text) is not None
    world.offset = timedelta(days=2)
    world.feed.look()
    assert world.reads(text) is None


@pytest.mark.parametrize("subject", ["reader:5", f"session:{session_mark(SESSION)}", READERS])
def test_what_changes_voids_the_pass(subject: str) -> None:
    world = World()
    text = world.give()
    assert world.reads(text) is not None
    world.changes[2] = subject
    world.feed.look()
    assert world.reads(text) is None
    assert world.reads(world.give()) is not None


def test_somebody_elses_change_is_none_of_hers() -> None:
    world = World()
    text = world.give()
    world.changes[2] = "reader:6"
    world.feed.look()
    assert world.reads(text) is not None


def test_while_nobody_hears_of_changes_no_pass_is_honoured_and_anybody_reads_the_open_part() -> (
    None
):
    world = World()
    text = world.give()
    world.is_down = True
    world.feed.look()
    assert world.reads(text) is None
    nobody = [(b"host", b"courier.example")]
    answer = world.edge.answer(b"GET", b"/wells/", nobody, is_https=False)
    assert answer is not None
    assert answer[1] == OPEN


def test_a_process_begins_with_what_was_void_before() -> None:
    world = World()
    text = world.give(version=0)
    fresh = Feed(world.store, lambda _last: News({1: "reader:5"}))
    fresh.look()
    world.edge.feed = fresh
    assert world.reads(text) is None


def test_slots_are_filled_from_the_pass() -> None:
    world = World(body=WHOLE)
    answer = world.reads(world.give(slots={"who": "Ada Holm"}))
    assert answer is not None
    assert gzip.decompress(answer[1]) == b"<p>All of it, Ada Holm.</p>"
    assert b"Content-Length: %d\r\n" % len(answer[1]) in answer[0]


def test_whose_pages_are_not_those_of_a_kind_gets_no_pass() -> None:
    assert may_have(SUBSCRIBED)
    month = datetime(2026, 4, 1, tzinfo=UTC)
    for other in (
        Entitlement(),
        Entitlement(is_signed_in=True, is_newsroom=True),
        Entitlement(is_signed_in=True, meter=MeterFacts(3, 1, month)),
    ):
        assert not may_have(other)


moments = st.one_of(
    st.none(), st.datetimes(timezones=st.just(UTC)).map(lambda m: m.replace(microsecond=0))
)
rights = st.builds(
    Right,
    st.sampled_from([Reason.SUBSCRIBED, Reason.GRANTED, Reason.GRACE]),
    st.sampled_from(["", "courier", "paper"]),
    st.one_of(st.none(), st.integers(-3, 3).map(lambda d: datetime.now(UTC) + timedelta(days=d))),
)
gates = st.builds(
    Gate,
    st.sampled_from([*Audience, "odd"]),
    st.sampled_from([frozenset(), frozenset({"paper"}), frozenset({"courier", "paper"})]),
)


@given(st.lists(rights, max_size=3), gates)
def test_the_edge_never_opens_what_the_gate_would_not(held: list[Right], gate: Gate) -> None:
    world = World(gate)
    entitlement = Entitlement(is_signed_in=True, rights=tuple(held))
    answer = world.reads(world.give(entitlement))
    decision = decide(entitlement, gate, datetime.now(UTC))
    assert (answer is not None) == decision.allowed
