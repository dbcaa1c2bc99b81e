"""A sound publication: every surface is looked at as every kind of reader, and nothing changes."""

import json
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from standfirst.events.models import Event
from standfirst.ops.leaking import telling
from standfirst.ops.leaking.looking import EDGE, LINKS, look
from standfirst.ops.leaking.surfaces import SURFACES
from standfirst.sandbox.company import Sandbox
from tests.leaks.conftest import Town
from tests.stories.conftest import DECLINES_LATER, Publication

ELSEWHERE = {"demo", "inbox"}
"""Surfaces of the demo alone."""

NOT_ASKED_FOR = {row.name for row in SURFACES if row.visits is None}
"""Those that say why not."""


@pytest.mark.slow
def test_nothing_is_found_and_every_surface_was_looked_at(county: Town) -> None:
    before = (Event.objects.count(), Session.objects.count(), UserSession.objects.count())
    report = look()
    assert report.leaks == []
    assert report.faults == []
    assert set(report.surfaces) == {row.name for row in SURFACES} - ELSEWHERE | {LINKS, EDGE}
    seen = {surface for surface, _ in report.asked}
    assert seen == set(report.surfaces) - NOT_ASKED_FOR
    assert {one.name for one in report.outsiders} == {
        "nobody",
        "kaya@post.example",
        "lev@post.example",
        "mina@post.example",
    }
    assert before == (Event.objects.count(), Session.objects.count(), UserSession.objects.count())


def test_the_table_has_a_column_for_each_reader_and_a_row_for_each_surface(
    town: Town, capsys: Any
) -> None:
    assert telling.tell(only=["help", "feeds"], is_quiet=False, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "kaya@post.example" in printed
    assert "no_subscription" in printed
    rows = {line.split()[0] for line in printed.splitlines() if " ok " in line}
    assert rows == {"help", "feeds", "kept"}
    assert "Nothing locked was found on" in printed


def test_quiet_prints_one_line_and_json_is_for_machines(town: Town, capsys: Any) -> None:
    telling.tell(only=["help"], is_quiet=True, as_json=False)
    assert len(capsys.readouterr().out.splitlines()) == 1
    telling.tell(only=["help"], is_quiet=False, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["clean"] is True
    assert told["leaks"] == []


def test_a_surface_that_is_none_is_named_with_those_there_are(town: Town) -> None:
    with pytest.raises(Exception, match="There is no surface 'feed'") as fault:
        telling.tell(only=["feed"], is_quiet=True, as_json=False)
    assert "feeds" in str(fault.value)


def test_readers_who_may_read_are_outsiders_to_drafts_alone(county: Town) -> None:
    report = look(only=["help"])
    lev = next(one for one in report.outsiders if one.name == "lev@post.example")
    titles = {piece.title for piece in lev.readable}
    assert "Why the wells close" in titles
    assert "What the plans bring" not in titles
    assert not [piece for piece in lev.readable if piece.is_draft]


def test_looking_never_speaks_to_the_payment_company(
    courier: Publication, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = courier.subscribes("Dag")
    courier.gives_card(held, DECLINES_LATER)
    courier.to("day 60")
    assert courier.state(held) == "held"
    asked: list[str] = []
    monkeypatch.setattr(Sandbox, "answer", lambda *words: asked.append(words[2]))
    report = look(only=["account", "payment pages", LINKS])
    assert [one.kind for one in report.outsiders if one.reader == held] == ["payment_failed"]
    assert report.is_clean
    assert asked == []
