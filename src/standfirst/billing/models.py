"""What is sold, and the mirror of what the payment company holds.

Rows of the mirror are written by `actions.sync_*` alone. The access that follows from them is
computed (`rules.standing_of`), never stored: `Subscription.state` is the last state that was
*recorded*, kept to notice the next transition.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from standfirst.billing.discounts import less
from standfirst.kernel.money import Money


class Plan(ClusterableModel):
    """What is sold: a name and what it opens. `key` is what gates and rights speak of."""

    key = models.SlugField(unique=True, help_text="Gates name the plan by this; keep it for good.")
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True, help_text="One sentence on the subscribe page.")
    is_offered = models.BooleanField(default=True, help_text="Stands on the subscribe page.")
    trial_days = models.PositiveSmallIntegerField(default=0, help_text="Free days at the start.")
    sort_order = models.PositiveSmallIntegerField(default=0)
    company_id = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """An amount for an interval. A price that was sold never changes: add a new one instead."""

    class Interval(models.TextChoices):
        MONTH = "month", "a month"
        YEAR = "year", "a year"

    plan = ParentalKey(Plan, related_name="prices", on_delete=models.PROTECT)
    amount_minor = models.PositiveIntegerField(
        "amount", help_text="In the currency's smallest unit: 900 is 9.00."
    )
    currency = models.CharField(max_length=3, help_text="Three small letters, such as sek.")
    interval = models.CharField(max_length=5, choices=Interval.choices, default=Interval.MONTH)
    note = models.CharField(max_length=80, blank=True, help_text="A few words below the price.")
    is_offered = models.BooleanField(default=True)
    company_id = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        ordering = ["plan__sort_order", "amount_minor"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="a_price_is_not_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan.name}, {self.label}"

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.amount_minor, self.currency)

    @property
    def label(self) -> str:
        """As on the subscribe page: `9 crowns a month`."""
        return f"{self.money} {self.get_interval_display()}"

    def clean(self) -> None:
        """Raises ValidationError when a price that is known to the company would change."""
        self.currency = self.currency.lower()
        if not self.company_id or not self.pk:
            return
        sold = Price.objects.get(pk=self.pk)
        if (sold.amount_minor, sold.currency, sold.interval) != (
            self.amount_minor,
            self.currency,
            self.interval,
        ):
            raise ValidationError(
                "This price has been sold and cannot change. Add a new one, and take the tick "
                "from “is offered” here."
            )


class ScheduleVersion(models.Model):
    """The publication's schedule from a moment on. Rows are added and never changed.

    Days are counted from an invoice's first failure, unless the field says otherwise.
    """

    from_at = models.DateTimeField(unique=True)
    reminder_day = models.PositiveSmallIntegerField(default=7)
    last_days = models.PositiveSmallIntegerField(default=2, help_text="Days before the hold.")
    hold_day = models.PositiveSmallIntegerField(default=14)
    cancel_day = models.PositiveSmallIntegerField(default=60)
    card_first_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days before the card runs out."
    )
    card_again_days = models.PositiveSmallIntegerField(
        default=7, help_text="Days before the card runs out."
    )
    renewal_days = models.PositiveSmallIntegerField(
        default=14, help_text="Days before a yearly payment."
    )
    why = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, editable=False
    )

    class Meta:
        ordering = ["from_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(cancel_day__gt=models.F("hold_day")),
                name="a_subscription_is_held_before_it_is_canceled",
                violation_error_message="The day of the cancel comes after that of the hold.",
            )
        ]

    def __str__(self) -> str:
        return f"schedule from {self.from_at:%Y-%m-%d %H:%M}"


class Customer(models.Model):
    """A reader as the payment company knows them. `asked_at` is the wall time of the last doubt."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    company_id = models.CharField(max_length=80, unique=True)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.company_id


class Card(models.Model):
    """The card on file: what will be charged next. Never a number, only its last four."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
    company_id = models.CharField(max_length=80)
    brand = models.CharField(max_length=20)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField()
    exp_year = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.brand.capitalize()} ending {self.last4}"


class Subscription(models.Model):
    """A subscription, mirrored. `fetched_at` is the wall time just before it was asked for.

    `next_price` takes over at the end of the period; `schedule_id` is what does it at the
    company. `known` is the last that was recorded of it (`replay.as_data`).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="subscriptions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    price = models.ForeignKey(Price, null=True, on_delete=models.PROTECT)
    company_id = models.CharField(max_length=80, unique=True)
    status = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    period_end = models.DateTimeField()
    trial_end = models.DateTimeField(null=True)
    cancel_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=32, blank=True)
    is_paused = models.BooleanField(default=False)
    resumes_at = models.DateTimeField(null=True)
    next_price = models.ForeignKey(Price, null=True, on_delete=models.PROTECT, related_name="+")
    schedule_id = models.CharField(max_length=80, blank=True)
    discount = models.CharField(max_length=120, blank=True)
    discount_ends_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField()
    known = models.JSONField(default=dict)
    state = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.company_id

    def charged_at(self, moment: datetime, *, by: Price | None = None) -> Money | None:
        """What the payment at a moment to come is: by the price that takes over, where one does,
        or another one, and by the discount while it lasts. Tax on top and credit are not counted.
        """
        if (price := by or self.next_price or self.price) is None:
            return None
        is_over = self.discount_ends_at is not None and self.discount_ends_at <= moment
        return price.money if is_over else less(price.money, self.discount)


class Invoice(models.Model):
    """An invoice, mirrored. `first_failed_at` is the first failure to collect it; it stays."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.PROTECT, related_name="invoices"
    )
    company_id = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=20)
    amount_minor = models.IntegerField()
    tax_minor = models.IntegerField(default=0)
    refunded_minor = models.IntegerField(default=0)
    dispute = models.CharField(max_length=32, blank=True)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    first_failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=32, blank=True)
    payment_id = models.CharField(max_length=80, blank=True)
    hosted_url = models.URLField(max_length=500, blank=True)
    pdf_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.number or self.company_id

    @property
    def money(self) -> Money:
        """The amount due."""
        return Money(self.amount_minor, self.currency)

    @property
    def tax(self) -> Money:
        """The tax in it."""
        return Money(self.tax_minor, self.currency)

    @property
    def is_given_back(self) -> bool:
        """True when all of it was given back."""
        return 0 < self.amount_minor <= self.refunded_minor

    @property
    def refunded(self) -> Money:
        """What was given back of it."""
        return Money(self.refunded_minor, self.currency)


class Receipt(models.Model):
    """A webhook that came in: kept first, worked on later, once.

    `received_at` and `retry_at` are wall time; `retry_at` is when to try again what failed.
    """

    class State(models.TextChoices):
        NEW = "new"
        DONE = "done"
        ORPHAN = "orphan", "of nobody we know"

    event_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80, db_index=True)
    customer_id = models.CharField(max_length=80, blank=True)
    subscription_id = models.CharField(max_length=80, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "retry_at"],
                condition=~models.Q(state="done"),
                name="receipts_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class Reconciliation(models.Model):
    """How far a comparison with the payment company has come, and how much drift it ever found.

    `ran_at` is when it last began, `looked_at` how much it has looked at since.
    """

    name = models.CharField(max_length=40, unique=True)
    cursor = models.CharField(max_length=80, blank=True)
    ran_at = models.DateTimeField(null=True)
    looked_at = models.PositiveIntegerField(default=0)
    drifted = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Withdrawal(models.Model):
    """A reader's declaration that they withdraw from the contract, as it was made.

    `reference` is what they named the contract by: an invoice's number, or nothing.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "waits for the publisher"
        SETTLED = "settled"
        REFUSED = "refused"

    name = models.CharField(max_length=120)
    email = models.EmailField()
    reference = models.CharField(max_length=120, blank=True)
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals"
    )
    declared_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    refund_minor = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-declared_at", "-pk"]

    def __str__(self) -> str:
        return f"withdrawal of {self.email}"


class Operation(models.Model):
    """A call to the payment company, committed with its idempotency key before it is made."""

    key = models.CharField(max_length=120, unique=True)
    verb = models.CharField(max_length=40)
    reader_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    is_done = models.BooleanField(default=False)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(is_done=False),
                name="operations_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class Notice(models.Model):
    """A mail about a subscription, claimed once. `about` is the debt, the card or the end."""

    class State(models.TextChoices):
        CLAIMED = "claimed"
        SENT = "sent"
        DROPPED = "dropped", "no longer true when it was to be sent"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32)
    about = models.CharField(max_length=80)
    claimed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.CLAIMED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "kind", "about"], name="one_notice_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.subscription}"
