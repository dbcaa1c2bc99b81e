"""What the head and foot of every page need."""

from typing import Any

from django.http import HttpRequest


def masthead(request: HttpRequest) -> dict[str, Any]:
    """The publication's name and sections."""
    return {}
