"""Grants by hand: giving one, another end for it, taking it away, and the list of them."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from standfirst.access.actions import change_grant, end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.desk import queries
from standfirst.desk.forms import EndForm, GrantForm, WhyForm
from standfirst.desk.permissions import GRANTS
from standfirst.desk.screens import Crumb, Listing, Screen, Sheet, crumb, day_column, words_of
from standfirst.desk.sentences import day_of
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError

TITLE = "Grants"
ALL_PLANS = "all that any subscriber reads"


class GrantFilters(WagtailFilterSet):
    """By whether it still runs, and by kind."""

    standing = django_filters.ChoiceFilter(
        label="Standing",
        method="filter_standing",
        choices=[("live", "Running or to come"), ("ended", "Ended")],
        empty_label="All",
    )
    kind = django_filters.ChoiceFilter(label="Kind", choices=Grant.Kind.choices, empty_label="All")

    class Meta:
        model = Grant
        fields = ["standing", "kind"]

    def filter_standing(self, rows: QuerySet[Grant], _name: str, value: str) -> QuerySet[Grant]:
        """Those that run, or those that are over."""
        pick = queries.live_grants if value == "live" else queries.ended_grants
        return pick(rows, clock.now())


class Grants(Listing):
    """Every grant, with who gave it and when."""

    permission = GRANTS
    page_title = TITLE
    header_icon = "key"
    name = "grants"
    model = Grant
    filterset_class = GrantFilters
    is_searchable = True
    search_fields = ["reader__email", "reader__first_name", "reader__last_name", "source"]
    default_ordering = "-starts_at"
    verbose_name_plural = "grants"
    columns = [
        TitleColumn("reader", label="Reader", accessor="reader", url_name="desk:grant"),
        Column("kind", label="Kind", accessor="get_kind_display"),
        Column("plan", label="Opens", accessor=lambda row: row.plan or ALL_PLANS),
        Column("source", label="From"),
        Column("given_by", label="Given by", accessor=lambda row: row.given_by or ""),
        day_column("starts_at", "Given", sort_key="starts_at"),
        Column("until", label="Until", accessor=lambda row: until_of(row), sort_key="ends_at"),
    ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Leads to the form."""
        return [HeaderButton("Give a grant", url=reverse("desk:grant_give"), icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[Grant]:
        return queries.grants()


def until_of(grant: Grant) -> str:
    """The day a grant ends, in words."""
    return day_of(grant.ends_at) or "taken away"


class GiveGrant(Screen, FormView[GrantForm]):
    """A new grant."""

    permission = GRANTS
    page_title = "Give a grant"
    header_icon = "key"
    template_name = "desk/form.html"
    form_class = GrantForm
    extra_context = {"button": "Give it"}

    def above(self) -> list[Crumb]:
        return [crumb(TITLE, "grants")]

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("reader", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "now": clock.now()}

    def form_valid(self, form: GrantForm) -> HttpResponse:
        given = form.cleaned_data
        grant = Grant(
            reader=form.reader,
            kind=given["kind"],
            plan=given["plan"],
            source=given["source"],
            why=given["why"],
            given_by=self.by(),
            starts_at=form.now,
            ends_at=given["ends_at"],
        )
        give_grant(grant, now=form.now)
        messages.success(self.request, f"{form.reader} can read now.")
        return redirect("desk:reader", grant.reader_id)


class GrantSheet(Sheet):
    """One grant: what it is, another end for it, and taking it away."""

    permission = GRANTS
    page_title = "Grant"
    header_icon = "key"
    template_name = "desk/grant.html"

    def above(self) -> list[Crumb]:
        return [crumb(TITLE, "grants")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, grant = clock.now(), self.grant()
        context = {
            "grant": grant,
            "is_over": grant.ends_at is not None and grant.ends_at <= now,
            "opens": grant.plan or ALL_PLANS,
            "until": until_of(grant),
            "end_form": EndForm(now=now, prefix="end", initial={"ends_at": grant.ends_at}),
            "take_form": WhyForm(prefix="take"),
        }
        return super().get_context_data(**context | kwargs)

    def grant(self) -> Grant:
        """The grant that is asked for."""
        return get_object_or_404(queries.grants(), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Does what the button says."""
        return self.take_away() if "take" in request.POST else self.change()

    def change(self) -> HttpResponse:
        """Gives it another end."""
        now = clock.now()
        form = EndForm(self.request.POST, now=now, prefix="end")
        if not form.is_valid():
            return self.again(end_form=form)
        told = form.cleaned_data
        try:
            change_grant(
                self.grant(), ends_at=told["ends_at"], now=now, by=self.by().email, why=told["why"]
            )
        except InputError as fault:
            form.add_error(None, words_of(fault))
            return self.again(end_form=form)
        return self.done("The grant has another end.")

    def take_away(self) -> HttpResponse:
        """Ends it now."""
        form = WhyForm(self.request.POST, prefix="take")
        if not form.is_valid():
            return self.again(take_form=form)
        end_grant(self.grant(), now=clock.now(), by=self.by().email, why=form.cleaned_data["why"])
        return self.done("The grant is taken away.")

    def again(self, **forms: Any) -> HttpResponse:
        """The page with what a form refused."""
        return self.render_to_response(self.get_context_data(**forms))

    def done(self, words: str) -> HttpResponse:
        """Back to the grant."""
        messages.success(self.request, words)
        return redirect("desk:grant", self.kwargs["pk"])
