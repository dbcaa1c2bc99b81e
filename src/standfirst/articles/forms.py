"""The editor's form of an article."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from standfirst.access.rules import Audience


class ArticleForm(WagtailAdminPageForm):
    """Refuses what would shut readers out, or leave some without words, by oversight."""

    def clean(self) -> dict[str, Any]:
        """The fields; a fault names the field that mends it."""
        fields: dict[str, Any] = super().clean()
        if fields.get("audience") == Audience.PLANS and not fields.get("plans"):
            self.add_error("plans", "Choose the plans that open this article, or another gate.")
        if fields.get("lead_image") and not fields.get("lead_alt"):
            self.add_error("lead_alt", "Say in a sentence what the lead image shows.")
        return fields
