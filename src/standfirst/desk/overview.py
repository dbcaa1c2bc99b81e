"""The desk's front: how the publication stands, in numbers that lead to lists."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from standfirst.billing.models import Invoice, Operation, Reconciliation, Subscription
from standfirst.billing.rules import READING, State
from standfirst.desk import queries
from standfirst.desk.permissions import WITHDRAWALS
from standfirst.desk.screens import (
    Listing,
    Sheet,
    customer_column,
    day_column,
    moment_column,
    reader_url,
)
from standfirst.desk.sentences import STATES, invoice_words
from standfirst.kernel import clock
from standfirst.readers.models import Reader

READS = "reads"


class Overview(Sheet):
    """The numbers."""

    page_title = "Desk"
    header_icon = "desktop"
    template_name = "desk/overview.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [self.breadcrumbs_items[0], {"url": "", "label": "Desk"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        return super().get_context_data(
            numbers=queries.numbers(now),
            month=queries.month_of(now),
            reads=READS,
            may_withdraw=self.by().has_perm(WITHDRAWALS),
            **kwargs,
        )


class SubscriptionFilters(WagtailFilterSet):
    """By where a subscription stood when that was last recorded."""

    state = django_filters.ChoiceFilter(
        label="State",
        method="filter_state",
        choices=[(READS, "Everybody who reads"), *((s.value, STATES[s]) for s in State)],
        empty_label="All",
    )

    class Meta:
        model = Subscription
        fields = ["state"]

    def filter_state(
        self, rows: QuerySet[Subscription], _name: str, value: str
    ) -> QuerySet[Subscription]:
        """One state, or all in which a reader reads."""
        return rows.filter(state__in=READING if value == READS else [value])


class Subscriptions(Listing):
    """Every subscription."""

    page_title = "Subscriptions"
    header_icon = "list-ul"
    name = "subscriptions"
    model = Subscription
    filterset_class = SubscriptionFilters
    default_ordering = "-started_at"
    verbose_name_plural = "subscriptions"
    columns = [
        customer_column(),
        Column("plan", label="Plan"),
        Column("state", label="State", accessor=lambda row: state_words(row.state)),
        day_column("started_at", "Since", sort_key="started_at"),
        day_column("period_end", "Paid time ends", sort_key="period_end"),
    ]

    def get_base_queryset(self) -> QuerySet[Subscription]:
        return queries.subscriptions()


def state_words(state: str) -> str:
    """The recorded state in words; nothing is recorded of one that just came."""
    return STATES[State(state)] if state else "Just arrived"


class PaymentFilters(WagtailFilterSet):
    """By whether an invoice is paid."""

    status = django_filters.ChoiceFilter(
        label="Standing",
        method="filter_status",
        choices=[
            ("month", "Paid this month"),
            ("paid", "Paid"),
            ("open", "Due"),
            ("uncollectible", "Unpaid"),
            ("back", "Given back"),
            ("dispute", "Disputed"),
        ],
        empty_label="All",
    )

    class Meta:
        model = Invoice
        fields = ["status"]

    def filter_status(self, rows: QuerySet[Invoice], _name: str, value: str) -> QuerySet[Invoice]:
        """By the mirrored status, or by what became of the money."""
        match value:
            case "month":
                return queries.paid_since(rows, queries.month_of(clock.now()))
            case "back":
                return rows.filter(refunded_minor__gt=0)
            case "dispute":
                return rows.exclude(dispute="")
        return rows.filter(status=value)


class Payments(Listing):
    """Every invoice."""

    page_title = "Payments"
    header_icon = "decimal"
    name = "payments"
    model = Invoice
    filterset_class = PaymentFilters
    default_ordering = "-created_at"
    verbose_name_plural = "payments"
    columns = [
        customer_column(),
        Column("number", label="Invoice", accessor=str),
        Column("amount", label="Amount", accessor=lambda row: str(row.money)),
        Column("status", label="Standing", accessor=invoice_words),
        day_column("created_at", "Date", sort_key="created_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Invoice]:
        return queries.invoices()


class Operations(Listing):
    """Calls to the payment company that were refused or cut off in the last 30 days."""

    page_title = "Operations that failed"
    header_icon = "warning"
    name = "operations"
    model = Operation
    verbose_name_plural = "operations that failed in the last 30 days"
    columns = [
        moment_column("created_at", "When"),
        Column("verb", label="What", accessor=lambda row: row.verb.replace("_", " ")),
        TitleColumn(
            "reader",
            label="Reader",
            accessor=lambda row: row.reader_email,
            get_url=lambda row: reader_url(row.reader_id),
        ),
        Column(
            "fault", label="Why", accessor=lambda row: row.fault or "cut off before it was done"
        ),
    ]

    def get_base_queryset(self) -> QuerySet[Operation]:
        return queries.failed_operations(clock.now())


class Comparisons(Sheet):
    """What comparing with the payment company found."""

    page_title = "Comparisons"
    header_icon = "history"
    template_name = "desk/comparisons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(queries.drift_found()[:50])
        emails = Reader.objects.in_bulk({event.reader_id for event in found if event.reader_id})
        return super().get_context_data(
            comparisons=Reconciliation.objects.order_by("name"),
            found=[(event, emails.get(event.reader_id or 0)) for event in found],
            **kwargs,
        )
