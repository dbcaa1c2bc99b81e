"""The desk's forms. What is refused says how to mend it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from wagtail.admin.widgets import AdminDateTimeInput

from standfirst.access.models import Grant
from standfirst.billing.models import Plan, ScheduleVersion
from standfirst.billing.timetable import DAYS
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

MOST_DAYS = 365
SOURCE_LENGTH, WHY_LENGTH = 120, 200


class ScheduleForm(forms.ModelForm[ScheduleVersion]):
    """A new version of the schedule."""

    class Meta:
        model = ScheduleVersion
        fields: ClassVar = [*DAYS, "why"]
        labels: ClassVar = {
            "reminder_day": "Reminder on day",
            "last_days": "Last days: mail",
            "hold_day": "Reading ends on day",
            "cancel_day": "The subscription ends on day",
            "card_first_days": "Card runs out: first mail",
            "card_again_days": "Card runs out: second mail",
            "renewal_days": "Yearly payment: mail",
            "why": "Why",
        }
        help_texts: ClassVar = {
            "reminder_day": "Counted from the first failed try to charge an invoice.",
            "last_days": "Days before reading ends.",
            "hold_day": "The hold. Until then the reader is in grace and reads everything.",
            "cancel_day": "If it is still unpaid then.",
            "why": "For the list of versions: what made you change it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        for name in DAYS:
            self.fields[name].widget.attrs |= {"min": 1, "max": MOST_DAYS, "inputmode": "numeric"}

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        for name in DAYS:
            if name in self.cleaned_data and not 1 <= self.cleaned_data[name] <= MOST_DAYS:
                self.add_error(name, f"Give a number of days from 1 to {MOST_DAYS}.")
        self._before("reminder_day", "hold_day", "The reminder comes before reading ends.")
        self._before("last_days", "hold_day", "This mail comes after the payment failed.")
        self._before("card_again_days", "card_first_days", "The second mail comes after the first.")
        return self.cleaned_data

    def _before(self, smaller: str, larger: str, words: str) -> None:
        days = self.cleaned_data
        if smaller in days and larger in days and days[smaller] >= days[larger]:
            self.add_error(smaller, f"{words} Give less than {days[larger]}.")

    def digest(self) -> str:
        """What tells one set of days from another."""
        return "-".join(str(self.cleaned_data[name]) for name in DAYS)


BY_HAND = [
    (Grant.Kind.COMPLIMENTARY.value, "Complimentary"),
    (Grant.Kind.PAID.value, "Paid by transfer"),
]
"""The kinds that are given by hand; gifts and seats come about by themselves."""


class GrantForm(forms.Form):
    """A grant to be given."""

    email = forms.EmailField(label="Reader", help_text="The mail address they log in with.")
    kind = forms.ChoiceField(label="Kind", choices=BY_HAND)
    plan = forms.ModelChoiceField(
        Plan.objects.all(),
        required=False,
        empty_label="All that any subscriber reads",
        label="What it opens",
    )
    ends_at = forms.DateTimeField(
        label="Until",
        required=False,
        widget=AdminDateTimeInput,
        help_text="Empty: until somebody takes it away.",
    )
    source = forms.CharField(
        label="From",
        max_length=SOURCE_LENGTH,
        help_text="As the reader is told: “with thanks for the photographs”.",
    )
    why = forms.CharField(label="Why", max_length=WHY_LENGTH, help_text="For the newsroom alone.")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_email(self) -> str:
        """Only readers who have an account can be given something."""
        email: str = self.cleaned_data["email"]
        self.reader = Reader.objects.filter(email__iexact=email, is_active=True).first()
        if self.reader is None:
            raise forms.ValidationError(
                "Nobody has an account with this address. Ask the reader to log in once."
            )
        return email

    def clean_ends_at(self) -> datetime | None:
        """An end that is still to come."""
        return later_than(self.cleaned_data["ends_at"], self.now)


class EndForm(forms.Form):
    """Another end for a grant."""

    ends_at = forms.DateTimeField(
        label="Until",
        required=False,
        widget=AdminDateTimeInput,
        help_text="Empty: until somebody takes it away.",
    )
    why = forms.CharField(label="Why", max_length=WHY_LENGTH, help_text="For the newsroom alone.")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_ends_at(self) -> datetime | None:
        """An end that is still to come."""
        return later_than(self.cleaned_data["ends_at"], self.now)


class WhyForm(forms.Form):
    """Why something is done."""

    why = forms.CharField(label="Why", max_length=WHY_LENGTH, help_text="For the newsroom alone.")


def later_than(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment, if it is still to come. Raises ValidationError."""
    if moment is not None and moment <= now:
        raise forms.ValidationError("This is over already: give a later moment.")
    return moment


class SumField(forms.DecimalField):
    """A sum of money in a currency's own decimals, at most `most`."""

    def __init__(self, most: Money, **kwargs: Any) -> None:
        self.most = most
        places = most.exponent
        super().__init__(
            decimal_places=places,
            max_digits=12,
            min_value=10**-places if places else 1,
            initial=most.figures(),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """The sum as Money."""
        found = super().clean(value)
        if found is None:
            return None
        minor = int(found.scaleb(self.most.exponent))
        if minor > self.most.amount_minor:
            raise forms.ValidationError(f"At most {self.most} can go back.")
        return Money(minor, self.most.currency)
