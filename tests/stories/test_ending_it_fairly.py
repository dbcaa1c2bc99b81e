"""A reader who joined withdraws, cancels or leaves: in no more steps than joining, told what
happens, and given back what is theirs."""

import re

import pytest
from django.test import Client

from standfirst.access.rules import Reason
from standfirst.billing import withdrawing
from standfirst.billing.models import Invoice, Operation, Plan, Subscription, Withdrawal
from standfirst.billing.stripe import client
from standfirst.billing.withdrawing import Declaration
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError
from standfirst.kernel.money import Money
from standfirst.mail.models import CapturedMail
from standfirst.readers.models import Reader
from tests.stories.conftest import Publication


@pytest.fixture
def ada(courier: Publication) -> Reader:
    """Bought a month for 9 crowns on 1 March, and asked for it to begin at once."""
    return courier.subscribes("Ada")


def declares(
    courier: Publication, reader: Reader | None, email: str, reference: str = ""
) -> Withdrawal:
    """Declares as on the page; all that follows from it is done."""
    found = withdrawing.contracts_of(reader) if reader else []
    chosen = found[0].pk if found and not reference else None
    declaration = Declaration("Ada Ek", email, reference, chosen)
    withdrawal = withdrawing.declare(declaration, reader=reader, now=courier.clock.now())
    courier.settles()
    return withdrawal


def number_of(reader: Reader) -> str:
    """The number of the reader's latest invoice."""
    return Invoice.objects.filter(customer__reader=reader)[0].number


def kinds(reader: Reader) -> list[str]:
    """What was recorded of the reader's withdrawal, in order."""
    found = Event.objects.filter(reader_id=reader.pk, kind__startswith="withdrawal.")
    return list(found.values_list("kind", flat=True))


def test_who_is_signed_in_withdraws_at_once_and_gets_back_the_days_not_used(
    courier: Publication, ada: Reader
) -> None:
    courier.to("day 10.5")
    withdrawal = declares(courier, ada, ada.email)
    assert withdrawal.state == Withdrawal.State.SETTLED
    assert withdrawal.refund_minor == 900 - 900 * 10 // 31
    assert Invoice.objects.get().refunded_minor == withdrawal.refund_minor
    decision = courier.decision(ada)
    assert (decision.allowed, decision.reason) == (False, Reason.REFUNDED)
    assert kinds(ada) == ["withdrawal.declared", "withdrawal.settled"]
    assert courier.transitions(ada) == ["active", "ended"]


def test_an_invoices_number_and_its_mail_address_do_without_signing_in(
    courier: Publication, ada: Reader
) -> None:
    withdrawal = declares(courier, None, ada.email.upper(), number_of(ada).lower())
    assert (withdrawal.state, withdrawal.refund_minor) == ("settled", 900)
    assert Subscription.objects.get().state == "ended"


@pytest.mark.parametrize("wrong", ["address", "number"])
def test_what_does_not_agree_waits_for_the_desk_and_ends_nothing(
    courier: Publication, ada: Reader, wrong: str
) -> None:
    email = "eva@post.example" if wrong == "address" else ada.email
    number = "NONE-0001" if wrong == "number" else number_of(ada)
    withdrawal = declares(courier, None, email, number)
    assert (withdrawal.state, withdrawal.subscription) == ("received", None)
    assert list(withdrawing.waiting()) == [withdrawal]
    assert Subscription.objects.get().state == "active"
    mail = CapturedMail.objects.get(to=email)
    assert mail.subject == "We have your withdrawal"
    assert "Declared: 1 March 2026, 09:00 UTC" in mail.text


def test_nobody_withdraws_from_anothers_contract(courier: Publication, ada: Reader) -> None:
    eva = courier.joins("Eva")
    assert declares(courier, eva, eva.email, number_of(ada)).state == "received"
    chosen = Declaration("Eva", eva.email, "", Subscription.objects.get().pk)
    assert withdrawing.declare(chosen, reader=eva, now=courier.clock.now()).subscription is None
    assert Subscription.objects.get().state == "active"


def test_two_steps_without_signing_in(courier: Publication, ada: Reader) -> None:
    stranger = Client()
    assert b"Withdraw from contract here" in stranger.get("/help/").content
    filled = {"name": "Ada Ek", "email": ada.email, "reference": number_of(ada)}
    step = stranger.post("/withdraw/", filled).content.decode()
    assert "Confirm withdrawal" in step
    assert not Withdrawal.objects.exists()
    answer = stranger.post("/withdraw/", {**hidden(step), "confirm": "yes"}, follow=True)
    assert "9 crowns</b> goes back to you" in answer.content.decode()
    courier.settles()
    told = list(CapturedMail.objects.filter(to=ada.email).values_list("subject", flat=True))
    assert told == ["We have your withdrawal", "You have withdrawn: your contract has ended"]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form, as a browser would send them."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def answer_to(email: str, reference: str) -> str:
    """The page that a stranger sees after confirming."""
    filled = {"name": "Ada Ek", "email": email, "reference": reference, "confirm": "yes"}
    page = Client().post("/withdraw/", filled, follow=True).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_the_answer_never_tells_whether_an_address_is_known(
    courier: Publication, ada: Reader
) -> None:
    known = answer_to(ada.email, "the monthly one")
    again = answer_to(ada.email, "the monthly one")
    unknown = answer_to("nobody@post.example", "the monthly one")
    assert known == again == unknown


def test_twice_is_once(courier: Publication, ada: Reader) -> None:
    courier.to("day 3")
    first = declares(courier, ada, ada.email)
    courier.to("day 4")
    second = declares(courier, None, ada.email, number_of(ada))
    assert (first.pk, first.refund_minor) == (second.pk, second.refund_minor)
    assert Event.objects.filter(kind="invoice.refunded").count() == 1
    assert len(courier.mails(ada)) == 2


def test_who_comes_too_late_is_told_why_and_what_is_open(courier: Publication, ada: Reader) -> None:
    courier.to("day 16")
    withdrawal = declares(courier, ada, ada.email)
    assert withdrawal.state == Withdrawal.State.REFUSED
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    mail = CapturedMail.objects.get(subject="About your withdrawal").text
    assert "The time to withdraw was over" in mail
    assert "/account/cancel/" in mail


def test_a_company_that_is_down_loses_no_declaration(courier: Publication, ada: Reader) -> None:
    courier.to("day 5")
    with client.disconnected():
        withdrawal = withdrawing.declare(
            Declaration("Ada Ek", ada.email, number_of(ada)), now=courier.clock.now()
        )
        assert withdrawal.state == Withdrawal.State.RECEIVED
        assert "does not answer" in answer_to(ada.email, number_of(ada))
    courier.to("day 8")
    withdrawal.refresh_from_db()
    assert (withdrawal.state, withdrawal.refund_minor) == ("settled", 900 - 900 * 5 // 31)


def test_a_trial_ends_and_costs_nothing(courier: Publication) -> None:
    Plan.objects.update(trial_days=14)
    ben = courier.subscribes("Ben")
    courier.to("day 6")
    assert declares(courier, ben, ben.email).refund_minor == 0
    assert courier.transitions(ben) == ["trialing", "ended"]


def test_what_was_not_bought_on_our_page_is_given_back_whole(
    courier: Publication, ada: Reader
) -> None:
    Operation.objects.filter(verb="start_checkout").delete()
    courier.to("day 10")
    assert declares(courier, ada, ada.email).refund_minor == 900


def test_the_desk_settles_what_it_has_found(courier: Publication, ada: Reader) -> None:
    pia = Reader.objects.create_superuser("pia@post.example")
    withdrawal = declares(courier, None, ada.email, "the monthly one")
    found = Subscription.objects.get()
    with pytest.raises(InputError):
        withdrawing.settle(
            withdrawal, by=pia, now=courier.clock.now(), subscription=found, back=Money(901, "sek")
        )
    settled = withdrawing.settle(
        withdrawal, by=pia, now=courier.clock.now(), subscription=found, back=Money(850, "sek")
    )
    assert (settled.state, settled.refund_minor) == ("settled", 850)
    courier.settles()
    assert courier.state(ada) == "ended"


def test_the_desk_refuses_with_a_reason(courier: Publication, ada: Reader) -> None:
    withdrawal = declares(courier, None, "eva@post.example", "the monthly one")
    now = courier.clock.now()
    with pytest.raises(InputError):
        withdrawing.refuse(withdrawal, note=" ", by=None, now=now)
    withdrawing.refuse(withdrawal, note="We found no contract of yours.", by=None, now=now)
    courier.settles()
    mails = CapturedMail.objects.filter(to="eva@post.example")
    assert "We found no contract of yours." in mails[1].text


def test_an_acknowledgement_carries_no_strangers_link(courier: Publication) -> None:
    for name in ("Ada https://bad.example", "bad.example", "see //bad"):
        filled = {"name": name, "email": "eva@post.example", "reference": "x", "confirm": "yes"}
        page = Client().post("/withdraw/", filled).content.decode()
        assert "Leave out addresses and links." in page
    assert not Withdrawal.objects.exists()


def test_two_who_settle_at_the_same_moment_give_back_once(
    courier: Publication, ada: Reader
) -> None:
    withdrawal = declares(courier, None, ada.email, "the monthly one")
    now = courier.clock.now()
    Operation.objects.create(key=f"settle-{withdrawal.pk}", verb="settle", created_at=now)
    with pytest.raises(InputError):
        withdrawing.settle(withdrawal, by=None, now=now, subscription=Subscription.objects.get())
    later = courier.clock.forward(minutes=6)
    settled = withdrawing.settle(
        withdrawal, by=None, now=later, subscription=Subscription.objects.get()
    )
    assert settled.state == "settled"
