"""Dates as people write them above an article."""

import re
from datetime import UTC, datetime, timedelta

MONTHS = """
    january february march april may june july august september october november december
    """
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_CLOCK = r"(?:(?:,| at)? ?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?(?:utc|gmt|cet|z))?)?"
DATE = (
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    rf"(?:\d{{4}}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|[+-]\d+d(?: \d\d:\d\d)?){_CLOCK}"
)
IS_DATE = re.compile(DATE, re.IGNORECASE)


def is_date(text: str) -> bool:
    """The whole text is a date, with or without a time."""
    return bool(IS_DATE.fullmatch(" ".join(text.split())))


def moment(text: str, *, now: datetime) -> datetime | None:
    """The moment that a written date means, in UTC; None when it means none.

    Knows ISO dates, "3 February 2026", "February 3, 2026" and "-3d 06:00", days from `now`.
    A date without a time is the start of that day.
    """
    words = " ".join(text.split())
    relative = re.fullmatch(r"([+-]\d+)d(?: (\d\d):(\d\d))?", words)
    if relative:
        day = now.astimezone(UTC) + timedelta(days=int(relative.group(1)))
        hour, minute = relative.group(2) or "0", relative.group(3) or "0"
        return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    try:
        told = datetime.fromisoformat(words.upper().replace("Z", "+00:00"))
    except ValueError:
        return _spelled(words.lower())
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _spelled(words: str) -> datetime | None:
    found = re.search(
        rf"(\d{{1,2}})?\D{{0,6}}?\b({_MONTH}) ?(?:(\d{{1,2}})\D{{1,4}})?,? ?(\d{{4}})", words
    )
    day = found and (found.group(1) or found.group(3))
    if not found or not day:
        return None
    month = next(i for i, name in enumerate(MONTHS, 1) if name[:3] == found.group(2)[:3])
    clock = re.search(r"(\d{1,2})[:.](\d\d)", words[found.end() :])
    try:
        return datetime(
            int(found.group(4)),
            month,
            int(day),
            int(clock.group(1)) if clock else 0,
            int(clock.group(2)) if clock else 0,
            tzinfo=UTC,
        )
    except ValueError:
        return None
