"""From blocks to parts."""

import pytest

from standfirst.articles import rich_text
from standfirst.articles.blocks.body import BLOCKS
from standfirst.articles.blocks.table import Table
from standfirst.articles.rendering import Names
from standfirst.articles.rules import Kind

EXAMPLES = [
    (name, block)
    for name, block in BLOCKS
    if name not in {"break", "image", "diagram", "audio", "document"}
]


@pytest.mark.parametrize(("name", "block"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_block_shows_its_example(name: str, block: object) -> None:
    parts = block.parts(block.to_python(block.example), Names())  # type: ignore[attr-defined]  # all of ours have one
    assert parts
    assert all(part.html and part.text for part in parts)
    assert all("{{" not in part.html and "{%" not in part.html for part in parts)


def test_running_text_is_one_part_for_each_paragraph_and_list() -> None:
    source = "<p>One <b>bold</b>.</p><h3>Two</h3><ul><li>a</li><li>b</li></ul>loose<p>Three</p>"
    parts = rich_text.parts_of(source)
    assert [part.kind for part in parts] == [
        Kind.PARAGRAPH,
        Kind.HEADING,
        Kind.LIST,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
    ]
    assert [part.text for part in parts] == ["One bold.", "Two", "a b", "loose", "Three"]
    assert parts[3].html == "<p>loose</p>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script><p>x</p>",
        '<p onclick="alert(1)" style="color:red">x</p>',
        '<p><a href="javascript:alert(1)">x</a></p>',
        "<p>x</p></div></article><iframe src='//evil'></iframe>",
        "<p><img src=x onerror=alert(1)>x</p>",
    ],
)
def test_nothing_unsafe_comes_through(source: str) -> None:
    html = "".join(part.html for part in rich_text.parts_of(source))
    assert "x" in html
    assert not [
        bad for bad in ("script", "onclick", "style", "iframe", "<img", "</div>") if bad in html
    ]


def test_entities_stay_words() -> None:
    (part,) = rich_text.parts_of("<p>Fish &amp; chips &lt;b&gt; &#8217;s</p>")
    assert part.text == "Fish & chips <b> ’s"
    assert "<b>" not in part.html


def test_headings_never_share_an_address() -> None:
    name = Names()
    assert [name("Whose fields"), name("Whose fields"), name("Main"), name("!")] == [
        "whose-fields",
        "whose-fields-2",
        "main-2",
        "part",
    ]


def table(cells: str, has_header: bool = True) -> str:
    block = Table()
    value = block.to_python({"caption": "", "cells": cells, "has_header": has_header, "source": ""})
    return str(block.render(value))


def test_columns_of_numbers_are_set_to_the_right() -> None:
    html = table(
        "Village | Depth | Highest | Note\nKestle | 12 | 71.8 | deep\nTarn | – | 1,054 | 3"
    )
    assert '<th scope="col" class="n">Depth</th>' in html
    assert '<td class="n">1,054</td>' in html
    assert '<th scope="col">Note</th>' in html
    assert '<th scope="row">Kestle</th>' in html


def test_a_framed_row_keeps_its_empty_cells() -> None:
    html = table("|  | a \\| b |\n| x |  |")
    assert '<th scope="col"></th>' in html
    assert "a | b" in html
    assert html.count("<td") == 1


def test_a_table_may_come_from_a_spreadsheet() -> None:
    assert table("a\tb\n1\t2", has_header=False).count("<tr>") == 2
