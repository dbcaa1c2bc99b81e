"""From a template pair to a mail: `mail/NAME.mjml` and `mail/NAME.txt`, the subject in the text.

The first line of the text template is `Subject: …`; an empty line follows, then the body.
"""

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


def compose(name: str, facts: Mapping[str, Any]) -> Message:
    """The mail `name` filled with `facts`. Raises TemplateDoesNotExist for an unknown name."""
    context = {"base_url": settings.BASE_URL, **facts}
    head, _, body = render_to_string(f"mail/{name}.txt", context).lstrip().partition("\n")
    html = mjml2html(render_to_string(f"mail/{name}.mjml", context))
    return Message(
        subject=head.removeprefix("Subject:").strip(), text=body.strip() + "\n", html=html
    )
