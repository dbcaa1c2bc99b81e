"""Ada comes to a story, comes back, follows it, and stops. Bo has never been here."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.articles.actions import ensure_story
from standfirst.articles.models import Story, TimelineEntry
from standfirst.articles.stories import actions, following, telling
from standfirst.articles.stories.models import Movement, StoryReader
from standfirst.articles.stories.queries import movements_of, told_once
from standfirst.fronts.models import FrontPage
from standfirst.jobs import worker
from standfirst.mail.models import CapturedMail, OutgoingMail
from standfirst.readers import actions as readers
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.articles.test_primers import kept, revise
from tests.articles.test_what_was_corrected import WRONG, correct, signed_in, text_of
from tests.conftest import MovingClock

PRIMER_FIRST = "New here? This first."


@pytest.fixture
def story(front: FrontPage, clock: MovingClock) -> Story:
    """Water on the plains, with a timeline, and background last checked on 1 March."""
    clock.to("day 0")
    primer = kept(text="<p>Nitrate sinks for decades.</p>", checked_on=date(2026, 3, 1))
    story = ensure_story(
        front,
        "Water on the plains",
        state_of_play="<p>The list is out.</p>",
        checked_on=date(2026, 2, 20),
        primer=primer,
    )
    story.timeline.add(TimelineEntry(date=date(1894, 1, 1), text="The first well is sunk."))
    return publish(story)


def publish(story: Story, **fields: Any) -> Story:
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_revision().publish()
    published: Story = Story.objects.get(pk=story.pk)
    return published


@pytest.fixture
def ada(db: None) -> Reader:
    """Ada."""
    return Reader.objects.create_user("ada@post.example", first_name="Ada")


def moved_since(story: Story, moment: datetime) -> list[Movement]:
    """What moved after a moment."""
    return told_once(movements_of(story).filter(at__gt=moment))


def test_who_is_new_gets_the_background_first(story: Story, ada: Reader) -> None:
    for client in (Client(), signed_in(ada)):
        shown = text_of(story.address, client)
        assert shown.index(PRIMER_FIRST) < shown.index("State of play")
        assert "Since you last read" not in shown


def test_who_comes_back_sees_what_moved(
    story: Story, ada: Reader, make: Make, clock: MovingClock
) -> None:
    client = signed_in(ada)
    old = make(headline="Why a court asked", story=story)
    text_of(story.address, client)
    clock.to("day 3")
    new = make(headline="Why 38 wells close", story=story, published_at=None)
    correct(old, WRONG)
    story.timeline.add(TimelineEntry(date=date(2026, 3, 4), text="The union asks for delay."))
    publish(story, checked_on=date(2026, 3, 4))
    assert story.primer is not None
    revise(story.primer, checked_on=date(2026, 3, 4))
    shown = since_of(text_of(story.address, client))
    assert "You were here on 1 March" in shown
    for words in (
        new.title,
        f"Corrected: {old.title}",
        "The union asks for delay.",
        "The state of play was brought up to date.",
        "The background was checked: The limit",
    ):
        assert shown.count(words) == 1, words
    assert "The first well is sunk." not in shown


def since_of(shown: str) -> str:
    """The words of the aside."""
    aside = re.search(r'<aside class="since".*?</aside>', shown, re.DOTALL)
    assert aside is not None
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", aside.group())).replace("\u00a0", " ")


def test_what_is_new_stays_new_for_the_visit_and_no_longer(
    story: Story, ada: Reader, make: Make, clock: MovingClock
) -> None:
    client = signed_in(ada)
    text_of(story.address, client)
    clock.to("day 3")
    new = make(headline="Why 38 wells close", story=story, published_at=None)
    assert new.title in since_of(text_of(story.address, client))
    clock.forward(minutes=30)
    assert new.title in since_of(text_of(story.address, client))
    clock.to("day 5")
    assert "Nothing has moved." in since_of(text_of(story.address, client))


def test_looking_again_within_the_hour_writes_nothing(
    story: Story, ada: Reader, clock: MovingClock
) -> None:
    client = signed_in(ada)
    text_of(story.address, client)
    with CaptureQueriesContext(connection) as seen:
        text_of(story.address, client)
    written = [row["sql"] for row in seen.captured_queries if "storyreader" in row["sql"]]
    assert not [sql for sql in written if not sql.startswith("SELECT")]


def test_nobody_signed_out_is_remembered(story: Story) -> None:
    Client().get(story.address)
    assert not StoryReader.objects.exists()


def test_an_article_that_is_withdrawn_did_not_move_it(
    story: Story, make: Make, clock: MovingClock
) -> None:
    since = clock.now() - timedelta(days=1)
    article = make(headline="Why 38 wells close", story=story, published_at=None)
    assert article.title in [one.text for one in moved_since(story, since)]
    article.unpublish()
    assert article.title not in [one.text for one in moved_since(story, since)]
    assert article.title not in text_of(f"/stories/{story.slug}/feed.atom")


def test_an_article_that_moves_to_another_story_moves_that_one(
    story: Story, make: Make, front: FrontPage, clock: MovingClock
) -> None:
    article = make(story=story, published_at=None)
    other = ensure_story(front, "Rail")
    draft = article.get_latest_revision_as_object()
    draft.story = other
    draft.save_revision().publish()
    assert Movement.objects.get(key=f"article:{article.pk}").story_id == other.pk


def test_an_old_article_that_is_imported_moves_nothing(
    story: Story, make: Make, clock: MovingClock
) -> None:
    clock.to("day 20")
    make(headline="From the archive", story=story)
    assert not moved_since(story, clock.now() - timedelta(days=1))


def test_a_follower_is_mailed_once_for_all_that_moved_in_a_day(
    story: Story, ada: Reader, make: Make, clock: MovingClock
) -> None:
    following.follow(ada, story, now=clock.now())
    assert telling.tell_followers(clock.forward(minutes=1)) == 0
    make(headline="Why 38 wells close", story=story, published_at=None)
    make(headline="Who pays", story=story, published_at=None)
    assert [telling.tell_followers(clock.forward(minutes=1)) for _ in range(2)] == [1, 0]
    make(headline="Who drinks", story=story, published_at=None)
    assert telling.tell_followers(clock.forward(hours=2)) == 0
    assert telling.tell_followers(clock.forward(hours=23)) == 1
    worker.drain()
    first, second = CapturedMail.objects.filter(to=ada.email)
    assert first.subject == "Water on the plains has moved"
    assert "Why 38 wells close" in first.text
    assert "Who pays" in first.text
    assert second.subject == "Water on the plains: Who drinks"


def test_a_mail_stops_the_mails(story: Story, ada: Reader, make: Make, clock: MovingClock) -> None:
    following.follow(ada, story, now=clock.now())
    make(headline="Who pays", story=story, published_at=None)
    telling.tell_followers(clock.forward(minutes=1))
    mail = OutgoingMail.objects.get(to=ada.email)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert link in mail.text
    path = "/" + link.split("/", 3)[3]
    client = Client(enforce_csrf_checks=True)
    assert "Stop these mails" in text_of(path, client)
    assert StoryReader.objects.get().follows_since is not None
    assert client.post(path).status_code == 200
    assert not StoryReader.objects.exists()
    assert client.post(path).status_code == 200
    assert client.get("/stories/stop/made-up/").status_code == 404


def test_following_is_asked_for_on_a_page_of_its_own(
    story: Story, ada: Reader, clock: MovingClock
) -> None:
    path = f"/account/stories/{story.slug}/"
    assert Client().get(path).status_code == 302
    client = signed_in(ada)
    assert f'href="{path}"' in text_of(story.address)
    assert "Follow “Water on the plains”" in text_of(path, client)
    assert client.post(path, {"follows": "yes"}).headers["Location"] == story.address
    assert "You follow this story" in text_of(story.address, client)
    assert story.title in text_of("/account/", client)
    stopped = client.post(path, {"follows": "no", "next": "account"})
    assert stopped.headers["Location"] == "/account/"
    assert "None yet." in text_of("/account/", client)


def test_following_goes_with_the_account(story: Story, ada: Reader, clock: MovingClock) -> None:
    following.follow(ada, story, now=clock.now())
    following.note_visit(None, reader_id=ada.pk, story_id=story.pk, now=clock.now())
    readers.close_account(ada, now=clock.now())
    assert not StoryReader.objects.exists()


def test_visits_are_forgotten_and_following_stays(
    story: Story, ada: Reader, clock: MovingClock
) -> None:
    client = signed_in(ada)
    following.follow(ada, story, now=clock.now())
    text_of(story.address, client)
    clock.to("day 2")
    assert "Since you last read" in text_of(story.address, client)
    client.post("/account/readings/")
    assert "Since you last read" not in text_of(story.address, client)
    assert "You follow this story" in text_of(story.address, client)


def test_the_feed_tells_what_moved(story: Story, make: Make, clock: MovingClock) -> None:
    clock.to("day 3")
    make(headline="Why 38 wells close", story=story, published_at=None)
    feed = ElementTree.fromstring(text_of(f"/stories/{story.slug}/feed.atom"))
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    assert titles[0] == "Why 38 wells close"
    assert "The first well is sunk." in titles
    assert f"/stories/{story.slug}/feed.atom" in text_of(story.address)


def test_articles_lead_to_those_before_and_after_in_their_story(
    story: Story, make: Make, clock: MovingClock
) -> None:
    dates = [clock.now() - timedelta(days=days) for days in (9, 6, 3)]
    first, here, _last = [
        make(headline=f"Part {number}", story=story, published_at=at)
        for number, at in enumerate(dates)
    ]
    make(headline="Elsewhere", published_at=dates[1])
    shown = text_of(here.address)
    nav = shown[shown.index("Before and after in this story") :]
    assert "Part 0" in nav
    assert "Part 2" in nav
    assert "Elsewhere" not in nav
    assert "zanzibarian" not in nav
    assert "Part 1" in text_of(first.address)


def test_publishing_a_story_again_moves_nothing(story: Story, clock: MovingClock) -> None:
    before = list(story.movements.values_list("key", "at"))
    clock.to("day 4")
    actions.note_story(story, now=clock.now())
    assert list(story.movements.values_list("key", "at")) == before


def test_what_is_due_from_the_first_is_not_news(
    front: FrontPage, ada: Reader, clock: MovingClock
) -> None:
    clock.to("day 10")
    story = ensure_story(front, "Rail", checked_on=date(2026, 3, 2))
    story.timeline.add(TimelineEntry(date=date(2026, 9, 1), text="The trains run.", is_due=True))
    story = publish(story)
    assert [one.at.date() for one in story.movements.all()] == [date(2026, 3, 2)]


def test_an_article_and_its_entry_are_one_piece_of_news(
    story: Story, make: Make, clock: MovingClock
) -> None:
    since = clock.forward(days=2)
    clock.forward(hours=1)
    article = make(headline="Why 38 wells close", story=story, published_at=None)
    entry = TimelineEntry(date=date(2026, 3, 3), text="The list appears.", article=article)
    story.timeline.add(entry)
    publish(story)
    assert [one.text for one in moved_since(story, since)] == ["The list appears."]
