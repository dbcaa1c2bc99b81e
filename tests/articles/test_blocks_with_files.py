"""Charts that are drawn, and files that are for those who may read where they stand."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from standfirst.access.rules import Audience
from standfirst.articles.blocks.body import BLOCKS
from standfirst.articles.blocks.chart import fault_in
from standfirst.articles.charts import draw, figures_of, number, ticks
from standfirst.articles.models import Article
from standfirst.articles.rendering import Names
from standfirst.articles.rules import Part
from standfirst.readers.models import Reader
from tests.articles.making import Make, picture

BLOCK = dict(BLOCKS)


def parts(name: str, **fields: Any) -> list[Part]:
    block = BLOCK[name]
    found: list[Part] = block.parts(block.to_python({**block.example, **fields}), Names())
    return found


def document(name: str = "readings.pdf", content: bytes = b"%PDF- wells") -> Any:
    return get_document_model().objects.create(title=name, file=ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("1,054", 1054.0),
        ("−3.5", -3.5),
        ("12 %", 12.0),
        ("–", None),
        ("", None),
        ("soon", None),
        ("1.2.3", None),
    ],
)
def test_figures_are_read_as_people_write_them(cell: str, figure: float | None) -> None:
    assert number(cell) == figure


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [(0, 5, [0, 2, 4, 6]), (0, 47.1, [0, 20, 40, 60]), (-3, 8, [-5, 0, 5, 10])],
)
def test_the_marks_at_the_side_are_round(low: float, high: float, marks: list[float]) -> None:
    assert ticks(low, high) == marks


def test_bars_are_as_long_as_their_figures_and_begin_at_zero() -> None:
    drawing = draw(figures_of([["Year", "Months"], ["2024", "2"], ["2025", "-1"]]), "bars")
    up, down = drawing.bars
    assert up.width == pytest.approx(2 * down.width, abs=0.2)
    assert down.x + down.width == pytest.approx(up.x, abs=0.2)


def test_a_line_breaks_where_a_figure_is_missing() -> None:
    rows = [["Year", "Months"], ["1", "2"], ["2", "3"], ["3", ""], ["4", "5"], ["5", "1"]]
    (line,) = draw(figures_of(rows), "lines").lines
    assert [run.count(",") for run in line.runs] == [2, 2]


@pytest.mark.parametrize("form", ["bars", "lines"])
@pytest.mark.parametrize(
    "cells",
    ["", "Year | Months", "Year | Months\n2024 | –", "a | b\n1 | 0", "a | b | c\nx | 1\ny | 2 | 3"],
)
def test_an_odd_table_draws_what_there_is(form: str, cells: str) -> None:
    parts("chart", form=form, cells=cells)


def test_a_chart_says_in_words_and_in_a_table_what_it_shows() -> None:
    (part,) = parts("chart")
    assert 'role="img" aria-label="The months in which' in part.html
    assert '<td class="n">5</td>' in part.html
    assert "style=" not in part.html


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["Year", "Months"], ["2024", "5"]], ""),
        ([["Year", "Months"], ["2024", "five"]], "“five” in the row “2024” is no figure."),
        ([["Year"]], "Give a row of names, and at least one row with a label and a figure."),
    ],
)
def test_the_editor_is_told_what_cannot_be_drawn(rows: list[list[str]], fault: str) -> None:
    assert fault_in(rows) == fault


def test_words_in_a_chart_are_words() -> None:
    (part,) = parts("chart", cells="<b> | x\n<script>alert(1)</script> | 3")
    assert "<script>" not in part.html


def test_pictures_come_with_all_that_they_tell(db: None) -> None:
    (part,) = parts("diagram", image=picture().pk)
    assert "A map of nineteen villages" in part.text
    assert "all west of the river" in part.text


def test_a_film_elsewhere_is_a_link_and_nothing_is_fetched_from_there(db: None) -> None:
    (part,) = parts("video", poster=picture().pk)
    assert "<iframe" not in part.html
    assert 'href="https://film.example/watch/a-well-is-sunk"' in part.html
    assert 'src="/media/images/' in part.html


def test_a_document_says_its_kind_and_size(db: None) -> None:
    (part,) = parts("document", document=document().pk)
    assert "PDF, 11\xa0bytes" in part.html


def test_a_recording_waits_until_it_is_played(db: None) -> None:
    (part,) = parts("audio", document=document("hall.mp3").pk)
    assert 'preload="none"' in part.html
    assert "We have put them all up" in part.text


def placed(make: Make, pdf: Any, *, is_open: bool) -> Article:
    block = ("document", {"document": pdf.pk, "title": "All readings", "note": ""})
    words = ("text", {"text": "<p>At nine the board spoke openly.</p>"})
    before, after = ([block], []) if is_open else ([], [block])
    return make(body=[words, *before, ("break", None), words, *after])


def test_a_file_in_the_open_part_is_for_everybody(make: Make) -> None:
    pdf = document()
    placed(make, pdf, is_open=True)
    response = Client().get(pdf.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF- wells"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_file_behind_the_gate_leads_to_the_gate(make: Make) -> None:
    pdf = document()
    article = placed(make, pdf, is_open=False)
    response = Client().get(pdf.url)
    assert response.status_code == 302
    assert response["Location"] == f"{article.address}#break"
    assert response["Cache-Control"] == "private, no-store"


def test_who_may_read_the_article_gets_its_file(make: Make) -> None:
    pdf = document()
    body = [
        ("text", {"text": "<p>Open.</p>"}),
        ("break", None),
        ("document", {"document": pdf.pk, "title": "", "note": ""}),
    ]
    make(body=body, audience=Audience.REGISTERED)
    client = Client()
    client.force_login(
        Reader.objects.create_user("ada@post.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    response = client.get(pdf.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_a_file_that_stands_nowhere_is_for_the_newsroom(make: Make, editor: Client) -> None:
    pdf = document()
    assert Client().get(pdf.url).status_code == 404
    assert editor.get(pdf.url).status_code == 200


def test_a_file_has_one_name(make: Make) -> None:
    pdf = document()
    placed(make, pdf, is_open=True)
    assert Client().get(f"/files/{pdf.pk}/another.pdf").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-2", 206, b"abc"),
        ("bytes=4-", 206, b"efgh"),
        ("bytes=-2", 206, b"gh"),
        ("bytes=2-99", 206, b"cdefgh"),
        ("bytes=99-", 416, b""),
        ("bytes=-0", 416, b""),
        ("lines=1-2", 200, b"abcdefgh"),
    ],
)
def test_a_player_may_ask_for_a_part(make: Make, asked: str, status: int, body: bytes) -> None:
    sound = document("hall.mp3", b"abcdefgh")
    block = ("audio", {"document": sound.pk, "title": "The hall", "note": "", "transcript": ""})
    make(body=[block], audience=Audience.EVERYONE)
    response = Client().get(sound.url, headers={"Range": asked})
    assert response.status_code == status
    told = b"".join(response.streaming_content) if response.streaming else response.content
    assert told == body
