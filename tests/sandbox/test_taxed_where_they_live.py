"""Tax by the customer's address: in the price or on top of it, and what happens without one."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import VISA, Town, card_form

from standfirst.kernel.money import Money

SWEDEN: Any = {"country": "SE", "postal_code": "111 22"}


def price(town: Town, behavior: Any = None, currency: str = "eur") -> stripe.Price:
    product = town.api.products.create({"name": "The Courier"})
    params: Any = {
        "product": product.id,
        "unit_amount": 1000,
        "currency": currency,
        "recurring": {"interval": "month"},
    }
    if behavior:
        params["tax_behavior"] = behavior
    return town.api.prices.create(params)


def taxed(town: Town, behavior: Any = None, **more: Any) -> stripe.checkout.Session:
    """A checkout that reckons tax."""
    currency = more.pop("currency", "eur")
    return town.checkout(
        line_items=[{"price": price(town, behavior, currency).id, "quantity": 1}],
        automatic_tax={"enabled": True},
        **more,
    )


def lives_in(country: str, postal_code: str = "10115") -> dict[str, str]:
    return card_form(VISA, country=country, postal_code=postal_code)


def paid(town: Town, session: stripe.checkout.Session) -> stripe.Invoice:
    done = town.api.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})
    assert isinstance(done.invoice, stripe.Invoice)
    return done.invoice


@pytest.mark.parametrize(
    ("behavior", "country", "total", "tax"),
    [
        ("exclusive", "SE", 1250, 250),
        ("exclusive", "DE", 1190, 190),
        ("exclusive", "FR", 1200, 200),
        ("exclusive", "US", 1000, 0),
        ("inclusive", "SE", 1000, 200),
        ("inclusive", "DE", 1000, 160),
        (None, "FR", 1000, 167),
    ],
)
def test_the_rate_of_the_country(
    town: Town, behavior: Any, country: str, total: int, tax: int
) -> None:
    session = taxed(town, behavior)
    shown = town.page(session.url, lives_in(country))
    if total != 1000:
        assert shown.status == 200
        assert f"Pay {Money(total, 'eur')}" in shown.body.decode()
        assert town.api.charges.list().data == []
        shown = town.page(session.url, lives_in(country))
    assert shown.status == 303
    invoice = paid(town, session)
    assert invoice.total_taxes is not None
    [told] = invoice.total_taxes
    assert (invoice.total, told.amount, invoice.amount_paid) == (total, tax, total)
    assert invoice.total_excluding_tax == total - tax
    assert invoice.automatic_tax.status == "complete"
    town.turn(days=31)
    assert town.api.invoices.list().data[0].total == total


def test_dollars_have_tax_on_top_unless_told_otherwise(town: Town) -> None:
    session = taxed(town, currency="usd")
    town.page(session.url, lives_in("SE"))
    assert town.api.checkout.sessions.retrieve(session.id).amount_total == 1250


def test_the_page_asks_where_somebody_lives(town: Town) -> None:
    session = taxed(town, "exclusive")
    assert session.automatic_tax.status == "requires_location_inputs"
    html = town.page(session.url).body.decode()
    assert '<label for="country">Country</label>' in html
    assert '<label for="postal_code">Postal code</label>' in html
    assert "Needs your address" in html
    answer = town.page(session.url, card_form(VISA))
    assert answer.status == 422
    assert "Your country is missing." in answer.body.decode()
    answer = town.page(session.url, lives_in("SE", ""))
    assert "Your postal code is incomplete." in answer.body.decode()
    assert f'value="{VISA}"' in answer.body.decode()
    assert town.api.charges.list().data == []


def test_a_mail_address_can_be_mended_until_it_is_paid(town: Town) -> None:
    session = taxed(town, "exclusive", customer_email="")
    shown = town.page(session.url, {**lives_in("SE"), "email": "ane@linde.exmaple"})
    assert 'value="ane@linde.exmaple"' in shown.body.decode()
    town.page(session.url, {**lives_in("SE"), "email": "ane@linde.example"})
    [customer] = town.api.customers.list().data
    assert customer.email == "ane@linde.example"
    details = town.api.checkout.sessions.retrieve(session.id).customer_details
    assert details is not None
    assert details.email == "ane@linde.example"


def test_an_address_asked_for_without_tax_is_kept(town: Town) -> None:
    session = town.checkout(billing_address_collection="required")
    assert town.page(session.url, lives_in("SE")).status == 303
    [customer] = town.api.customers.list().data
    assert customer.address is not None
    assert (customer.address.country, customer.address.postal_code) == ("SE", "10115")
    done = town.api.checkout.sessions.retrieve(session.id)
    assert done.customer_details is not None
    assert done.customer_details.address is not None
    assert done.customer_details.address.country == "SE"


def test_no_address_is_asked_for_when_none_is_needed(town: Town) -> None:
    assert "Postal code" not in town.page(town.checkout().url).body.decode()
    customer = town.api.customers.create({"email": "a@linde.example", "address": SWEDEN})
    html = town.page(taxed(town, "exclusive", customer=customer.id).url).body.decode()
    assert "Postal code" not in html
    assert "Pay €12.50" in html


def test_a_known_customer_without_an_address(town: Town) -> None:
    customer = town.api.customers.create({"email": "a@linde.example"})
    with pytest.raises(stripe.InvalidRequestError, match="valid address on the Customer"):
        taxed(town, customer=customer.id)
    session = taxed(town, "exclusive", customer=customer.id, customer_update={"address": "auto"})
    for _ in range(2):
        town.page(session.url, lives_in("DE"))
    assert paid(town, session).total == 1190
    address = town.api.customers.retrieve(customer.id).address
    assert address is not None
    assert address.country == "DE"


def test_the_cast_of_a_demo_is_taxed_without_pages(town: Town) -> None:
    session = taxed(town, "exclusive")
    town.sandbox.complete_checkout(
        session.id, number=VISA, exp_month=1, exp_year=2031, country="SE", postal_code="111 22"
    )
    assert paid(town, session).total == 1250


def test_a_move_changes_the_next_invoice(town: Town) -> None:
    session = taxed(town, "exclusive")
    for _ in range(2):
        town.page(session.url, lives_in("SE"))
    customer = str(paid(town, session).customer)
    town.api.customers.update(customer, {"address": {"country": "DE", "postal_code": "10115"}})
    town.turn(days=31)
    assert [i.total for i in town.api.invoices.list().data] == [1190, 1250]


def test_an_address_taken_away_ends_the_reckoning_not_the_renewal(town: Town) -> None:
    session = taxed(town, "exclusive")
    for _ in range(2):
        town.page(session.url, lives_in("SE"))
    customer = str(paid(town, session).customer)
    town.api.customers.update(customer, {"address": ""})
    town.turn(days=31)
    invoice = town.api.invoices.list().data[0]
    assert (invoice.total, invoice.status) == (1000, "paid")
    assert invoice.automatic_tax.disabled_reason == "finalization_requires_location_inputs"
    [subscription] = town.api.subscriptions.list().data
    assert subscription.automatic_tax.enabled is False
    assert subscription.automatic_tax.disabled_reason == "requires_location_inputs"


def test_by_the_api_an_address_comes_first(town: Town) -> None:
    customer = town.api.customers.create({"email": "a@linde.example"})
    card = town.card(customer.id)
    params: Any = {
        "customer": customer.id,
        "items": [{"price": price(town, "exclusive").id}],
        "default_payment_method": card.id,
        "automatic_tax": {"enabled": True},
    }
    with pytest.raises(stripe.InvalidRequestError, match="location") as raised:
        town.api.subscriptions.create(params)
    assert raised.value.code == "customer_tax_location_invalid"
    town.api.customers.update(customer.id, {"address": SWEDEN})
    subscription = town.api.subscriptions.create(params)
    assert [i.total for i in town.invoices(subscription)] == [1250]
    off: Any = {"automatic_tax": {"enabled": False}}
    town.api.subscriptions.update(subscription.id, off)
    town.turn(days=31)
    assert [i.total for i in town.invoices(subscription)] == [1250, 1000]


def test_somebody_exempt_pays_no_tax(town: Town) -> None:
    customer = town.api.customers.create({"address": SWEDEN, "tax_exempt": "exempt"})
    foreseen = town.api.invoices.create_preview(
        {
            "customer": customer.id,
            "subscription_details": {"items": [{"price": price(town, "exclusive").id}]},
            "automatic_tax": {"enabled": True},
        }
    )
    assert foreseen.total == 1000
    assert foreseen.total_taxes is not None
    assert foreseen.total_taxes[0].taxability_reason == "customer_exempt"


def test_tax_is_reckoned_after_the_discount(town: Town) -> None:
    coupon = town.api.coupons.create({"percent_off": 50, "duration": "once"})
    session = taxed(town, "exclusive", discounts=[{"coupon": coupon.id}])
    for _ in range(2):
        town.page(session.url, lives_in("SE"))
    done = town.api.checkout.sessions.retrieve(session.id)
    assert done.total_details is not None
    assert (done.total_details.amount_discount, done.total_details.amount_tax) == (500, 125)
    assert done.amount_total == paid(town, session).total == 625


def test_the_invoice_says_what_came_off_and_on(town: Town) -> None:
    coupon = town.api.coupons.create({"percent_off": 50, "duration": "once"})
    session = taxed(town, "exclusive", discounts=[{"coupon": coupon.id}])
    for _ in range(2):
        town.page(session.url, lives_in("SE"))
    invoice = paid(town, session)
    html = town.page(invoice.hosted_invoice_url).body.decode()
    assert "<td>Discount</td><td>-€5</td>" in html
    assert "<td>Tax</td><td>€1.25</td>" in html
    pdf = town.page(invoice.invoice_pdf).body
    assert b"Discount: -\x805)" in pdf
    assert b"Tax: \x801.25" in pdf
