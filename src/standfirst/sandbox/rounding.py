"""Parts of a sum, rounded to what a currency can pay: whole units, or tens where it has three
decimals (https://docs.stripe.com/currencies#three-decimal)."""

from standfirst.kernel.money import THREE_DECIMAL
from standfirst.sandbox.errors import invalid


def smallest(currency: str) -> int:
    """The smallest step between two sums of the currency."""
    return 10 if currency in THREE_DECIMAL else 1


def part_of(amount: int, numerator: int, denominator: int, currency: str) -> int:
    """`amount * numerator / denominator`, a half rounded away from zero."""
    whole, below = amount * numerator, denominator * smallest(currency)
    steps = (2 * abs(whole) + below) // (2 * below)
    return steps * smallest(currency) * (1 if whole >= 0 else -1)


def check_step(amount: int, currency: str, param: str) -> None:
    """Raises the company's complaint for a sum that the currency cannot pay."""
    if amount % smallest(currency):
        raise invalid(
            f"Invalid amount: {amount}. Amounts in {currency.upper()} must be rounded to the "
            "nearest ten.",
            param=param,
        )
