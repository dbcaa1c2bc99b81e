"""The payment company is away, slow, or answers rubbish: readers read on, pages say what is up."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from standfirst.articles.models import Article
from standfirst.billing import actions, inbox, reconciling, tasks
from standfirst.billing.mirror import EventNews
from standfirst.billing.models import Operation, Price, Receipt, Reconciliation, Subscription
from standfirst.billing.stripe import client, comparing
from standfirst.config import sandbox as house
from standfirst.config import wiring
from standfirst.config.sandbox import SECRET_KEY, webhook_secret
from standfirst.config.sandbox_transport import SandboxTransport
from standfirst.jobs import worker
from standfirst.kernel.errors import PaymentError
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.stories.conftest import Publication

SAYS = b"The payment company does not answer just now."

Answer = Callable[[], tuple[str, int, dict[str, str]]]


def away() -> tuple[str, int, dict[str, str]]:
    """Nobody there, or nobody in time."""
    raise stripe.APIConnectionError("timed out")  # type: ignore[no-untyped-call]  # untyped in the SDK


def saying(body: str, status: int = 200) -> Answer:
    """The same answer to everything."""
    return lambda: (body, status, {"Content-Type": "application/json"})


RUBBISH: dict[str, Answer] = {
    "is away": away,
    "is broken": saying('{"error": {"type": "api_error", "message": "oops"}}', 500),
    "sends a page": saying("<html>Bad gateway</html>", 502),
    "sends a page as if all were well": saying("<html>Welcome</html>"),
    "sends nothing": saying(""),
    "sends an empty object": saying("{}"),
    "sends a list": saying("[]"),
    "sends null": saying("null"),
    "sends a number": saying("7"),
    "sends another kind of thing": saying('{"id": "x_1", "object": "balance", "data": null}'),
    "sends a thing without its parts": saying(
        json.dumps({"id": "x_1", "object": "list", "data": [{}], "has_more": False})
    ),
    "sends half": saying('{"id": "cs_1", "obj'),
    "knows us no more": saying(
        '{"error": {"type": "invalid_request_error", "message": "no"}}', 401
    ),
    "has had enough of us": saying('{"error": {"message": "slow down"}}', 429),
}


class OddCompany(stripe.HTTPClient):
    """Answers everything in its own way."""

    name = "odd"

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer

    def request(self, *_args: Any, **_more: Any) -> Any:
        """The one answer it has."""
        return self.answer()

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(params=list(RUBBISH))
def breaks(request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """Has the company break when called."""

    def breaks() -> None:
        company = OddCompany(RUBBISH[request.param])
        client.connect(SECRET_KEY, webhook_secret=webhook_secret(), http_client=company)

    yield breaks
    wiring.connect_payment()


def browser_of(reader: Reader) -> Client:
    """The reader's browser; what goes wrong in a page is an answer, not an exception."""
    browser = Client(raise_request_exception=False)
    browser.force_login(reader)
    return browser


def test_readers_read_on(courier: Publication, make: Make, breaks: Callable[[], None]) -> None:
    article: Article = make()
    ada = courier.subscribes("Ada")
    breaks()
    courier.to("day 32.5")
    answer = browser_of(ada).get(article.address)
    assert answer["Standfirst-Access"] == "allowed"
    assert Subscription.objects.get().status == "active"


def test_pages_say_what_is_the_matter(courier: Publication, breaks: Callable[[], None]) -> None:
    ada, kaya = courier.subscribes("Ada"), courier.joins("Kaya")
    other = Price.objects.get(plan__key="paper", interval="month")
    breaks()
    subscriber, newcomer = browser_of(ada), browser_of(kaya)
    tries = {
        "subscribe": newcomer.post("/subscribe/", {"price": other.pk}),
        "card": subscriber.post("/account/card/"),
        "card done": subscriber.get("/account/card/done/?session=cs_test_1"),
        "subscribed": subscriber.get("/account/subscribed/?session=cs_test_1"),
        "plan": subscriber.post("/account/plan/", {"price": other.pk}),
        "cancel": subscriber.post("/account/cancel/"),
        "resume": subscriber.post("/account/resume/"),
        "confirmed": subscriber.get("/account/confirm/done/"),
    }
    for name, answer in tries.items():
        assert answer.status_code in {200, 404, 502, 503}, name
        assert SAYS in answer.content or b"did not accept this" in answer.content, name
    assert subscriber.get("/account/").status_code == 200


def test_the_record_shows_what_was_tried(courier: Publication, breaks: Callable[[], None]) -> None:
    ada = courier.subscribes("Ada")
    breaks()
    browser_of(ada).post("/account/card/")
    assert Operation.objects.get(verb="start_card_update").fault in {
        "payment_unreachable",
        "payment_refused",
    }


def test_what_is_mirrored_stays(courier: Publication, breaks: Callable[[], None]) -> None:
    courier.subscribes("Ada")
    before = Subscription.objects.values().get()
    breaks()
    with pytest.raises(PaymentError):
        actions.sync_subscription(before["company_id"], now=courier.clock.now())
    assert Subscription.objects.values().get() == before


def test_the_settings_are_those_of_the_sandbox_again(courier: Publication) -> None:
    assert django_settings.STANDFIRST.payment == "sandbox"
    assert courier.subscribes("Ada")


def busy() -> tuple[str, int, dict[str, str]]:
    """Enough of us for two minutes."""
    return '{"error": {"message": "slow down"}}', 429, {"Retry-After": "120"}


class Moody(SandboxTransport):
    """The sandbox, but for the requests that it does not care to answer."""

    def __init__(self, refuses: Callable[[str], Answer | None]) -> None:
        super().__init__(house.sandbox())
        self.refuses = refuses
        self.asked: list[str] = []

    def request(self, method: str, url: str, *words: Any, **more: Any) -> Any:
        """What it has against this address, or else what the sandbox says."""
        self.asked.append(url)
        answer = self.refuses(url)
        return answer() if answer else super().request(method, url, *words, **more)


Moods = Callable[[Callable[[str], Answer | None]], Moody]


@pytest.fixture
def moods() -> Iterator[Moods]:
    """Has the company answer only what it likes."""

    def moody(refuses: Callable[[str], Answer | None]) -> Moody:
        company = Moody(refuses)
        client.connect(SECRET_KEY, webhook_secret=webhook_secret(), http_client=company)
        return company

    yield moody
    wiring.connect_payment()


def many(courier: Publication, number: int) -> list[Subscription]:
    """Subscriptions of which a webhook has just come."""
    for place in range(number):
        courier.subscribes(f"Reader{place}")
    rows = list(Subscription.objects.order_by("pk"))
    Receipt.objects.all().delete()
    for row in rows:
        news = EventNews(
            id=f"evt_{row.pk}",
            kind="customer.subscription.updated",
            happened_at=courier.clock.now(),
            object_id=row.company_id,
            customer_id=row.customer.company_id,
            subscription_id=row.company_id,
        )
        inbox.keep_receipt(news, received_at=timezone.now())
    return rows


def waiting() -> int:
    """How many webhooks are not worked off."""
    return Receipt.objects.filter(state=Receipt.State.NEW).count()


def test_work_resumes_by_itself(courier: Publication, breaks: Callable[[], None]) -> None:
    """What could not be asked is asked again, and nothing else is needed."""
    many(courier, 1)
    breaks()
    courier.settles()
    assert waiting() == 1
    wiring.connect_payment()
    courier.settles()
    assert waiting() == 1, "its pause is not over"
    Receipt.objects.update(retry_at=timezone.now())
    courier.settles()
    assert waiting() == 0


def test_one_that_fails_holds_up_no_other(courier: Publication, moods: Moods) -> None:
    rows = many(courier, 5)
    bad = rows[1].company_id
    moods(lambda url: saying("<html>", 500) if bad in url else None)
    inbox.work_off(courier.clock.now())
    assert Receipt.objects.get(state=Receipt.State.NEW).subscription_id == bad


def test_the_pause_grows_and_is_never_too_long(courier: Publication, moods: Moods) -> None:
    many(courier, 1)
    moods(lambda _url: away)
    pauses = []
    for _ in range(8):
        Receipt.objects.update(retry_at=None)
        inbox.work_off(courier.clock.now())
        row = Receipt.objects.get()
        assert row.retry_at is not None
        pauses.append(round((row.retry_at - timezone.now()).total_seconds()))
    assert pauses == [2, 10, 60, 300, 300, 300, 300, 300]


def test_a_company_that_is_away_is_not_asked_for_each(courier: Publication, moods: Moods) -> None:
    """Each call may take half a minute until it is given up."""
    many(courier, 8)
    company = moods(lambda _url: away)
    inbox.work_off(courier.clock.now())
    assert len(company.asked) == inbox.MISSES_MAX
    assert waiting() == 8


def test_a_company_that_wants_to_be_left_alone_is(courier: Publication, moods: Moods) -> None:
    """429 with Retry-After: nothing is asked before."""
    many(courier, 4)
    company = moods(lambda _url: busy)
    inbox.work_off(courier.clock.now())
    assert len(company.asked) == 1
    soonest = Receipt.objects.order_by("retry_at").values_list("retry_at", flat=True)[0]
    assert soonest is not None
    assert soonest - timezone.now() > timedelta(seconds=110)
    assert not inbox.is_waiting()


def test_a_job_comes_again_when_it_was_told_to(courier: Publication, moods: Moods) -> None:
    ada = courier.subscribes("Ada")
    worker.drain()
    moods(lambda _url: busy)
    tasks.ask_company.enqueue(ada.pk)
    worker.drain()
    again = DBTaskResult.objects.get(status="READY", task_path=tasks.ask_company.module_path)
    assert again.run_after - timezone.now() > timedelta(seconds=110)


def test_a_night_goes_on_where_it_was_interrupted(
    courier: Publication,
    moods: Moods,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparing, "PAGE", 2)
    many(courier, 5)
    assert reconciling.is_night_due(courier.clock.now() + timedelta(days=1))
    lists = iter([None, away, None, None, None])
    moods(lambda url: next(lists) if url.split("?")[0].endswith("/subscriptions") else None)
    with pytest.raises(PaymentError):
        reconciling.compare_subscriptions(courier.clock.now())
    assert Reconciliation.objects.get(name="subscriptions").looked_at == 2
    assert not reconciling.compare_subscriptions(courier.clock.now())
    assert Reconciliation.objects.get(name="subscriptions").looked_at == 5
