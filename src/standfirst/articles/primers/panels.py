"""The warning in an article's form that a primer in it is stale."""

from typing import Any

from django.utils.timezone import localtime
from wagtail.admin.panels import HelpPanel

from standfirst.articles.primers.models import Primer
from standfirst.articles.primers.queries import uses_in
from standfirst.articles.primers.rules import is_stale
from standfirst.kernel import clock


class StalePanel(HelpPanel):
    """Which of an article's kept primers are stale."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel with an article."""

        def is_shown(self) -> bool:
            """Where there is one."""
            return bool(self.instance.pk and stale_in(self.instance.body))

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """The primers."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"stale": stale_in(self.instance.body)}


def stale_in(body: Any) -> list[Primer]:
    """The stale primers in an article's body."""
    ids = {use.primer_id for use in uses_in(body)}
    if not ids:
        return []
    today = localtime(clock.now()).date()
    return [one for one in Primer.objects.filter(pk__in=ids) if is_stale(one.review_by, today)]


STALE = StalePanel(heading="Background to check again", template="newsroom/stale_primers.html")
