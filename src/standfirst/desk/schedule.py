"""The schedule: the one in force as a picture, a new one with its preview, and all before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from wagtail.admin.widgets.button import HeaderButton

from standfirst.billing import queries as billing
from standfirst.billing import timetable
from standfirst.billing.models import ScheduleVersion
from standfirst.billing.timetable import Effect
from standfirst.desk.forms import ScheduleForm
from standfirst.desk.permissions import SCHEDULE
from standfirst.desk.picture import pictures_of
from standfirst.desk.screens import Crumb, Screen, Sheet, crumb, words_of
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError

TITLE = "Schedule"

SENTENCES = {
    Effect.KEEPS: (
        "{n} reader in grace keeps the {d} days.",
        "{n} readers in grace keep their {d} days.",
    ),
    Effect.LONGER: (
        "{n} reader in grace now has {d} days.",
        "{n} readers in grace now have {d} days.",
    ),
    Effect.OPENS: (
        "{n} reader on hold reads again, with {d} days of grace since the payment failed.",
        "{n} readers on hold read again, with {d} days of grace since the payment failed.",
    ),
    Effect.STAYS_HELD: ("{n} reader stays on hold.", "{n} readers stay on hold."),
    Effect.ENDS_NOW: (
        "{n} subscription on hold ends at once: it has been unpaid for longer.",
        "{n} subscriptions on hold end at once: they have been unpaid for longer.",
    ),
}

YEARLY = (
    "The mail ahead of the payment moves for {n} yearly subscription.",
    "The mail ahead of the payment moves for {n} yearly subscriptions.",
)
CARDS = (
    "The mails on a card that runs out move for {n} subscription.",
    "The mails on a card that runs out move for {n} subscriptions.",
)


class ScheduleSheet(Sheet):
    """The schedule in force and every version before it."""

    permission = SCHEDULE
    page_title = TITLE
    header_icon = "calendar-alt"
    template_name = "desk/schedule.html"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Leads to the form."""
        return [
            HeaderButton(
                "Change the schedule", url=crumb("", "schedule_change")["url"], icon_name="edit"
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schedule = billing.policy().current
        return super().get_context_data(
            pictures=pictures_of(schedule),
            versions=timetable.versions(),
            **kwargs,
        )


class ScheduleChange(Screen, FormView[ScheduleForm]):
    """A new version. It is put in force only after its picture was seen."""

    permission = SCHEDULE
    page_title = "Change the schedule"
    header_icon = "calendar-alt"
    template_name = "desk/schedule_change.html"
    form_class = ScheduleForm

    def above(self) -> list[Crumb]:
        return [crumb(TITLE, "schedule")]

    def get_initial(self) -> dict[str, Any]:
        current = billing.policy().current
        return {
            "reminder_day": current.reminder.days,
            "last_days": current.last_days.days,
            "hold_day": current.hold.days,
            "cancel_day": current.cancel.days,
            "card_first_days": current.card_first.days,
            "card_again_days": current.card_again.days,
            "renewal_days": current.renewal.days,
        }

    def form_valid(self, form: ScheduleForm) -> HttpResponse:
        is_seen = self.request.POST.get("seen") == _seen(form)
        if "again" in self.request.POST or not is_seen:
            return self.preview(form)
        try:
            timetable.change_schedule(form.save(commit=False), now=clock.now(), by=self.by())
        except InputError as fault:
            form.add_error(None, words_of(fault))
            return self.form_invalid(form)
        messages.success(self.request, "The schedule is changed. It is in force from now on.")
        return redirect("desk:schedule")

    def preview(self, form: ScheduleForm) -> HttpResponse:
        """The same form with the picture of what it would be, and what would happen at once."""
        version = form.save(commit=False)
        if timetable.is_in_force(version):
            form.add_error(None, "This is the schedule in force. Change a day, or leave it.")
            return self.form_invalid(form)
        context = self.get_context_data(
            form=form,
            seen=_seen(form),
            current_pictures=pictures_of(billing.policy().current),
            pictures=_previewed(version),
            effects=sentences_of(timetable.effects_of(version, now=clock.now())),
        )
        return self.render_to_response(context)


def _seen(form: ScheduleForm) -> str:
    """What tells this preview from any other: the days, and the schedule that they follow."""
    latest = timetable.versions().first()
    return f"{latest.pk if latest else 0}-{form.digest()}"


def _previewed(version: ScheduleVersion) -> Any:
    version.from_at = clock.now()
    return pictures_of(billing.schedule_of(version), prefix="new-")


def sentences_of(effects: timetable.Effects) -> list[str]:
    """What a change would do, a sentence each."""
    told = [
        _counted(SENTENCES[effect], number, days)
        for (effect, days), number in sorted(effects.unpaid.items())
    ]
    if not told:
        told.append("Nobody is in grace or on hold just now.")
    told += [_counted(YEARLY, effects.yearly)] if effects.yearly else []
    return told + ([_counted(CARDS, effects.cards)] if effects.cards else [])


def _counted(words: tuple[str, str], number: int, days: int = 0) -> str:
    return words[number > 1].format(n=number, d=days)
