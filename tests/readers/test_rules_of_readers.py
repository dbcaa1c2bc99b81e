"""What a device is called, when a link from support holds, and who needs a second factor."""

from datetime import UTC, datetime, timedelta

import pytest

from standfirst.readers.rules import device_name, is_locked_twice, link_holds

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 {}Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (CHROME.format("Windows NT 10.0; Win64; x64", ""), "Chrome on Windows"),
        (CHROME.format("Linux; Android 16", "Mobile "), "Chrome on Android"),
        (CHROME.format("X11; CrOS x86_64", ""), "Chrome on a Chromebook"),
        (CHROME.format("Windows NT 10.0", "") + " Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1.15",
            "Safari on a Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18) CriOS/140 Mobile Safari/604.1",
            "Chrome on an iPhone",
        ),
        ("curl/8.0", "curl"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_device_is_called_as_a_person_would(agent, name):
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("minutes", "is_used", "holds"),
    [
        (0, False, True),
        (14.9, False, True),
        (15, False, False),
        (1, True, False),
        (-1, False, False),
    ],
)
def test_a_link_holds_for_fifteen_minutes_and_once(minutes, is_used, holds):
    now = NOON + timedelta(minutes=minutes)
    assert link_holds(NOON, NOON if is_used else None, now) is holds


@pytest.mark.parametrize(
    ("locks", "is_newsroom", "is_twice"),
    [
        (set(), False, False),
        (set(), True, False),
        ({"webauthn", "recovery_codes"}, False, False),
        ({"webauthn", "recovery_codes"}, True, True),
        ({"totp"}, False, True),
        ({"totp"}, True, True),
        ({"recovery_codes"}, True, False),
    ],
)
def test_who_needs_more_than_a_code_by_mail(locks, is_newsroom, is_twice):
    assert is_locked_twice(locks, is_newsroom=is_newsroom) is is_twice
