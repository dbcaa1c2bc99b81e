"""What the payment company says, as plain values: the border that its own objects do not cross."""

from dataclasses import dataclass
from datetime import datetime

from standfirst.billing.rules import Cause


@dataclass(frozen=True)
class EventNews:
    """An event of a webhook, as far as it is believed: what it is about, not what it says."""

    id: str
    kind: str
    happened_at: datetime
    object_id: str
    customer_id: str = ""
    subscription_id: str = ""


@dataclass(frozen=True)
class CardNews:
    """The card that will be charged next."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True)
class InvoiceNews:
    """An invoice. `failure` is set while a try to collect it has failed and it is still open;
    `covers_until` is the end of the time that it is for."""

    id: str
    number: str
    status: str
    amount_minor: int
    currency: str
    created_at: datetime
    failed_at: datetime | None = None
    failure: Cause | None = None
    payment_id: str = ""
    hosted_url: str = ""
    pdf_url: str = ""
    tax_minor: int = 0
    paid_at: datetime | None = None
    covers_until: datetime | None = None


@dataclass(frozen=True)
class SubscriptionNews:
    """A subscription with its latest invoices and the card that pays for it.

    `period_end` is the end of what is paid, also while nothing is collected.
    """

    id: str
    customer_id: str
    price_id: str
    item_id: str
    status: str
    started_at: datetime
    period_end: datetime
    trial_end: datetime | None = None
    cancel_at: datetime | None = None
    ended_at: datetime | None = None
    end_cause: Cause | None = None
    is_paused: bool = False
    resumes_at: datetime | None = None
    next_price_id: str = ""
    schedule_id: str = ""
    discount: str = ""
    discount_ends_at: datetime | None = None
    card: CardNews | None = None
    invoices: tuple[InvoiceNews, ...] = ()


@dataclass(frozen=True)
class PreviewNews:
    """What a switch of plan would ask for now. `left_minor` stays as credit for later payments."""

    due_minor: int
    tax_minor: int
    left_minor: int
    currency: str
    covers_until: datetime


@dataclass(frozen=True)
class PendingNews:
    """A switch that waits for its invoice to be paid: why it is not, and in a sentence."""

    invoice_id: str
    cause: Cause
    words: str


@dataclass(frozen=True)
class ReversalNews:
    """What went back of a payment. `by`, `why` and `ends_access` are what was meant by the latest
    refund, if it was made by us; `dispute` is the company's word for the latest dispute."""

    payment_id: str
    refunded_minor: int = 0
    by: str = ""
    why: str = ""
    ends_access: bool = False
    dispute: str = ""


@dataclass(frozen=True)
class CheckoutNews:
    """What came of a visit to the payment company's page."""

    id: str
    is_complete: bool
    customer_id: str
    subscription_id: str = ""
    card_id: str = ""


@dataclass(frozen=True)
class Redirect:
    """Where to send the reader: a page of the payment company or of a bank."""

    id: str
    url: str
