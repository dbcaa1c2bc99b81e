"""The demo's clock takes what it can use and refuses the rest in words; its doors lead home."""

import json
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponseRedirect
from django.test import RequestFactory

from standfirst.demo import turning, views
from standfirst.demo.cast import CAST
from standfirst.readers.actions import make_reader
from tests.attacks.test_ways_back import ELSEWHERE
from tests.conftest import DAY_0, MovingClock

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BODIES = [
    (b"", JSON),
    (b"null", JSON),
    (b"[]", JSON),
    (b"7", JSON),
    (b"\xff\xfe", JSON),
    (b"[" * 100_000, JSON),
    (b'{"advance": ' + b"[" * 50_000, JSON),
    (b'{"advance": ' + b"9" * 5_000 + b"}", JSON),
    (b'{"advance": NaN}', JSON),
    (b'{"advance": null}', JSON),
    (b'{"advance": "-1d"}', JSON),
    (b'{"advance": "1e3d"}', JSON),
    (b'{"advance": "99999999999d"}', JSON),
    (b'{"advance": "801d"}', JSON),
    (b'{"advance": "1m"}', JSON),
    (b'{"advance": "1 4d"}', JSON),
    ('{"advance": "\u0661d"}'.encode(), JSON),
    (b'{"advance": "\\ud800d"}', JSON),
    (b"advance=%ff", FORM),
    (b"advance=14", FORM),
    (b"<a>14d</a>", "application/xml"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_what_is_no_step_turns_nothing(clock: MovingClock, body: bytes, kind: str) -> None:
    answer = views.turn_clock(RequestFactory().post("/demo/clock", body, content_type=kind))
    assert answer.status_code == 400
    told = json.loads(answer.content)
    assert told["error"]
    assert told["code"] == "bad_step"
    assert abs((clock.now() - DAY_0).total_seconds()) < 60


@pytest.mark.parametrize("advance", ["", "x", "14", "-1d", "99999d", "1d\x00"])
def test_nor_does_the_button_of_the_control_page(clock: MovingClock, advance: str) -> None:
    request = RequestFactory().post("/demo/turn/", {"advance": advance})
    request.session = {}  # type: ignore[assignment]  # a stand-in
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # Django's own names
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # Django's own names
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "redirect", lambda _name: HttpResponseRedirect("/demo/"))
        assert views.turn(request).status_code == 302
    assert [str(message) for message in request._messages]  # type: ignore[attr-defined]  # Django's own names
    assert abs((clock.now() - DAY_0).total_seconds()) < 60


@pytest.mark.django_db
def test_becoming_somebody_leads_nowhere_else(clock: MovingClock, client: Any) -> None:
    member = CAST[0]
    make_reader(member.email, now=clock.now())
    for path in ELSEWHERE:
        request = RequestFactory().get("/demo/signin/", {"next": path})
        request.session = client.session
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(views, "sign_in", lambda *_: None)
            answer = views.signin(request, member.email)
        assert answer["Location"] == "/"


def test_a_step_is_hours_days_or_weeks() -> None:
    assert turning.step_of(" 14d ").days == 14
    assert turning.step_of("36h").total_seconds() == 36 * 3600
    assert turning.step_of("2w").days == 14
