"""The cast's lives, lived through a year: what the page answered is what the record tells."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from standfirst.articles.models import Article
from standfirst.articles.replay import explained_at
from standfirst.demo import lives, turning
from standfirst.demo.cast import CAST
from standfirst.events.models import Event
from standfirst.kernel import clock as kernel_clock
from standfirst.readers.models import Reader
from standfirst.sandbox.company import Sandbox
from tests.articles.making import Make, front, make  # noqa: F401 - fixtures
from tests.conftest import MovingClock
from tests.stories.conftest import company  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = 365
EVERY = int(os.environ.get("STANDFIRST_TEST_EVERY_DAYS", "9"))
"""On each so-manieth day everybody is asked for; 1 takes some minutes and leaves no day out."""


@dataclass(frozen=True)
class Sample:
    """What the page answered a reader at a moment."""

    reader: Reader
    moment: datetime
    access: str
    reason: str
    words: str


class Onlooker:
    """Opens the article as one reader after the other, day by day, and keeps the answers."""

    def __init__(self, article: Article, *, every: int) -> None:
        self.url = article.get_url() or ""
        self.every = every
        self.samples: list[Sample] = []
        self._seen = 0
        self._clients: dict[int, Client] = {}

    def looks_on(self, day: int) -> bool:
        """True on each so-manieth day, when everybody is asked for."""
        return day % self.every == 0

    def look(self, day: int) -> None:
        """Asks for everybody, or for those of whom there is news since the last look."""
        news = set(Event.objects.filter(pk__gt=self._seen).values_list("reader_id", flat=True))
        self._seen = getattr(Event.objects.last(), "pk", 0)
        for reader in Reader.objects.order_by("pk"):
            if self.looks_on(day) or reader.pk in news:
                self._ask(reader)

    def _ask(self, reader: Reader) -> None:
        moment = kernel_clock.now()
        answer = self._client(reader).get(self.url)
        access, reason = answer["Standfirst-Access"], answer["Standfirst-Reason"]
        words = " ".join(unescape(strip_tags(answer.content.decode())).split())
        self.samples.append(Sample(reader, moment, access, reason, words))

    def _client(self, reader: Reader) -> Client:
        if reader.pk not in self._clients:
            self._clients[reader.pk] = Client()
            self._clients[reader.pk].force_login(reader)
        return self._clients[reader.pk]


def live_a_year(box: Sandbox, onlooker: Onlooker) -> None:
    """Lives every life, and on from there, a year in all; a day of which nobody would notice
    anything is passed over."""
    steps = lives.moments(TODAY)
    begins = steps[0].at
    for day in range(1, YEAR + 1):
        ends = begins + day * DAY
        is_eventful = onlooker.looks_on(day) or turning.next_stop(box, ends) < ends
        while steps and steps[0].at <= ends:
            is_eventful = True
            step = steps.pop(0)
            turning.turn_to(step.at, box)
            lives.take_step(box, step, TODAY)
            turning.settle(kernel_clock.now())
        if is_eventful:
            turning.turn_to(ends, box)
            onlooker.look(day)


def differences(article: Article, samples: list[Sample]) -> Iterator[str]:
    """Each sample of which the record tells something else, or in other words."""
    for sample in samples:
        told = explained_at(sample.reader, article, sample.moment)
        access = "allowed" if told.decision.allowed else "denied"
        when = f"{sample.reader.email} {sample.moment:%Y-%m-%d %H:%M}"
        if (access, told.decision.reason) != (sample.access, sample.reason):
            yield f"{when}: seen {sample.reason}, told {told.decision.reason}"
        for line in told.sentence.splitlines():
            if line not in sample.words:
                yield f"{when}: “{line}” was not on the page"
        if told.caveats and "newsroom" not in told.caveats[0]:
            yield f"{when}: not on record: {told.caveats}"


@pytest.fixture
def onlooker(clock: MovingClock, company: Sandbox, make: Make) -> tuple[Onlooker, Article]:  # noqa: F811 - fixtures
    """Somebody who looks at the first article for subscribers."""
    lives.begin(TODAY)
    article = make()
    lives.make_plans()
    return Onlooker(article, every=EVERY), article


def test_the_record_tells_what_the_page_answered(
    onlooker: tuple[Onlooker, Article],
    company: Sandbox,  # noqa: F811 - a fixture
) -> None:
    looks, article = onlooker
    live_a_year(company, looks)
    assert list(differences(article, looks.samples)) == []
    reasons = {sample.reason for sample in looks.samples}
    assert reasons >= {member.reason for member in CAST}
