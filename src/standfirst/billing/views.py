"""The address that the payment company's webhooks come to."""

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from standfirst.billing import inbox, tasks
from standfirst.billing.stripe import adapter
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Keeps a signed webhook and wakes the inbox: 200 once it is kept, 400 for a bad signature.

    The answer says nothing of whom it is about. No CSRF token: the signature over the raw bytes
    is what tells who is asking.
    """
    try:
        news = adapter.event_in(request.body, request.headers.get("Stripe-Signature", ""))
    except (PaymentError, KeyError, TypeError) as fault:
        log.warning("webhook.refused", reason=str(fault))
        return HttpResponse("bad signature\n", status=400, content_type="text/plain")
    with transaction.atomic():
        calls_for_work = inbox.keep_receipt(news, received_at=timezone.now())
        if calls_for_work:
            tasks.wake_inbox()
    log.info("webhook.kept", event_id=news.id, kind=news.kind, calls_for_work=calls_for_work)
    return HttpResponse("ok\n", content_type="text/plain")
