"""Taxes: a small table of invented-simple rates by country, and where a customer is taxed.

The real company knows thousands of rates. The four here are enough to see each way a sum can go:
`tax_behavior` decides whether tax is in the price or comes on top. A price that leaves it
unspecified has tax in it, but for dollars, where it comes on top.
"""

from dataclasses import dataclass

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.reckoning import Reckoned
from standfirst.sandbox.shapes import Doc, blank

PERCENT_BY_COUNTRY = {"DE": 19, "FR": 20, "SE": 25, "US": 0}
ON_TOP_BY_CUSTOM = ("usd", "cad")
COUNTRIES = {"DE": "Germany", "FR": "France", "SE": "Sweden", "US": "United States"}


@dataclass(frozen=True)
class Tax:
    """What is taxed where: `status` as invoices tell it, `rate` the id of the tax rate."""

    status: str | None = None
    percent: int = 0
    country: str = ""
    rate: str | None = None
    exempt: bool = False


NO_TAX = Tax()


def tax_for(books: Books, *, enabled: bool, address: Doc | None, exempt: str = "none") -> Tax:
    """The tax for somebody with this address, when tax is reckoned at all."""
    if not enabled:
        return NO_TAX
    country = (address or {}).get("country")
    if not country or not is_complete(address):
        return Tax("requires_location_inputs")
    percent = PERCENT_BY_COUNTRY.get(country, 0) if exempt == "none" else 0
    rate = "txr_" + letters_from(f"{books.seed}:{country}", 24)
    return Tax("complete", percent, country, rate, exempt != "none")


def is_complete(address: Doc | None) -> bool:
    """Whether an address says enough: a country, and a postal code in the United States."""
    if not address or not address.get("country"):
        return False
    return address["country"] != "US" or bool(address.get("postal_code"))


def includes_tax(price: Doc) -> bool:
    """Whether tax is in the price, or comes on top of it."""
    if price["tax_behavior"] == "unspecified":
        return price["currency"] not in ON_TOP_BY_CUSTOM
    return bool(price["tax_behavior"] == "inclusive")


def tax_line(books: Books, tax: Tax, amount: int, taxable: int, *, inclusive: bool) -> Doc:
    """One entry of an invoice's `total_taxes` or a line's `taxes`."""
    keep_rate(books, tax, inclusive=inclusive)
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": tax.rate},
        "taxability_reason": _why(tax),
        "taxable_amount": taxable if tax.percent else 0,
        "type": "tax_rate_details",
    }


def _why(tax: Tax) -> str:
    if tax.exempt:
        return "customer_exempt"
    return "standard_rated" if tax.percent else "not_collecting"


def taxes_of(books: Books, tax: Tax, rows: list[Reckoned]) -> list[Doc]:
    """What is taxed in these rows: one entry for tax inside, one for tax on top."""
    if tax.status != "complete":
        return []
    found = []
    for inclusive in (True, False):
        those = [row for row in rows if row.inclusive is inclusive]
        if those:
            amount, taxable = sum(r.tax for r in those), sum(r.taxable for r in those)
            found.append(tax_line(books, tax, amount, taxable, inclusive=inclusive))
    return found


def keep_rate(books: Books, tax: Tax, *, inclusive: bool) -> None:
    """Keeps the tax rate as an object of its own, once."""
    if tax.rate is None or books.look(tax.rate):
        return
    rate = blank(
        "tax_rate",
        id=tax.rate,
        active=True,
        country=tax.country,
        created=books.now,
        display_name="VAT" if tax.country != "US" else "Sales tax",
        effective_percentage=tax.percent,
        inclusive=inclusive,
        jurisdiction=COUNTRIES.get(tax.country, tax.country),
        jurisdiction_level="country",
        percentage=tax.percent,
        rate_type="percentage",
        tax_type="vat" if tax.country != "US" else "sales_tax",
    )
    books.put(rate)


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The tax rate."""
    return books.get("tax_rate", ident)


def every(books: Books, params: Params) -> Doc:
    """The tax rates that were used so far."""
    return page_of(books, "tax_rate", params, url="/v1/tax_rates")
