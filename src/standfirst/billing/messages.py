"""The mails about one's subscription: their words, and sending them if they are still true."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from standfirst.billing import queries
from standfirst.billing.models import Notice, Subscription, Withdrawal
from standfirst.billing.rules import FAILURES, Cause, Standing, standing_of
from standfirst.billing.schedule import NoticeKind, still_true
from standfirst.events.actions import record
from standfirst.kernel.money import Money
from standfirst.mail.actions import queue_mail
from standfirst.mail.messages import Message, compose


@dataclass(frozen=True)
class Words:
    """A notice's subject, its paragraphs and its one button. Braces are slots."""

    subject: str
    lines: tuple[str, ...]
    button: str = ""


FAILED_FIRST = {
    Cause.PAYMENT_FAILED: "Your payment of {on} didn’t go through.",
    Cause.CARD_EXPIRED: "The card we have for you has run out, so your payment of {on} failed.",
    Cause.AUTHENTICATION_REQUIRED: "Your bank wants you to confirm your payment of {on}.",
}

WORDS = {
    NoticeKind.FAILED: Words(
        "Your payment of {on} didn’t go through",
        (
            "{first}",
            "Nothing changes for now: you can read everything until {until}.",
            "{due}{mend}",
        ),
    ),
    NoticeKind.REMINDER: Words(
        "Your subscription is still unpaid",
        ("{first}", "You can read everything until {until}.", "{due}{mend}"),
    ),
    NoticeKind.LAST_DAYS: Words(
        "You can read until {until}",
        ("{first}", "After {until} the articles for subscribers are shut.", "{due}{mend}"),
    ),
    NoticeKind.HELD: Words(
        "The articles for subscribers are shut for now",
        (
            "{first} Since then we have tried again without success.",
            "Your subscription is still there. Once it is paid, everything opens at once.",
            "{due}{mend}",
        ),
    ),
    NoticeKind.RECOVERED: Words(
        "Paid: you can read everything again",
        ("Thank you. Your payment came through and your subscription runs on as before.",),
        "Read on",
    ),
    NoticeKind.CARD_EXPIRING: Words(
        "Your card runs out on {on}",
        (
            "Your {card} runs out on {on}, before the next payment on {next}.",
            "Give us the new one in time and nothing changes.",
        ),
        "Update your card",
    ),
    NoticeKind.CARD_EXPIRING_SOON: Words(
        "A week left: your card runs out on {on}",
        (
            "Your {card} runs out on {on}, before the next payment on {next}.",
            "Give us the new one in time and nothing changes.",
        ),
        "Update your card",
    ),
    NoticeKind.RENEWAL: Words(
        "Your subscription renews on {next}",
        (
            "On {next} {renews} runs on for another {interval}. {price} is charged to your {card}.",
            "You need do nothing. If you would rather not go on, cancel before that day: you read "
            "until then, and nothing is charged.",
        ),
        "Your subscription",
    ),
    NoticeKind.ENDED_UNPAID: Words(
        "Your subscription has ended",
        (
            "It stayed unpaid for {unpaid_days} days, so it has ended. Nothing more is charged.",
            "Whenever you like to come back, a new one opens everything at once.",
        ),
        "Subscribe again",
    ),
    NoticeKind.CANCELING: Words(
        "Your subscription ends on {ends}",
        (
            "As you asked, your {plan} ends on {ends}, and no new payment is asked of you.",
            "{until_then}",
            "You have changed your mind? Until that day one button takes it back.",
        ),
        "Keep it going",
    ),
    NoticeKind.KEPT: Words(
        "Your subscription goes on",
        ("You have taken the end back: your {plan} runs on as before, with a payment on {next}.",),
        "Your subscription",
    ),
    NoticeKind.PAUSED: Words(
        "Your subscription is paused",
        (
            "As you asked, your {plan} is paused{resumes}. Meanwhile nothing is charged.",
            "What is paid you can read until {next}.",
        ),
        "Resume now",
    ),
    NoticeKind.RESUMED: Words(
        "Your subscription goes on again",
        ("The pause is over. The next payment for your {plan} is on {next}.",),
        "Your subscription",
    ),
}

PAID_UNTIL = "You can read everything until then."
UNPAID_UNTIL = "Until then your payment of {on} can still be made, and opens everything again."

MEND = {
    Cause.PAYMENT_FAILED: (
        "Update your card and it is paid in the same minute.",
        "Update your card",
    ),
    Cause.CARD_EXPIRED: (
        "Give us a new card and it is paid in the same minute.",
        "Update your card",
    ),
    Cause.AUTHENTICATION_REQUIRED: ("It takes a minute.", "Confirm with your bank"),
}


WAITS = timedelta(hours=6)
"""How long a job has for a notice, with all its tries, before a sweep sends it."""

PAGES = {
    "Update your card": "account:card",
    "Confirm with your bank": "account:confirm",
    "Your subscription": "account:overview",
    "Subscribe again": "subscribe",
    "Keep it going": "account:resume",
    "Resume now": "account:resume",
}
"""Where each button leads; any other leads to the front page."""


def notice_message(kind: NoticeKind, subscription: Subscription, standing: Standing) -> Message:
    """The mail of a notice, its slots filled."""
    words = WORDS[kind]
    slots = _slots(subscription, standing)
    cause = standing.cause if standing.cause in MEND else None
    button = words.button or (MEND[cause][1] if cause else "")
    subject = words.subject.format(**slots)
    return compose(
        "notice",
        {
            "subject": subject,
            "paragraphs": _told_once(subject, [line.format(**slots) for line in words.lines]),
            "button": button,
            "button_url": settings.BASE_URL + _page_of(button),
        },
    )


def _told_once(subject: str, lines: list[str]) -> list[str]:
    """The lines without one that only says the subject again: it stands over them."""
    return [line for line in lines if line.rstrip(".") != subject]


def _slots(subscription: Subscription, standing: Standing) -> dict[str, str]:
    on = card_day(standing.on) if standing.cause is Cause.CARD_EXPIRING else day(standing.on)
    cause = standing.cause if standing.cause in MEND else Cause.PAYMENT_FAILED
    return {
        "on": on,
        "until": day(standing.until),
        "next": day(subscription.period_end),
        "card": str(getattr(subscription.customer, "card", "card")),
        "first": FAILED_FIRST[cause].format(on=on),
        "mend": MEND[cause][0],
        "due": _due(subscription, standing),
        "plan": subscription.plan.name,
        "unpaid_days": str(queries.policy().current.cancel.days),
        "ends": day(subscription.cancel_at),
        "until_then": UNPAID_UNTIL.format(on=on) if standing.cause in FAILURES else PAID_UNTIL,
        "resumes": f" until {day(subscription.resumes_at)}" if subscription.resumes_at else "",
        **_renewal_slots(subscription),
    }


def _due(subscription: Subscription, standing: Standing) -> str:
    """The sum that is owed, in a sentence."""
    sum_ = queries.owed(subscription) if standing.cause in FAILURES else None
    return f"The sum due is {sum_}. " if sum_ else ""


def _renewal_slots(subscription: Subscription) -> dict[str, str]:
    """What the next charge is for and what it comes to: by the price that takes over, where one
    does, and by the discount while it lasts."""
    price = subscription.next_price or subscription.price
    if price is None:
        return {"price": "Its price", "renews": subscription.plan.name, "interval": "year"}
    charged = subscription.charged_at(subscription.period_end)
    return {
        "price": reckoned(price.money, charged, subscription.discount),
        "renews": price.plan.name,
        "interval": price.interval,
    }


def reckoned(price: Money, charged: Money | None, discount: str) -> str:
    """The sum to be charged, and how it came about: `45 crowns (90 crowns, 50 % off)`."""
    if charged is None or charged == price:
        return str(price)
    return f"{charged} ({price}, {discount})"


def _page_of(button: str) -> str:
    return reverse(PAGES[button]) if button in PAGES else "/"


def day(moment: datetime | None) -> str:
    """A date as mails write it: `3 March 2026`, in the publication's time zone."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local.day} {local:%B %Y}"


def card_day(moment: datetime | None) -> str:
    """The last day printed on a card: it ends everywhere at once, so no time zone moves it."""
    return f"{moment.day} {moment:%B %Y}" if moment else ""


@transaction.atomic
def send_notice(notice_id: int, *, now: datetime) -> bool:
    """Queues the mail of a claimed notice, or drops it when it is not true any more."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != Notice.State.CLAIMED:
        return False
    subscription = queries.known_subscriptions().get(pk=notice.subscription_id)
    facts = queries.facts_of(subscription)
    standing = standing_of(facts, queries.policy(), now)
    kind = NoticeKind(notice.kind)
    is_true = still_true(kind, facts, standing)
    reader = subscription.customer.reader
    if is_true:
        message = notice_message(kind, subscription, standing)
        queue_mail(message, to=reader.email, key=f"notice-{notice.pk}", now=now)
    notice.state = Notice.State.SENT if is_true else Notice.State.DROPPED
    notice.save(update_fields=["state"])
    record(f"notice.{notice.state}", now, reader_id=reader.pk, notice_kind=kind)
    return is_true


def send_waiting(now: datetime) -> int:
    """Sends notices that were claimed more than `WAITS` ago and whose job gave up; a sweep."""
    waiting = Notice.objects.filter(state=Notice.State.CLAIMED, claimed_at__lt=now - WAITS)
    return sum(send_notice(notice.pk, now=now) for notice in waiting)


def withdrawal_received(withdrawal: Withdrawal) -> Message:
    """The acknowledgement that the law asks for: what was declared, and the day and the time."""
    lines = [
        "This is to acknowledge that you have withdrawn from your contract with us. What you "
        "declared stands below; keep this mail.",
    ]
    if withdrawal.subscription is None:
        lines.append(
            "A person looks for the contract that you mean and writes to this address. You need "
            "do nothing more: the day on which you declared it is the one that counts."
        )
    return _of_withdrawal("We have your withdrawal", lines, withdrawal)


def withdrawal_closed(withdrawal: Withdrawal) -> Message:
    """What came of a withdrawal: what goes back, or why it ends nothing."""
    if withdrawal.state == Withdrawal.State.REFUSED:
        return _of_withdrawal("About your withdrawal", _why_refused(withdrawal), withdrawal)
    lines = ["Your contract has ended, and nothing more is charged."]
    if withdrawal.refund_minor:
        sum_ = Money(withdrawal.refund_minor, withdrawal.currency)
        lines.append(
            f"{sum_} goes back to you the way you paid it. Your bank takes five to ten days."
        )
    else:
        lines.append("Nothing was paid that has to go back to you.")
    return _of_withdrawal("You have withdrawn: your contract has ended", lines, withdrawal)


def _why_refused(withdrawal: Withdrawal) -> list[str]:
    """The desk's reason, and what is open all the same."""
    return [
        f"We have to say no to your withdrawal. {withdrawal.note}",
        "You can cancel at any time in your account, in two steps: you read on to the end of "
        "what is paid, and nothing more is charged.",
    ]


def _of_withdrawal(subject: str, lines: list[str], withdrawal: Withdrawal) -> Message:
    facts = {
        "Declaration": "I withdraw from my contract for a subscription.",
        "Name": withdrawal.name,
        "Mail address": withdrawal.email,
        "Contract": contract_words(withdrawal),
        "Declared": moment_words(withdrawal.declared_at),
    }
    is_refused = withdrawal.state == Withdrawal.State.REFUSED
    return compose(
        "withdrawal",
        {
            "subject": subject,
            "paragraphs": lines,
            "facts": facts,
            "button": "Cancel the subscription" if is_refused else "",
            "button_url": settings.BASE_URL + reverse("account:cancel"),
        },
    )


def contract_words(withdrawal: Withdrawal) -> str:
    """The contract as the reader named it."""
    contract = withdrawal.subscription
    if withdrawal.reference or contract is None:
        return withdrawal.reference or "not named"
    return f"{contract.plan.name}, since {day(contract.started_at)}"


def moment_words(moment: datetime) -> str:
    """A moment to the minute: `3 March 2026, 10:00 CET`, in the publication's time zone."""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local.day} {local:%B %Y, %H:%M %Z}"
