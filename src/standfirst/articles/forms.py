"""The editor's form of an article."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from standfirst.access.rules import Audience
from standfirst.articles.outline import laid_out


class ArticleForm(WagtailAdminPageForm):
    """Opens a new explainer with its parts laid out. Refuses what would shut readers out, or leave
    some without words, by oversight."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not self.is_bound and not len(self.instance.body):
            self.initial["body"] = laid_out(self.instance)

    def clean(self) -> dict[str, Any]:
        """The fields; a fault names the field that mends it."""
        fields: dict[str, Any] = super().clean()
        if fields.get("audience") == Audience.PLANS and not fields.get("plans"):
            self.add_error("plans", "Choose the plans that open this article, or another gate.")
        if fields.get("lead_image") and not fields.get("lead_alt"):
            self.add_error("lead_alt", "Say in a sentence what the lead image shows.")
        return fields
