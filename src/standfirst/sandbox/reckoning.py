"""What is left of a sum after discounts, and the tax in it or on it: arithmetic alone.

Discounts are taken one after another, each from what the one before it left. Tax is reckoned on
what is left after all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from standfirst.sandbox.rounding import part_of


@dataclass(frozen=True)
class Piece:
    """One line's sum, in minor units; negative for a credit. `inclusive` when tax is in it."""

    amount: int
    currency: str
    discountable: bool = True
    inclusive: bool = True


@dataclass(frozen=True)
class Cut:
    """A discount: hundredths of a percent, or minor units off all pieces together."""

    ident: str
    hundredths: int = 0
    amount_off: int = 0


@dataclass(frozen=True)
class Reckoned:
    """What comes off one piece, by discount, and its tax. `net` is after discounts."""

    net: int
    cuts: tuple[tuple[str, int], ...]
    tax: int
    inclusive: bool

    @property
    def off(self) -> int:
        """All that comes off."""
        return sum(amount for _, amount in self.cuts)

    @property
    def taxable(self) -> int:
        """What the tax was reckoned on."""
        return self.net - self.tax if self.inclusive else self.net

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.net if self.inclusive else self.net + self.tax


def reckon(pieces: Sequence[Piece], cuts: Sequence[Cut], percent: int = 0) -> list[Reckoned]:
    """Each piece after the discounts, with the tax of so many percent."""
    left = {cut.ident: cut.amount_off for cut in cuts}
    return [_one(piece, cuts, left, percent) for piece in pieces]


def _one(piece: Piece, cuts: Sequence[Cut], left: dict[str, int], percent: int) -> Reckoned:
    net, taken = piece.amount, []
    for cut in cuts if piece.discountable and piece.amount > 0 else ():
        off = part_of(net, cut.hundredths, 10_000, piece.currency)
        if not cut.hundredths:
            off = min(net, left[cut.ident])
            left[cut.ident] -= off
        net -= off
        taken.append((cut.ident, off))
    whole = 100 + percent if piece.inclusive else 100
    tax = part_of(net, percent, whole, piece.currency)
    return Reckoned(net, tuple(taken), tax, piece.inclusive)
