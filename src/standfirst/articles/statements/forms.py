"""The editor's forms of a statement and of two side by side."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from standfirst.articles.models import Person
from standfirst.articles.statements.actions import rename_address
from standfirst.articles.statements.models import Statement
from standfirst.articles.statements.rules import is_proven

CORRECTED = ("words", "person", "office", "manner", "said_on", "precision", "place", "to_whom")
"""What readers were told: changing any of it is a correction."""


class StatementForm(WagtailAdminModelForm):
    """Refuses a statement that nothing proves, and a change of what was published that no reader
    would see."""

    is_slip = forms.BooleanField(
        required=False,
        label="A slip of the keys",
        help_text="Tick when a change of what was published needs no correction.",
    )

    def clean(self) -> dict[str, Any]:
        """The fields; a fault names the field that mends it."""
        fields: dict[str, Any] = super().clean()
        if not is_proven(fields.get("source", ""), fields.get("unsourced_reason", "")):
            self.add_error("source", "Give the source, or below the reason why there is none.")
        person = fields.get("person")
        if person is not None and person.merged_into_id:
            self.add_error("person", f"This is {person.merged_into} now: choose that name.")
        if fields.get("review") and not fields.get("verdict"):
            self.add_error("verdict", "Say the review in a few words.")
        if self._is_silent_change(fields):
            self.add_error(
                "corrections",
                "This was published. Say what was wrong and what is right, "
                "or tick that it was a slip of the keys.",
            )
        return fields

    def _is_silent_change(self, fields: dict[str, Any]) -> bool:
        """True where what readers were told changes, and they are told nothing of it."""
        live = Statement.objects.filter(pk=self.instance.pk, live=True).first()
        if live is None or fields.get("is_slip") or "corrections" not in fields:
            return False
        is_changed = any(fields.get(name) != getattr(live, name) for name in CORRECTED)
        return is_changed and len(fields["corrections"]) <= len(live.corrections)

    def save(self, commit: bool = True) -> Statement:
        """The statement; who gave the reason for having no source, and when, is kept with it."""
        if "unsourced_reason" in self.changed_data:
            has_reason = bool(self.cleaned_data["unsourced_reason"].strip())
            self.instance.unsourced_by = self.for_user if has_reason else None
            self.instance.unsourced_at = timezone.now() if has_reason else None
        saved: Statement = super().save(commit=commit)
        return saved


class ComparisonForm(WagtailAdminModelForm):
    """Sets side by side what one person stated about one subject."""

    def clean(self) -> dict[str, Any]:
        """The fields; a fault names the field that mends it."""
        fields: dict[str, Any] = super().clean()
        earlier, later = fields.get("earlier"), fields.get("later")
        if not (earlier and later):
            return fields
        if earlier.person_id != later.person_id:
            self.add_error("later", f"Choose another statement of {earlier.person}.")
        subject = fields.get("subject")
        for name, statement in (("earlier", earlier), ("later", later)):
            if subject and not statement.subjects.filter(pk=subject.pk).exists():
                self.add_error(name, f"This statement is not filed under {subject}.")
        return fields


class PersonForm(WagtailAdminModelForm):
    """Keeps an address that a person's page had."""

    def save(self, commit: bool = True) -> Person:
        """The person; the address of before leads to the one of now."""
        saved: Person = super().save(commit=commit)
        if commit and saved.pk and "slug" in self.changed_data and self.initial.get("slug"):
            rename_address(saved, before=self.initial["slug"])
        return saved


class MergeForm(forms.Form):
    """Whom somebody turned out to be."""

    into = forms.ModelChoiceField(queryset=Person.objects.none(), label="Is the same as")

    def __init__(self, *args: Any, gone: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(merged_into=None).exclude(pk=gone.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # it is of a model
