"""The mail to the owner of a primer."""

from django.conf import settings
from django.urls import reverse

from standfirst.articles import dates
from standfirst.articles.primers.models import Primer
from standfirst.articles.primers.placing import articles_with
from standfirst.mail.messages import Message, compose


def stale(primer: Primer) -> Message:
    """That it is time to check it again, and how many articles it stands in."""
    count = articles_with(primer).count()
    places = "one article" if count == 1 else f"{count} articles"
    checked = (
        f"It was last checked on {dates.day(primer.checked_on)}"
        if primer.checked_on
        else "It has never been checked"
    )
    due = dates.day(primer.review_by) if primer.review_by else ""
    return compose(
        "notice",
        {
            "subject": f"Time to check “{primer.title}” again",
            "paragraphs": [
                f"{checked}, and was to be checked again by {due}. It stands in {places}.",
                "If it is still right, give it today’s date and a new one by which to check it "
                "again, and publish it.",
            ],
            "button": "Check it now",
            "button_url": settings.BASE_URL
            + reverse("wagtailsnippets_articles_primer:edit", args=[primer.pk]),
        },
    )
