"""Packed pages with slots in them, so that filling one does not mean packing it all again.

What stands between two slots is deflated once. A word for a slot goes in as a stored block (RFC
1951, 3.2.4), and the check sum of the whole follows from those of the parts: the way in which
some bytes move a sum on is linear, so a table for each part is enough. No Django.
"""

import re
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SLOT = re.compile(rb"<!--slot:([a-z_]+)-->")
"""Where a word of the reader's own is put in, from their pass."""

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
STORED_MAX = 65535
SUM_BITS = 32
TABLE_BYTES = 8 * 16 * 4

Table = Sequence[int]


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes between slots: deflated, with their sum, and how they move on the sum before them."""

    packed: bytes
    length: int
    sum: int
    table: Table


@dataclass(frozen=True, slots=True)
class Filling:
    """A page in parts, and the names of the slots between them."""

    parts: tuple[Part, ...]
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, roughly."""
        return sum(len(part.packed) + TABLE_BYTES + 200 for part in self.parts)

    def packed(self, slots: Mapping[str, str]) -> bytes:
        """The page as gzip, its slots filled; one that nobody has a word for stays empty."""
        first = self.parts[0]
        out, total, length = [HEAD, first.packed], first.sum, first.length
        for name, part in zip(self.names, self.parts[1:], strict=True):
            word = slots.get(name, "").encode()[:STORED_MAX]
            if word:
                out += (_stored(len(word)), word)
                total = zlib.crc32(word, total)
            out.append(part.packed)
            total = _moved(total, part.table) ^ part.sum
            length += len(word) + part.length
        out.append(struct.pack("<LL", total, length & 0xFFFFFFFF))
        return b"".join(out)

    def plain(self, slots: Mapping[str, str]) -> bytes:
        """The same, not packed."""
        return zlib.decompress(self.packed(slots), wbits=31)


def filling_of(body: bytes) -> Filling | None:
    """A page in parts; None where it has no slots."""
    pieces = SLOT.split(body)
    if len(pieces) == 1:
        return None
    texts = pieces[::2]
    parts = [_part(text, is_last=place == len(texts) - 1) for place, text in enumerate(texts)]
    return Filling(tuple(parts), tuple(name.decode() for name in pieces[1::2]))


def _part(text: bytes, *, is_last: bool) -> Part:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(text)
    packed += packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)
    return Part(packed, len(text), zlib.crc32(text), _table_for(len(text)))


def _stored(length: int) -> bytes:
    return struct.pack("<BHH", 0, length, length ^ 0xFFFF)


def _moved(total: int, table: Table) -> int:
    """The sum after so many bytes of nothing."""
    return (
        table[total & 15]
        ^ table[16 | total >> 4 & 15]
        ^ table[32 | total >> 8 & 15]
        ^ table[48 | total >> 12 & 15]
        ^ table[64 | total >> 16 & 15]
        ^ table[80 | total >> 20 & 15]
        ^ table[96 | total >> 24 & 15]
        ^ table[112 | total >> 28]
    )


def _table_for(length: int) -> Table:
    """How `length` bytes move a sum on, for each of its eight half bytes."""
    zeros = bytes(length)
    nothing = zlib.crc32(zeros)
    moved = [zlib.crc32(zeros, 1 << bit) ^ nothing for bit in range(SUM_BITS)]
    table = array("I")
    for first in range(0, SUM_BITS, 4):
        table.extend(_sums(moved[first : first + 4]))
    return table


def _sums(moved: list[int]) -> list[int]:
    """The sum of each choice among four."""
    sums = [0] * 16
    for number in range(1, 16):
        lowest = number & -number
        sums[number] = sums[number ^ lowest] ^ moved[lowest.bit_length() - 1]
    return sums
