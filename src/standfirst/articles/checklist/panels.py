"""The list in the editor's form. It is asked for again after each draft that is saved by itself."""

from typing import Any

from django.forms import Media
from django.templatetags.static import static
from wagtail.admin.panels import HelpPanel

from standfirst.articles.checklist.queries import checklist_of


class ChecklistPanel(HelpPanel):
    """What to look at before the article is published."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel with an article."""

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """The list."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"points": checklist_of(self.instance), "article": self.instance}

        @property
        def media(self) -> Media:
            """The script that asks again."""
            return Media(js=[static("checklist.js")], css={"all": [static("checklist.css")]})


CHECKLIST = ChecklistPanel(heading="Before you publish", template="newsroom/checklist.html")
