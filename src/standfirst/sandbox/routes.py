"""The API's addresses: method and path, what answers, and which parameters it takes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from standfirst.sandbox import (
    checkout,
    clocks,
    collection,
    coupons,
    customers,
    discounts,
    disputes,
    endpoints,
    events,
    invoices,
    leaving,
    mishaps,
    payment_methods,
    portal,
    previews,
    products,
    promotions,
    refunds,
    schedules,
    setups,
    subscriptions,
    taxes,
)
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import PAGING
from standfirst.sandbox.shapes import Doc

Handler = Callable[..., Doc]
"""Called with the open books, the parameters, and the ids in the path."""


@dataclass(frozen=True)
class Route:
    """One address of the API."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    accepts: frozenset[str]


def _route(line: str, handler: Handler, accepts: Iterable[str] | str = ()) -> Route:
    method, path = line.split()
    names = accepts.split() if isinstance(accepts, str) else accepts
    pattern = re.compile("/v1/" + path.replace("ID", r"([^/]+)") + "/?")
    return Route(method, pattern, handler, frozenset(names) | {"expand"})


def _listing(path: str, handler: Handler, filters: str = "") -> Route:
    return _route(f"GET {path}", handler, (*PAGING, *filters.split()))


PAY = "payment_method off_session paid_out_of_band forgive"
ROUTES = (
    _route("POST customers", customers.create, customers.CREATE_ACCEPTS),
    _listing("customers", customers.every, "email created test_clock"),
    _route("GET customers/ID", customers.retrieve),
    _route("DELETE customers/ID", leaving.delete),
    _route("POST customers/ID", customers.update, customers.ACCEPTS),
    _listing("customers/ID/payment_methods", payment_methods.every_of_customer, "type"),
    _route("GET customers/ID/payment_methods/ID", payment_methods.retrieve_of_customer),
    _route("POST products", products.create_product, (*products.PRODUCT_ACCEPTS, "id")),
    _listing("products", products.every_product, "active created"),
    _route("GET products/ID", products.retrieve_product),
    _route("POST products/ID", products.update_product, products.PRODUCT_ACCEPTS),
    _route("POST prices", products.create_price, products.PRICE_ACCEPTS),
    _listing("prices", products.every_price, "active created product lookup_keys"),
    _route("GET prices/ID", products.retrieve_price),
    _route("POST prices/ID", products.update_price, "active nickname lookup_key metadata"),
    _route("POST coupons", coupons.create, coupons.CREATE_ACCEPTS),
    _listing("coupons", coupons.every, "created"),
    _route("GET coupons/ID", coupons.retrieve),
    _route("POST coupons/ID", coupons.update, "metadata name"),
    _route("DELETE coupons/ID", coupons.delete),
    _route("POST promotion_codes", promotions.create, promotions.CREATE_ACCEPTS),
    _listing("promotion_codes", promotions.every, "active code coupon created customer"),
    _route("GET promotion_codes/ID", promotions.retrieve),
    _route("POST promotion_codes/ID", promotions.update, "active metadata restrictions"),
    _listing("tax_rates", taxes.every, "created"),
    _route("GET tax_rates/ID", taxes.retrieve),
    _route("DELETE subscriptions/ID/discount", discounts.delete),
    _route("POST checkout/sessions", checkout.create, checkout.ACCEPTS),
    _listing("checkout/sessions", checkout.every, "customer status subscription created"),
    _route("GET checkout/sessions/ID", checkout.retrieve),
    _route("POST checkout/sessions/ID/expire", checkout.expire),
    _listing("checkout/sessions/ID/line_items", checkout.every_line),
    _listing("setup_intents", setups.every, "customer created"),
    _route("GET setup_intents/ID", setups.retrieve),
    _route("POST setup_intents", setups.create, setups.CREATE_ACCEPTS),
    _route("POST setup_intents/ID/confirm", setups.confirm, "payment_method return_url"),
    _route("POST setup_intents/ID/cancel", setups.cancel, "cancellation_reason"),
    _listing("payment_methods", payment_methods.every, "customer type"),
    _route("GET payment_methods/ID", payment_methods.retrieve),
    _route("POST payment_methods/ID", payment_methods.update, payment_methods.UPDATE_ACCEPTS),
    _route("POST payment_methods/ID/attach", payment_methods.attach, "customer"),
    _route("POST payment_methods/ID/detach", payment_methods.detach),
    _listing("payment_intents", collection.every_intent, "customer created"),
    _route("GET payment_intents/ID", collection.retrieve_intent, "client_secret"),
    _route(
        "POST payment_intents/ID/confirm",
        collection.confirm_intent,
        "return_url payment_method off_session",
    ),
    _route("POST payment_intents/ID/cancel", collection.cancel, "cancellation_reason"),
    _listing("subscription_items", subscriptions.every_item, "subscription"),
    _route("GET subscription_items/ID", subscriptions.retrieve_item),
    _route("POST subscriptions", subscriptions.create, subscriptions.CREATE_ACCEPTS),
    _listing("subscriptions", subscriptions.every, "customer status created test_clock"),
    _route("GET subscriptions/ID", subscriptions.retrieve),
    _route("POST subscriptions/ID", subscriptions.update, subscriptions.UPDATE_ACCEPTS),
    _route(
        "DELETE subscriptions/ID", subscriptions.cancel, "cancellation_details invoice_now prorate"
    ),
    _route("POST subscription_schedules", schedules.create, schedules.CREATE_ACCEPTS),
    _listing("subscription_schedules", schedules.every, "customer scheduled created"),
    _route("GET subscription_schedules/ID", schedules.retrieve),
    _route("POST subscription_schedules/ID", schedules.update, schedules.ACCEPTS),
    _route("POST subscription_schedules/ID/release", schedules.release, "preserve_cancel_date"),
    _route("POST subscription_schedules/ID/cancel", schedules.cancel, "invoice_now prorate"),
    _route("POST invoices/create_preview", previews.create, previews.ACCEPTS),
    _listing("invoices", invoices.every, "customer subscription status created"),
    _route("GET invoices/ID", invoices.retrieve),
    _route("POST invoices/ID/finalize", collection.open_draft, "auto_advance"),
    _route("POST invoices/ID/pay", collection.pay, PAY),
    _route("POST invoices/ID/void", collection.void),
    _route("POST invoices/ID/mark_uncollectible", collection.give_up),
    _listing("invoices/ID/lines", invoices.every_line),
    _listing("invoice_payments", invoices.every_payment, "invoice payment status created"),
    _route("GET invoice_payments/ID", invoices.retrieve_payment),
    _listing("charges", refunds.every_charge, "customer payment_intent created"),
    _route("GET charges/ID", refunds.retrieve_charge),
    _route("POST refunds", refunds.create, "charge payment_intent amount reason metadata"),
    _listing("disputes", disputes.every, "charge payment_intent created"),
    _route("GET disputes/ID", disputes.retrieve),
    _route("POST disputes/ID", disputes.update, "evidence metadata submit"),
    _route("POST disputes/ID/close", disputes.close),
    _listing("refunds", refunds.every, "charge payment_intent created"),
    _route("GET refunds/ID", refunds.retrieve),
    _route("POST refunds/ID", refunds.update, "metadata"),
    _listing("events", events.every, "type types created delivery_success"),
    _route("GET events/ID", events.retrieve),
    _route("POST test_helpers/test_clocks", clocks.create, "frozen_time name"),
    _listing("test_helpers/test_clocks", clocks.every),
    _route("GET test_helpers/test_clocks/ID", clocks.retrieve),
    _route("POST test_helpers/test_clocks/ID/advance", clocks.advance, "frozen_time"),
    _route("DELETE test_helpers/test_clocks/ID", clocks.delete),
    _route("GET test_helpers/webhook_faults", mishaps.retrieve),
    _route("POST test_helpers/webhook_faults", mishaps.update, mishaps.ACCEPTS),
    _route("POST webhook_endpoints", endpoints.create, endpoints.CREATE_ACCEPTS),
    _listing("webhook_endpoints", endpoints.every),
    _route("GET webhook_endpoints/ID", endpoints.retrieve),
    _route("POST webhook_endpoints/ID", endpoints.update, endpoints.UPDATE_ACCEPTS),
    _route("DELETE webhook_endpoints/ID", endpoints.delete),
    _route("POST billing_portal/sessions", portal.create, portal.ACCEPTS),
)


def find_route(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route and the ids in the path. Raises Stripe's complaint when there is none."""
    for route in ROUTES:
        found = route.pattern.fullmatch(path)
        if found and route.method == method:
            return route, found.groups()
    raise invalid(f"Unrecognized request URL ({method}: {path}).", status=404)
