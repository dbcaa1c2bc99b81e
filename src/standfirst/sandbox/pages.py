"""The parts of the hosted pages: the frame, the card form, sums and dates as words."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from standfirst.kernel.money import Money
from standfirst.sandbox.books import Terms
from standfirst.sandbox.cards import CARDS
from standfirst.sandbox.periods import moment
from standfirst.sandbox.shapes import Doc

BANNER = "Sandbox: no real money. Test card numbers only."
FIELDS = (
    ("number", "Card number", "cc-number", "1234 1234 1234 1234"),
    ("expiry", "Expiry (MM/YY)", "cc-exp", "12/30"),
    ("cvc", "Security code", "cc-csc", "123"),
)


def frame(terms: Terms, title: str, main: str) -> bytes:
    """A whole page around `main`, which is HTML already."""
    sheet = terms.stylesheet_url or f"{terms.page_path}/sandbox.css"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} · Sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{escape(sheet)}">
</head>
<body class="sandbox">
<header class="sandbox-banner"><p>{BANNER}</p></header>
<main class="sandbox-main">
{main}
</main>
</body>
</html>
""".encode()


def form(body: str, *, hidden: Mapping[str, str]) -> str:
    """A form that posts to the page it stands on."""
    extra = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n'
        for name, value in hidden.items()
    )
    return f'<form method="post" class="sandbox-form" novalidate>\n{extra}{body}\n</form>'


def card_fields(
    typed: Mapping[str, str], faults: Mapping[str, str], *, email: bool, keeps: bool = False
) -> str:
    """Inputs for a card, each with its fault beside it. Number and code are filled in again only
    when `keeps`: for a test card with which nothing is wrong."""
    kept = typed if keeps else {**typed, "number": "", "cvc": ""}
    parts = [_field(*field, typed=kept, faults=faults) for field in FIELDS]
    if email:
        row = ("email", "Mail address", "email", "")
        parts.insert(0, _field(*row, typed=typed, faults=faults))
    return "\n".join(parts)


def _field(
    name: str,
    label: str,
    complete: str,
    example: str,
    *,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> str:
    state, told = _fault(name, faults)
    value = escape(typed.get(name, ""))
    mode = 'type="email"' if name == "email" else 'type="text" inputmode="numeric"'
    hint = f' placeholder="{example}"' if example else ""
    return (
        f'<p class="sandbox-field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" {mode} autocomplete="{complete}" value="{value}"'
        f"{hint} required{state}></p>{told}"
    )


def _fault(name: str, faults: Mapping[str, str]) -> tuple[str, str]:
    """The attributes of a field with a fault, and the words below it."""
    fault = faults.get(name, "")
    if not fault:
        return "", ""
    state = f' aria-invalid="true" aria-describedby="{name}-fault"'
    if name == next(iter(faults), None):
        state += " autofocus"
    return state, f'<p class="sandbox-fault" id="{name}-fault">{escape(fault)}</p>'


def text_field(
    name: str, label: str, complete: str, typed: Mapping[str, str], faults: Mapping[str, str]
) -> str:
    """A line of text that may stay empty, with its fault."""
    state, told = _fault(name, faults)
    return (
        f'<p class="sandbox-field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="text" autocomplete="{complete}"'
        f' value="{escape(typed.get(name, ""))}"{state}></p>{told}'
    )


def choice_field(
    name: str, label: str, choices: Mapping[str, str], chosen: str, faults: Mapping[str, str]
) -> str:
    """A choice among a few, none of them chosen before somebody does."""
    state, told = _fault(name, faults)
    options = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in (("", "Choose"), *choices.items())
    )
    return (
        f'<p class="sandbox-field"><label for="{name}">{label}</label>'
        f'<select id="{name}" name="{name}" autocomplete="{name}"{state}>{options}</select>'
        f"</p>{told}"
    )


def alert(message: str) -> str:
    """A message that is read out at once."""
    return f'<p class="sandbox-alert" role="alert">{escape(message)}</p>' if message else ""


def note(message: str) -> str:
    """A message that is no fault, read out when there is time."""
    return f'<p class="sandbox-note" role="status">{escape(message)}</p>'


def button(label: str, *, name: str = "", value: str = "", plain: bool = False) -> str:
    """A button that sends its form."""
    kind = "sandbox-button sandbox-button-plain" if plain else "sandbox-button"
    sent = f' name="{name}" value="{value}"' if name else ""
    return f'<button class="{kind}"{sent}>{escape(label)}</button>'


def link(url: str | None, label: str) -> str:
    """A link of its own line; nothing when there is nowhere to go or the address is odd."""
    if not url or urlsplit(url).scheme not in ("http", "https", ""):
        return ""
    return f'<p><a class="sandbox-link" href="{escape(url)}">{escape(label)}</a></p>'


def known_numbers() -> str:
    """The numbers one may use, folded away."""
    rows = "\n".join(
        f"<tr><td>{_grouped(card.number)}</td><td>{card.brand.capitalize()}</td>"
        f"<td>{escape(card.says)}</td></tr>"
        for card in CARDS.values()
    )
    return (
        '<details class="sandbox-numbers"><summary>Test card numbers</summary>\n'
        "<p>Any date to come and any security code.</p>\n"
        '<table><thead><tr><th scope="col">Number</th><th scope="col">Brand</th>'
        f'<th scope="col">What it does</th></tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _grouped(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def sum_of(amount: int, currency: str) -> str:
    """`9 crowns`."""
    return str(Money(amount, currency))


def price_words(price: Doc, quantity: int = 1) -> str:
    """`9 crowns a month`, `90 crowns every 2 years`."""
    recurring = price["recurring"]
    count, interval = recurring["interval_count"], recurring["interval"]
    rhythm = f"a {interval}" if count == 1 else f"every {count} {interval}s"
    return f"{sum_of(price['unit_amount'] * quantity, price['currency'])} {rhythm}"


def invoice_rows(invoice: Doc) -> list[tuple[str, int]]:
    """Each line's words and sum, then what comes off and what comes on top, to the sum due."""
    rows = [(line["description"], line["amount"]) for line in invoice["lines"]["data"]]
    off = sum(told["amount"] for told in invoice["total_discount_amounts"])
    more = [("Discount", -off)]
    for told in invoice["total_taxes"]:
        inside = told["tax_behavior"] == "inclusive"
        more.append(("Tax (in the price)" if inside else "Tax", told["amount"]))
    more.append(("Paid from the balance", invoice["amount_due"] - max(0, invoice["total"])))
    return rows + [row for row in more if row[1]]


def coupon_words(coupon: Doc) -> str:
    """`20% off for 3 months`, `5 crowns off the first payment`."""
    off = f"{coupon['percent_off'] or 0:g}% off"
    if coupon["amount_off"]:
        off = f"{sum_of(coupon['amount_off'], coupon['currency'])} off"
    match coupon["duration"]:
        case "once":
            return f"{off} the first payment"
        case "repeating":
            months = coupon["duration_in_months"]
            return f"{off} for {months} month{'' if months == 1 else 's'}"
        case _:
            return f"{off} each payment"


def date_words(unix: int) -> str:
    """`3 March 2026`."""
    at = moment(unix)
    return f"{at.day} {at:%B %Y}"
