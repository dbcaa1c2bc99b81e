"""A server process that does what it is told, for tests with several of them on one database.

It serves as `standfirst serve` does. Each line of its input is something to do, as JSON, and each
line of its output the answer: so a test knows when it is done, and in which process.
"""

import json
import os
import sys
import threading
from datetime import timedelta
from typing import Any

import django
import uvicorn

from standfirst.config import django as ours

ours.STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - as above
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - after the set-up
from django.db import transaction  # noqa: E402 - likewise

from standfirst.access.queries import entitlement_for  # noqa: E402 - likewise
from standfirst.access.rules import ANONYMOUS, Audience, Entitlement, decide  # noqa: E402 - as above
from standfirst.articles.actions import (  # noqa: E402 - likewise
    ArticleFields,
    draft_article,
    publish_article,
)
from standfirst.articles.models import Article  # noqa: E402 - likewise
from standfirst.articles.queries import gate_of  # noqa: E402 - likewise
from standfirst.billing import queries as billing  # noqa: E402 - likewise
from standfirst.billing.actions import recompute  # noqa: E402 - likewise
from standfirst.billing.models import (  # noqa: E402 - likewise
    Customer,
    Invoice,
    Plan,
    Subscription,
)
from standfirst.fronts.actions import found_publication, name_publication  # noqa: E402 - likewise
from standfirst.kernel import clock  # noqa: E402 - likewise
from standfirst.ops.serve_one import config_for  # noqa: E402 - likewise
from standfirst.readers.actions import sign_out_everywhere  # noqa: E402 - likewise
from standfirst.readers.models import Reader  # noqa: E402 - likewise

READERS = ("sub", "none")
GATES = (Audience.SUBSCRIBERS, Audience.EVERYONE, Audience.REGISTERED)


def prepare() -> None:
    """An article behind each gate, a subscriber, and a reader without anything."""
    name_publication(name="The Linde Courier")
    front = found_publication()
    for number, gate in enumerate(GATES):
        body = [("text", {"text": "<p>Open.</p>"}), ("break", None)]
        body.append(("text", {"text": f"<p>Locked zanzibar{number}.</p>"}))
        fields = ArticleFields(f"Piece {number}", slug=f"piece-{number}", audience=gate)
        publish_article(draft_article(front, fields, body=body))
    for name in READERS:
        Reader.objects.create_user(f"{name}@post.example")
    _subscribe(Reader.objects.get(email="sub@post.example"))


def _subscribe(reader: Reader) -> None:
    now = clock.now()
    plan = Plan.objects.create(key="courier", name="The Courier")
    customer = Customer.objects.create(reader=reader, company_id="cus_1")
    subscription = Subscription.objects.create(
        customer=customer,
        plan=plan,
        company_id="sub_1",
        status="active",
        started_at=now,
        period_end=now + timedelta(days=30),
        fetched_at=now,
    )
    recompute(subscription.pk, now=now)


@transaction.atomic
def hold(*, is_held: bool) -> None:
    """What the mirror writes when a payment has failed for long, or was made after all."""
    subscription = Subscription.objects.get()
    now = clock.now()
    begun = now - timedelta(days=20)
    subscription.status = "past_due" if is_held else "active"
    subscription.period_end = begun if is_held else now + timedelta(days=30)
    subscription.save()
    Invoice.objects.update_or_create(
        company_id="in_1",
        defaults={
            "customer": subscription.customer,
            "subscription": subscription,
            "status": "open" if is_held else "paid",
            "amount_minor": 900,
            "currency": "sek",
            "created_at": begun,
            "first_failed_at": begun if is_held else None,
            "failure": "payment_failed" if is_held else "",
        },
    )
    recompute(subscription.pk, now=now)


def redraft(number: int, **fields: Any) -> None:
    """Publishes an article again, or for the first time since it was withdrawn."""
    draft = Article.objects.get(slug=f"piece-{number}").get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def withdraw(number: int) -> None:
    """Takes an article down."""
    Article.objects.get(slug=f"piece-{number}").unpublish()


def sign_in(name: str) -> str:
    """The key of a session."""
    reader = Reader.objects.get(email=f"{name}@post.example")
    session = SessionStore()
    session[SESSION_KEY] = str(reader.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def sign_out(name: str, keys: list[str]) -> None:
    """Ends these sessions of a reader, and all others that anybody knows of."""
    reader = Reader.objects.get(email=f"{name}@post.example")
    with transaction.atomic():
        sign_out_everywhere(reader, now=clock.now())
        for key in keys:
            SessionStore(key).delete()


def expected(signed_in: list[str]) -> dict[str, Any]:
    """What everybody is to be answered now: status, access, reason, and whether all is shown."""
    billing.forget_policy()
    told: dict[str, Any] = {}
    for number in range(len(GATES)):
        article = Article.objects.get(slug=f"piece-{number}")
        for name in ("", *READERS):
            known = _known(name) if name in signed_in else ANONYMOUS
            decision = decide(known, gate_of(article), clock.now())
            access = "allowed" if decision.allowed else "denied"
            answer = [200, access, decision.reason.value, decision.allowed]
            told[f"{number} {name}"] = answer if article.live else [404, None, None, False]
    return told


def _known(name: str) -> Entitlement:
    return entitlement_for(Reader.objects.get(email=f"{name}@post.example"), now=clock.now())


DOES = {
    "prepare": prepare,
    "hold": lambda: hold(is_held=True),
    "recover": lambda: hold(is_held=False),
    "edit": lambda number: redraft(number, title=f"Piece {number} again"),
    "gate": lambda number, gate: redraft(number, audience=gate),
    "withdraw": withdraw,
    "sign_in": sign_in,
    "sign_out": sign_out,
    "expected": expected,
}


def obey() -> None:
    """Does what each line says, and answers; ends the process with the input."""
    for line in sys.stdin:
        what, *words = json.loads(line)
        print(json.dumps(DOES[what](*words)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=obey, daemon=True).start()
    uvicorn.Server(config_for(host="127.0.0.1", port=int(sys.argv[1]))).run()
