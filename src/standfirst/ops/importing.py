"""Writing imported drafts, once the settings are in force."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from standfirst.fronts.actions import found_publication
from standfirst.kernel import clock
from standfirst.transfer.draft import Draft
from standfirst.transfer.load import load
from standfirst.transfer.outline import outline


def write(draft: Draft, path: Path) -> str:
    """The draft as an article that nobody sees yet; the same file again revises that article."""
    result = load(
        draft,
        source_id=f"text:{path.name}",
        parent=found_publication(),
        now=clock.now(),
        images=path.parent,
    )
    edit = settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[result.article.pk])
    head = "New draft" if result.is_new else "New revision"
    lost = [f"Left out: {left.text} ({left.why})" for left in result.left[len(draft.report) :]]
    return "\n".join([outline(draft), *lost, f"{head}: {edit}"])
