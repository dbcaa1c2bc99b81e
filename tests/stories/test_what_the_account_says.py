"""Your account tells each reader the one thing that is so, and has one button that mends it."""

import re

from django.test import Client

from standfirst.billing import changing, refunding
from standfirst.billing.models import Invoice
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.stories.conftest import DECLINES_LATER, NEEDS_BANK, Publication


def page(reader: Reader, path: str = "/account/") -> str:
    """What the reader reads there, without the head and foot of the page."""
    browser = Client()
    browser.force_login(reader)
    text = browser.get(path).content.decode()
    return text[text.index("<main") : text.index("</main>")]


def buttons(text: str) -> list[str]:
    """The words of the buttons that stand out."""
    return re.findall(r'class="button"[^>]*>([^<]+)<', text)


def test_who_is_signed_out_is_told_the_least_that_a_month_costs(
    courier: Publication, make: Make
) -> None:
    shown = words_of(Client().get(make().address).content.decode())
    assert "See what it costs , from 9 crowns a month." in shown


def test_who_pays_has_nothing_to_mend(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    text = page(ada)
    assert buttons(text) == []
    assert "If you cancel, you read on until" in text


def test_a_payment_that_failed_is_told_once_with_one_button(courier: Publication) -> None:
    cleo = courier.subscribes("Cleo")
    courier.gives_card(cleo, DECLINES_LATER)
    courier.to("day 35")
    text = page(cleo)
    assert text.count("didn’t go through") == 1
    assert buttons(text) == ["Update your card"]


def words_of(text: str) -> str:
    """The words alone, with plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())


def test_who_owes_is_told_the_sum_and_offered_nothing_that_is_refused(
    courier: Publication,
) -> None:
    cleo = courier.subscribes("Cleo")
    courier.gives_card(cleo, DECLINES_LATER)
    courier.to("day 50")
    text = page(cleo)
    assert "Due 9 crowns, the payment of 1 April" in words_of(text)
    assert "Change plan" not in text
    assert "Cancel the subscription" in text


def test_what_is_no_longer_owed_is_not_called_unpaid(courier: Publication) -> None:
    sam = courier.subscribes("Sam")
    courier.gives_card(sam, DECLINES_LATER)
    courier.to("day 95")
    text = words_of(page(sam))
    assert "Nothing more is owed." in text
    assert "Waived" in text
    assert "Unpaid" not in text


def test_money_that_went_back_is_told_beside_its_invoice(courier: Publication) -> None:
    quin = courier.subscribes("Quin")
    invoice = Invoice.objects.get()
    for sum_, told in ((300, "9 crowns 3 crowns paid back Paid"), (600, "9 crowns Paid back")):
        refunding.refund(
            invoice,
            Money(sum_, "sek"),
            ends_access=False,
            by=None,
            why="",
            now=courier.clock.now(),
        )
        assert told in words_of(page(quin))


def test_a_payment_that_a_bank_took_back_is_told_with_its_own_date(courier: Publication) -> None:
    rut = courier.subscribes("Rut")
    courier.to("day 10")
    dispute = courier.company.open_dispute(Invoice.objects.get().payment_id)
    courier.to("day 15")
    courier.company.settle_dispute(dispute, won=False)
    courier.settles()
    assert "Your bank took back the payment of 1 March" in words_of(page(rut))


def test_a_bank_that_asks_leads_to_the_bank(courier: Publication) -> None:
    fern = courier.subscribes("Fern", card=NEEDS_BANK)
    courier.to("day 35")
    assert buttons(page(fern)) == ["Confirm with your bank"]


def test_a_first_payment_that_was_left_can_be_finished(courier: Publication) -> None:
    jun = courier.subscribes("Jun", card=NEEDS_BANK, approve=False)
    assert buttons(page(jun)) == ["Finish paying"]


def test_an_end_that_was_asked_for_is_told_and_can_be_taken_back(courier: Publication) -> None:
    gus = courier.subscribes("Gus")
    changing.set_ending(gus, ends=True, now=courier.clock.now())
    assert "as you asked" in page(gus)
    courier.to("day 40")
    text = page(gus)
    assert "Your subscription ended on" in text
    assert buttons(text) == ["Subscribe again"]


def test_who_has_a_subscription_is_not_sold_another(courier: Publication) -> None:
    text = page(courier.subscribes("Ada"), "/subscribe/")
    assert buttons(text) == ["Change your plan"]
    assert 'type="radio"' not in text


def test_nothing_is_sent_to_the_bank_where_nothing_waits(courier: Publication) -> None:
    text = page(courier.subscribes("Ada"), "/account/confirm/")
    assert "No payment of yours waits to be confirmed" in text
    assert buttons(text) == []


def test_the_newsroom_is_sold_nothing(courier: Publication) -> None:
    pia = Reader.objects.create_superuser("pia@post.example")
    assert "You work in the newsroom" in page(pia)
    assert buttons(page(pia)) == []


def test_every_invoice_can_be_seen_and_kept(courier: Publication) -> None:
    ada = courier.subscribes("Ada", runs_out=(12, 2032))
    courier.to("day 800")
    overview, every = page(ada), page(ada, "/account/invoices/")
    assert "All invoices" in overview
    assert (overview.count(">PDF<"), every.count(">PDF<")) == (12, 24)
    rest = page(ada, "/account/invoices/?page=2")
    assert every.count(">See<") + rest.count(">See<") == Invoice.objects.count()
    link = re.search(r'href="http://localhost:8000(/sandbox/[^"]+)">PDF', every)
    assert link is not None
    assert Client().get(link[1])["Content-Type"] == "application/pdf"


def test_withdrawing_is_spoken_of_while_it_is_possible(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    fourteenth = 'Until <time datetime="2026-03-16">'
    assert fourteenth in page(ada), "15 March is a Sunday"
    courier.to("day 15")
    assert "withdraw from the contract" in page(ada)
    courier.to("day 16")
    assert "withdraw from the contract" not in page(ada)
