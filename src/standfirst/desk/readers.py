"""A reader's page: found by name or address, with all that is known of them, and why."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser
from wagtail.admin.widgets.button import HeaderButton

from standfirst.access import queries as access
from standfirst.access.explaining import SENTENCES
from standfirst.articles.models import Article
from standfirst.articles.replay import Explained, explained_at, explained_now
from standfirst.billing import queries as billing
from standfirst.billing.refunding import refundable
from standfirst.desk import queries
from standfirst.desk.permissions import GRANTS, REFUND
from standfirst.desk.screens import PER_PAGE, Crumb, Listing, Sheet, crumb, words_of
from standfirst.desk.sentences import aside, invoice_words, notice_words, standing_words, told
from standfirst.events.models import Event
from standfirst.kernel import clock
from standfirst.kernel.errors import NotFoundError
from standfirst.readers.models import Reader

TITLE = "Readers"


class Readers(Listing):
    """Readers, found by their names and addresses; nobody before something is looked for."""

    page_title = TITLE
    header_icon = "group"
    name = "readers"
    model = Reader
    is_searchable = True
    results_template_name = "desk/readers_results.html"
    verbose_name_plural = "readers"
    columns = [
        TitleColumn("name", label="Reader", accessor=str, url_name="desk:reader"),
        Column("email", label="Mail address"),
        Column("standing", label="Subscription", accessor=lambda row: row.standing),
    ]

    def get_base_queryset(self) -> QuerySet[Reader]:
        return Reader.objects.none()

    def search_queryset(self, queryset: QuerySet[Reader]) -> QuerySet[Reader]:
        """All words are looked for, each in name and address."""
        return queries.readers_found(self.search_query) if self.is_searching else queryset

    def get_table(self, object_list: Any) -> Any:
        known = queries.standings_by_reader(object_list, now=clock.now())
        for reader in object_list:
            reader.standing = " ".join(standing_words(*row) for row in known[reader.pk])
        return super().get_table(object_list)


class WhyForm(forms.Form):
    """An article and a moment."""

    article = forms.ModelChoiceField(
        Article.objects.all(), widget=AdminPageChooser(target_models=[Article]), label="Article"
    )
    at = forms.DateTimeField(
        label="When", required=False, widget=AdminDateTimeInput, help_text="Empty: now."
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_at(self) -> datetime | None:
        """A moment that was; what is to come is on no record."""
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and at > self.now:
            raise forms.ValidationError("This is still to come: give a moment that was.")
        return at


class ReaderSheet(Sheet):
    """All that is known of one reader."""

    header_icon = "user"
    template_name = "desk/reader.html"

    def get_page_title(self) -> str:
        return str(self.reader())

    def above(self) -> list[Crumb]:
        return [crumb(TITLE, "readers")]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Leads to a grant for this reader."""
        if not self.by().has_perm(GRANTS):
            return []
        url = f"{reverse('desk:grant_give')}?reader={self.reader().email}"
        return [HeaderButton("Give a grant", url=url, icon_name="key")]

    def reader(self) -> Reader:
        """The reader whose page it is."""
        if not hasattr(self, "_reader"):
            self._reader = get_object_or_404(Reader, pk=self.kwargs["pk"])
        return self._reader

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, reader = clock.now(), self.reader()
        rows = billing.standings_of(reader.pk, now)
        customer = billing.customer_of(reader)
        why = self.why_form(now)
        explained = self.explained(why, now)
        return super().get_context_data(
            reader=reader,
            is_newsroom=access.is_newsroom(reader),
            subscriptions=[(row, standing_words(row, standing)) for row, standing in rows],
            card=getattr(customer, "card", None) if customer else None,
            debts=queries.debts_of(reader),
            invoices=[
                (row, invoice_words(row), refundable(row)) for row in billing.invoices_of(reader.pk)
            ],
            grants=access.grants_of(reader),
            notices=[(row, notice_words(row.kind)) for row in queries.notices_to(reader)],
            line=self.line(),
            why_form=why,
            explained=explained,
            reason=SENTENCES.get(explained.decision.reason, "") if explained else "",
            may_refund=self.by().has_perm(REFUND),
            may_grant=self.by().has_perm(GRANTS),
            media=why.media,
            **kwargs,
        )

    def line(self) -> dict[str, Any]:
        """A page of the record, each event with its sentence and who did it."""
        paginator = Paginator(queries.events_of(self.reader()), PER_PAGE)
        page: Page[Event] = paginator.get_page(self.request.GET.get("p"))
        names, plans = queries.names_of(page), queries.plan_names()
        return {
            "page": page,
            "events": [(event, told(event, plans), aside(event, names)) for event in page],
        }

    def why_form(self, now: datetime) -> WhyForm:
        """The form, filled in when somebody has asked."""
        asked = self.request.GET if "article" in self.request.GET else None
        return WhyForm(asked, now=now)

    def explained(self, form: WhyForm, now: datetime) -> Explained | None:
        """The decision that was asked for; None when nothing was, or nothing can be said."""
        if not form.is_bound or not form.is_valid():
            return None
        article, at = form.cleaned_data["article"], form.cleaned_data["at"]
        try:
            if at:
                return explained_at(self.reader(), article, at)
            facts = access.reader_facts(self.reader())
            return explained_now(self.reader(), article, facts, billing.policy(), now)
        except NotFoundError as fault:
            form.add_error("at", words_of(fault))
            return None
