"""A notice to subscribers is left out and reported; text about subscribers stays."""

import pytest

from standfirst.transfer.text import read

ARTICLE = """The well that was never dug

A short standfirst of the piece, to begin with.

Background: The plains have drunk from wells since the 1890s. Nitrate sinks for thirty years.

The latest: On Monday the board put all readings online. "We were wrong," said Lotte Arkwright.

Who pays: The province pays half and the plains pay the other half, over twelve years.
"""

NOTICES = [
    "Already a subscriber? Log in to your account to read this story. The login button is at the "
    "top right of the page. Signed in and still can't read it? Check that the card on your account "
    "hasn't expired.",
    "Already a member? Sign in at the top right to carry on reading.",
    "Are you a subscriber? Then log in with the button in the upper right corner to read on.",
    "This story is for subscribers. Sign in above to read the rest.",
    "If you have a subscription, please sign in. The sign-in link is in the top right corner.",
    "Have an account? Log in. Can't open the article although you are logged in? Your card may "
    "have expired.",
    "Subscribers: log in (top right). If the page stays locked, check that your payment hasn't "
    "failed.",
    "To keep reading, log in with your subscriber account. The button is at the top of the page.",
    "You are reading a preview. Subscribers can continue after signing in.",
    "Still can't see the full article? Make sure your card is valid and that you're signed in.",
    "Not a subscriber yet? Subscribe now to read the whole story, or log in to your account.",
    "Our subscribers can read this article in full. Please log in using the link at the top right; "
    "if that doesn't help, check your card's expiry date.",
    "Have you already subscribed? Use the Log in button (top right) to open this piece. If it is "
    "still closed to you, the card we hold for you may be out of date.",
]
REAL = [
    "The paper has lost 40,000 subscribers since 2019, and those who log in read less each year.",
    "The bank asked 11,000 customers to check their cards, and 300 of the cards had expired.",
    "Members of the co-operative log in at the mill to see how much grain their account holds.",
    '"I tried to log in to my account and was told my card had expired," said Lotte Arkwright.',
    "Subscribers to the canal trust paid for the gates in 1904 and were given a button each.",
    "You can see the wells from the road, and you can read the number on each of them.",
    "Readers who want to follow the vote can do so from the gallery, at the top right of the hall.",
]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("form", ["first", "last", "emphasis", "aside", "joined"])
def test_a_notice_is_left_out(notice: str, form: str) -> None:
    text, name = {
        "first": (f"{notice}\n{ARTICLE}", "a.txt"),
        "last": (f"{ARTICLE}\n{notice}", "a.txt"),
        "emphasis": (f"*{notice}*\n\n{ARTICLE}", "a.md"),
        "aside": (f"<h1>The well</h1><p>{ARTICLE}</p><aside><p>{notice}</p></aside>", "a.html"),
        "joined": (f"# The well\n\n**{notice}**\n\n{ARTICLE}", "a.md"),
    }[form]
    draft = read(text.encode(), name=name)
    reported = " ".join(left.text for left in draft.report if "notice" in left.why)
    assert " ".join(reported.split()) == " ".join(notice.split())


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_text_about_subscribers_stays(real: str, place: str) -> None:
    head, rest = ARTICLE.split("\n\n", 1)
    text = {
        "first": f"{head}\n\n{real}\n\n{rest}",
        "middle": ARTICLE.replace("Who pays:", f"{real}\n\nWho pays:"),
        "last": f"{ARTICLE}\n{real}\n",
    }[place]
    assert not [left for left in read(text.encode(), name="a.txt").report if "notice" in left.why]


def test_a_notice_run_together_with_the_text_is_parted_from_it() -> None:
    notice = "Already a subscriber? Log in to read this story. The button is at the top right."
    draft = read(f"{notice} Snow fell on Lorne. It fell for nine days.".encode(), name="a.txt")
    assert [left.text for left in draft.report] == [notice]
    assert draft.headline == "Snow fell on Lorne."
