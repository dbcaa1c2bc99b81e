"""A chart."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlockValidationError, TextBlock

from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.blocks.table import Rows
from standfirst.articles.charts import (
    ROWS_MAX,
    SERIES_MAX,
    Drawing,
    Figures,
    Form,
    draw,
    figures_of,
    number,
)
from standfirst.articles.rules import Kind

FORMS = [(one.value, one.value) for one in Form]


class Charted(Rows):
    """The figures, and what is drawn of them. The first row is always the header."""

    @property
    def has_header(self) -> bool:
        """Always."""
        return True

    @cached_property
    def figures(self) -> Figures:
        """The figures in its table."""
        return figures_of(self.rows)

    @cached_property
    def drawing(self) -> Drawing:
        """The picture."""
        return draw(self.figures, self["form"])


class Chart(BodyBlock):
    """Bars or lines, drawn from a small table that stands below them."""

    kind = Kind.CHART
    example = {
        "caption": "Months over the limit, well 3",
        "form": "bars",
        "cells": "Year | Months\n2021 | 3\n2022 | 3\n2023 | 4\n2024 | 5\n2025 | 5",
        "description": "The months in which the well passed the limit rise from three to five.",
        "source": "Months with a reading above 50 milligrams a litre. Source: water board.",
    }

    caption = CharBlock(max_length=200)
    form = ChoiceBlock(choices=FORMS, default=Form.BARS.value, label="Drawn as")
    cells = TextBlock(
        label="Figures",
        help_text="One row a line, cells divided by | or a tab; the first row names the columns. "
        "Pasting from a spreadsheet works.",
    )
    description = CharBlock(
        max_length=300,
        label="What it shows",
        help_text="In a sentence, for those who cannot see it.",
    )
    source = CharBlock(required=False, max_length=300)

    class Meta:
        icon = "success"
        label = "Chart"
        template = "blocks/chart.html"
        value_class = Charted
        label_format = "{caption}"

    def clean(self, value: Any) -> Any:
        """The value; a fault says which cell holds no figure, or that there are too many."""
        result = super().clean(value)
        fault = fault_in(result.rows)
        if fault:
            raise StructBlockValidationError(block_errors={"cells": ValidationError(fault)})
        return result


def fault_in(rows: list[list[str]]) -> str:
    """What keeps these rows from being drawn, in a sentence; nothing where they can be."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return "Give a row of names, and at least one row with a label and a figure."
    if len(rows) > ROWS_MAX + 1 or len(rows[0]) > SERIES_MAX + 1:
        return f"At most {ROWS_MAX} rows and {SERIES_MAX} columns of figures can be drawn."
    for row in rows[1:]:
        for cell in row[1:]:
            if cell.strip() and cell.strip() not in {"-", "–", "—"} and number(cell) is None:
                return f"“{cell}” in the row “{row[0]}” is no figure."
    return ""
