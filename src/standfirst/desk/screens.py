"""What every screen of the desk has: its permission, its place in the breadcrumbs, its look."""

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from standfirst.articles.templatetags.dates import full_moment, short_day
from standfirst.desk.permissions import SEE
from standfirst.kernel import clock
from standfirst.kernel.errors import StandfirstError
from standfirst.readers.models import Reader
from standfirst.readers.queries import reader_of

Crumb = dict[str, Any]
PER_PAGE = 25


class Screen(WagtailAdminTemplateMixin):
    """A page of the desk. Whoever lacks `permission` is led back to the admin's front page."""

    permission: ClassVar[str] = SEE
    request: HttpRequest
    breadcrumbs_items: ClassVar[list[Crumb]] = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": "Home"},
        {"url": reverse_lazy("desk:overview"), "label": "Desk"},
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):  # type: ignore[union-attr]  # logged in
            response: HttpResponse = permission_denied(request)
            return response
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def above(self) -> list[Crumb]:
        """The breadcrumbs between the desk and this page."""
        return []

    def get_breadcrumbs_items(self) -> list[Crumb]:
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *self.above(), here]

    def by(self) -> Reader:
        """Who in the newsroom is at work."""
        return reader_of(self.request)


class Sheet(Screen, TemplateView):
    """A page that shows something."""

    now: datetime

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.now = clock.now()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context


class Listing(Screen, BaseListingView):
    """A list in pages, with Wagtail's search and filters. `name` is its address's."""

    name: ClassVar[str]
    paginate_by = PER_PAGE

    def get_index_url(self) -> str:
        return reverse(f"desk:{self.name}")

    def get_index_results_url(self) -> str:
        return reverse(f"desk:{self.name}_results")


def crumb(label: str, name: str, *args: object) -> Crumb:
    """A breadcrumb that leads to one of the desk's pages."""
    return {"url": reverse(f"desk:{name}", args=args), "label": label}


def words_of(fault: StandfirstError) -> str:
    """What a form says of a fault."""
    return f"{fault.message} {fault.help}".strip()


def day_column(name: str, label: str, *, sort_key: str | None = None) -> Column:
    """A column of days; `name` is the row's field."""
    return Column(name, label, lambda row: short_day(getattr(row, name)), sort_key=sort_key)


def reader_url(reader_id: int | None) -> str | None:
    """The page of a reader, if there is one."""
    return reverse("desk:reader", args=[reader_id]) if reader_id else None


def customer_column() -> Column:
    """The reader whose row it is, as a customer, with the way to their page."""
    return TitleColumn(
        "reader",
        label="Reader",
        accessor="customer.reader",
        get_url=lambda row: reader_url(row.customer.reader_id),
    )


def moment_column(name: str, label: str, *, sort_key: str | None = None) -> Column:
    """A column of moments; `name` is the row's field."""
    return Column(name, label, lambda row: full_moment(getattr(row, name)), sort_key=sort_key)
