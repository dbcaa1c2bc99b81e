"""Discounts: how they are written, and what is left of a sum. Pure.

A discount is kept as the words that readers see, `50 % off` or `2 crowns off`.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from standfirst.kernel.money import Money

PERCENT = re.compile(r"(\d+(?:\.\d+)?) % off")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def share_off(percent: float) -> str:
    """The words of a share: `50 % off`."""
    return f"{percent:g} % off"


def sum_off(sum_: Money) -> str:
    """The words of a sum: `2 crowns off`."""
    return f"{sum_} off"


def less(sum_: Money, discount: str) -> Money:
    """What is left of a sum, nothing at the least; a share comes off rounded half up."""
    if share := PERCENT.fullmatch(discount):
        off = Decimal(sum_.amount_minor) * Decimal(share[1]) / 100
    elif number := NUMBER.search(discount):
        off = Decimal(number[0].replace(",", "")).scaleb(sum_.exponent)
    else:
        return sum_
    left = sum_.amount_minor - int(off.quantize(Decimal(1), ROUND_HALF_UP))
    return Money(max(0, left), sum_.currency)
