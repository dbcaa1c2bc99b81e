"""From a template pair to a mail: `mail/NAME.mjml` and `mail/NAME.txt`, the subject in the text.

The first line of the text template is `Subject: …`; an empty line follows, then the body.
"""

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from mjml import mjml2html


@dataclass(frozen=True)
class Message:
    """A mail ready to be queued."""

    subject: str
    text: str
    html: str


DATE = re.compile(rf"(\b\d{{1,2}}) ({'|'.join(month_name[1:])})\b(?: (\d{{4}})\b)?")


def with_whole_dates(html: str) -> str:
    """The same words, with no line's end inside a date such as `3 March 2026`."""
    return DATE.sub(lambda found: "\u00a0".join(piece for piece in found.groups() if piece), html)


def compose(name: str, facts: Mapping[str, Any]) -> Message:
    """The mail `name` filled with `facts`. Raises TemplateDoesNotExist for an unknown name."""
    context = {"base_url": settings.BASE_URL, **facts}
    head, _, body = render_to_string(f"mail/{name}.txt", context).lstrip().partition("\n")
    html = with_whole_dates(mjml2html(render_to_string(f"mail/{name}.mjml", context)))
    return Message(
        subject=head.removeprefix("Subject:").strip(), text=body.strip() + "\n", html=html
    )
