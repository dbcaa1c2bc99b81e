"""What the strip at the foot of every page of the demo says."""

from typing import Any

from django.http import HttpRequest

from standfirst.demo.cast import CAST
from standfirst.kernel import clock


def strip(request: HttpRequest) -> dict[str, Any]:
    """Who one is just now, and the demo's time."""
    email = getattr(getattr(request, "user", None), "email", "")
    member = next((member for member in CAST if member.email == email), None)
    return {"demo_strip": {"member": member, "email": email, "now": clock.now()}}
