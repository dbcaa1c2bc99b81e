"""A table."""

import re
from functools import cached_property
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import BooleanBlock, CharBlock, StructValue, TextBlock

from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind

NUMBER = re.compile(r"[-−–+]?[\d][\d.,  ]*(%| ?[A-Za-z€£$]{1,10})?|[-–—]|")
NUMBERS, NOTHING = ' class="n"', SafeString()
BAR = re.compile(r"\s*(?<!\\)\|\s*|\t")


class Rows(StructValue):
    """The rows of a table, as its template needs them."""

    @property
    def has_header(self) -> bool:
        """Whether the first row names the columns."""
        return bool(self["has_header"])

    @cached_property
    def rows(self) -> list[list[str]]:
        """Every row as long as the longest."""
        lines = [line for line in self["cells"].splitlines() if line.strip()]
        rows = [[cell.replace("\\|", "|") for cell in BAR.split(_bare(line))] for line in lines]
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]

    @property
    def header(self) -> list[tuple[str, bool]]:
        """The first row when it is a header: each cell, and whether its column is of numbers."""
        rows = self.rows
        return list(zip(rows[0], self.is_number, strict=True)) if rows and self.has_header else []

    @property
    def matter(self) -> list[list[tuple[str, bool]]]:
        """The other rows, cell by cell in the same way."""
        rows = self.rows[1:] if self.has_header else self.rows
        return [list(zip(row, self.is_number, strict=True)) for row in rows]

    @property
    def head(self) -> SafeString:
        """The header's cells as HTML: a loop in a template takes ten times as long."""
        cells = [cell for cell, _ in self.header]
        return _joined("th", ' scope="col"', cells, self.is_number) if cells else NOTHING

    @property
    def lines(self) -> list[SafeString]:
        """The other rows' cells likewise; the first of each says what the row is about."""
        return [_cells([cell for cell, _ in row], self.is_number) for row in self.matter]

    @cached_property
    def is_number(self) -> list[bool]:
        """For each column but the first, whether all that stands in it are numbers."""
        rows = self.rows[1:] if self.has_header else self.rows
        columns = list(zip(*rows, strict=True)) or [()] * len(self.rows[0] if self.rows else [])
        return [place > 0 and _are_numbers(column) for place, column in enumerate(columns)]


def _cells(row: list[str], is_number: list[bool]) -> SafeString:
    first = _joined("th", ' scope="row"', row[:1], is_number)
    return first + _joined("td", "", row[1:], is_number[1:])


def _joined(tag: str, told: str, row: list[str], is_number: list[bool]) -> SafeString:
    cells = zip(row, is_number, strict=False)
    html = [f"<{tag}{told}{NUMBERS * n}>{escape(cell)}</{tag}>" for cell, n in cells]
    return mark_safe("".join(html))  # noqa: S308 - each cell is escaped just here


def _bare(line: str) -> str:
    """The line without bars at both ends, as Markdown writes them."""
    line = line.strip(" ")
    is_framed = len(line) > 1 and line[0] == line[-1] == "|" and line[-2] != "\\"
    return line[1:-1].strip(" ") if is_framed else line


def _are_numbers(column: tuple[Any, ...]) -> bool:
    return any(column) and all(NUMBER.fullmatch(cell) for cell in column)


class Table(BodyBlock):
    """A table with a caption and its source. Columns of numbers are set to the right."""

    kind = Kind.TABLE
    example = {
        "caption": "Four of the 38 wells, 2015–2025",
        "cells": "Village | Depth (m) | Highest\nSandhollow 3 | 14 | 62.8\nKestle | 12 | 71.8",
        "has_header": True,
        "source": "Milligrams of nitrate a litre. Source: water board.",
    }

    caption = CharBlock(required=False, max_length=200)
    cells = TextBlock(
        help_text="One row a line, cells divided by | or a tab. Pasting from a spreadsheet works."
    )
    has_header = BooleanBlock(required=False, default=True, label="The first row is a header")
    source = CharBlock(required=False, max_length=300)

    class Meta:
        icon = "table"
        label = "Table"
        template = "blocks/table.html"
        value_class = Rows
        label_format = "{caption}"
