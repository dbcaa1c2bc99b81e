"""Money as an integer number of minor units and a currency (ISO 4217)."""

from dataclasses import dataclass

ZERO_DECIMAL = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"}
    | {"pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"}
)
"""Currencies without minor units, as the payment company counts them:
https://docs.stripe.com/currencies#zero-decimal"""

THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
"""Currencies with three decimals: https://docs.stripe.com/currencies#three-decimal"""

NAMES = {"sek": "crowns", "nok": "crowns", "dkk": "crowns", "czk": "crowns", "isk": "crowns"}
SIGNS = {"eur": "€", "gbp": "£", "usd": "$", "jpy": "¥"}


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (`900`) of a currency in small letters (`sek`)."""

    amount_minor: int
    currency: str

    @property
    def exponent(self) -> int:
        """How many decimals the currency has: 0, 2 or 3."""
        if self.currency in ZERO_DECIMAL:
            return 0
        return 3 if self.currency in THREE_DECIMAL else 2

    def figures(self) -> str:
        """The bare number with the currency's decimals, as in a form's field: `9.00`."""
        if self.exponent == 0:
            return f"{self.amount_minor}"
        sign = "-" if self.amount_minor < 0 else ""
        whole, rest = divmod(abs(self.amount_minor), 10**self.exponent)
        return f"{sign}{whole}.{rest:0{self.exponent}d}"

    def __str__(self) -> str:
        """The one way in which sums are shown, without empty decimals: `9 crowns`, `€1,250.50`."""
        whole, _, decimals = self.figures().lstrip("-").partition(".")
        shown = f"{int(whole):,}" + (f".{decimals}" if decimals.strip("0") else "")
        minus = "-" if self.amount_minor < 0 else ""
        if sign := SIGNS.get(self.currency):
            return f"{minus}{sign}{shown}"
        return f"{minus}{shown} {NAMES.get(self.currency, self.currency.upper())}"
