"""Whatever is asked, the sandbox answers, and its clock goes on."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.town import Clock, open_town

from standfirst.sandbox.routes import ROUTES

AUTH = {"Authorization": "Bearer sk_test_linde"}
VALUES = (
    "",
    "0",
    "1",
    "-1",
    "true",
    "false",
    "x",
    "9" * 12,
    "9" * 30,
    "now",
    "month",
    "half",
    "\u2603",
)
KEYS = (
    "",
    "[0]",
    "[]",
    "[a]",
    "[0][price]",
    "[0][quantity]",
    "[0][id]",
    "[0][coupon]",
    "[coupon]",
    "[enabled]",
    "[type]",
    "[interval]",
    "[gte]",
    "[metadata][a]",
)


def forms(names: list[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(st.sampled_from(names), st.sampled_from(KEYS), st.sampled_from(VALUES))
    return st.lists(pair, max_size=5).map(
        lambda pairs: "&".join(f"{name}{key}={value}" for name, key, value in pairs)
    )


@st.composite
def requests(draw: st.DrawFn, idents: list[str]) -> tuple[str, str, str]:
    route = draw(st.sampled_from(ROUTES))
    path = route.pattern.pattern.removesuffix("/?")
    while "([^/]+)" in path:
        path = path.replace("([^/]+)", draw(st.sampled_from(idents)), 1)
    form = draw(forms(sorted(route.accepts)))
    return (route.method, path, form)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_request_gets_an_answer(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        town = open_town(Path(folder) / "sandbox.sqlite3", Clock(), seed="linde")
        town.api.coupons.create({"id": "half", "percent_off": 50, "duration": "forever"})
        subscription = town.subscribe(discounts=[{"coupon": "half"}])
        open_session = town.checkout(allow_promotion_codes=True)
        idents = [
            subscription.id,
            open_session.id,
            str(subscription.customer),
            str(subscription.latest_invoice),
            str(subscription.default_payment_method),
            subscription["items"].data[0].price.id,
            subscription["items"].data[0].id,
            str(subscription.discounts[0]),
            "half",
            town.sandbox.open_dispute(town.api.charges.list().data[0].id),
            "none",
        ]
        for method, path, form in data.draw(st.lists(requests(idents), max_size=12)):
            answer = _ask(town.sandbox, method, path, form)
            assert answer.status in (200, 400, 402, 404)
            told: dict[str, Any] = json.loads(answer.body)
            assert ("error" in told) is (answer.status != 200)
        town.turn(days=90)
        town.sandbox.close()


def _ask(sandbox: Any, method: str, path: str, form: str) -> Any:
    if method == "POST":
        return sandbox.answer(method, path, AUTH, form.encode())
    return sandbox.answer(method, f"{path}?{form}", AUTH)
