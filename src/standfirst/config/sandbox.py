"""The sandbox of this publication: one object in a process, on its file in the data folder."""

from functools import cache

from django.conf import settings

from standfirst.billing import inbox
from standfirst.kernel import clock
from standfirst.sandbox.company import Sandbox

SECRET_KEY = "sk_test_sandbox"  # noqa: S105 - opens nothing but the sandbox in this data folder


@cache
def sandbox() -> Sandbox:
    """The sandbox that the payment adapter talks to and that `/sandbox/` shows."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    return Sandbox(
        settings.DATA_DIR / "sandbox.sqlite3",
        now=clock.now,
        page_url=f"{settings.BASE_URL}/sandbox",
        webhook_secret=webhook_secret(),
        business="The publication",
        enabled_events=inbox.KINDS,
    )


def webhook_secret() -> str:
    """What the sandbox signs its webhooks with."""
    return f"whsec_{settings.SECRET_KEY}"
