"""The payment company is away, slow, or answers rubbish: readers read on, pages say what is up."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from django.conf import settings as django_settings
from django.test import Client

from standfirst.articles.models import Article
from standfirst.billing import actions
from standfirst.billing.models import Operation, Price, Subscription
from standfirst.billing.stripe import client
from standfirst.config import wiring
from standfirst.config.sandbox import SECRET_KEY, webhook_secret
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
