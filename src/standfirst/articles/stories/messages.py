"""The mail to those who follow a story, and the link by which they stop."""

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.urls import reverse

from standfirst.articles import dates
from standfirst.articles.stories.models import Movement, StoryReader
from standfirst.articles.stories.queries import told_once
from standfirst.articles.stories.rules import cut
from standfirst.mail.messages import Message, compose

SALT = "standfirst.articles.stories.unfollow"
TOLD_MAX = 8
SUBJECT_MAX = 150


def moved(row: StoryReader, movements: Sequence[Movement]) -> Message:
    """What moved in a story, the latest last; nothing from behind a gate."""
    all_of_it = told_once(movements)
    told = all_of_it[-TOLD_MAX:]
    more = len(all_of_it) - len(told)
    title = row.story.title
    subject = f"{title}: {told[0].text}" if len(all_of_it) == 1 else f"{title} has moved"
    return compose(
        "story_moved",
        {
            "subject": cut(subject, SUBJECT_MAX),
            "title": title,
            "movements": [(dates.day(one.on), one.text, _address(one)) for one in told],
            "more": more,
            "story_url": settings.BASE_URL + row.story.address,
            "stop_url": stop_url(row),
        },
    )


def headers_for(row: StoryReader) -> dict[str, str]:
    """How a mail program stops the mails with one press (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_url(row)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stop_url(row: StoryReader) -> str:
    """The page that stops the mails without logging in."""
    token = signing.dumps([row.reader_id, row.story_id], salt=SALT)
    return settings.BASE_URL + reverse("stop_following", args=[token])


def named_in(token: str) -> tuple[int, int] | None:
    """The reader and the story of such a link; None for one that was not made here."""
    try:
        reader_id, story_id = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(reader_id), int(story_id)


def _address(one: Movement) -> str:
    return settings.BASE_URL + (one.article or one.story).address
