"""A document from a word processor, pasted in the newsroom, becomes a draft with its parts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from standfirst.articles.models import Article
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from standfirst.transfer.draft import Draft, ListBlock
from standfirst.transfer.pasted import plain_html
from standfirst.transfer.views import understood

SAMPLES = Path(__file__).parent / "pasted"


def from_(name: str) -> Draft:
    return understood((SAMPLES / name).read_bytes(), name)


def labels(draft: Draft) -> list[str]:
    return [part.label for part in draft.parts]


@pytest.mark.parametrize("name", ["word.html", "docs.html"])
def test_the_parts_are_recognised(name: str) -> None:
    draft = from_(name)
    assert draft.headline == "Why the ferry stops at six"
    assert draft.standfirst.startswith("The council has cut the evening boats.")
    assert labels(draft) == ["Before you read", "What’s going on now", "Who pays"]
    assert [one.speaker for one in draft.statements] == ["Ola Brandt"]
    assert draft.report == ()


def test_words_list_is_a_list_without_its_bullets() -> None:
    block = from_("word.html").parts[0].blocks[0]
    assert isinstance(block, ListBlock)
    assert [item.text for item in block.items] == [
        "The ferry has run since 1911.",
        "Two hundred people cross each evening.",
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<b style="font-weight:normal" id="docs-internal-guid-1"><p>A</p></b>', "<p>A</p>"),
        ('<p><span style="font-weight:700">A</span>b</p>', "<p><b>A</b>b</p>"),
        ('<p><span style="font-weight:400">A</span></p>', "<p>A</p>"),
        ('<p><span style="font-style:italic">A</span></p>', "<p><i>A</i></p>"),
        ('<h2><span style="font-weight:700">A</span></h2>', "<h2>A</h2>"),
        ("<p>A<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>", "<p>A</p>"),
        ("<p>A</p><!--EndFragment-->", "<p>A</p>"),
        ("<style>p { color: red }</style><p>A</p>", "<p>A</p>"),
        ('<p>A<img width="1" height="1" src="https://t.example/p.gif"></p>', "<p>A</p>"),
        ('<p>A<span style="display:none">spy</span></p>', "<p>A</p>"),
        (
            '<p><a href="https://www.google.com/url?q=https://tarn.example/&amp;sa=D">A</a></p>',
            '<p><a href="https://tarn.example/">A</a></p>',
        ),
    ],
)
def test_what_only_a_word_processor_understands_is_gone(html: str, expected: str) -> None:
    assert plain_html(html) == expected


def test_numbers_of_a_list_make_it_a_numbered_one() -> None:
    mark = '<span style="mso-list:Ignore">{}.<span>&nbsp; </span></span>'
    item = '<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">{}{}</p>'
    html = "".join(item.format(mark.format(place), word) for place, word in ((1, "A"), (2, "B")))
    assert plain_html(html) == "<ol><li>A</li><li>B</li></ol>"


def test_a_script_never_comes_through(editor: Client) -> None:
    html = b"<h1>Wells</h1><p onclick='x()'>One <script>alert(1)</script> line of it.</p>" * 3
    answer = editor.post("/admin/paste/", {"document": file("page.html", html)})
    body = str(Article.objects.get().get_latest_revision_as_object().body)
    assert "alert" not in body
    assert "onclick" not in body
    assert "script" in answer.content.decode()


def file(name: str, raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def test_a_pasted_document_becomes_a_draft_that_nobody_sees(editor: Client) -> None:
    raw = (SAMPLES / "word.html").read_bytes()
    page = editor.post("/admin/paste/", {"document": file("pasted.html", raw)}).content.decode()
    article = Article.objects.get()
    assert not article.live
    assert article.title == "Why the ferry stops at six"
    assert f"/admin/pages/{article.pk}/edit/" in page
    assert "Nothing: every word is in the draft." in page
    assert "2. What’s going on now" in page


def test_words_without_marks_will_do(editor: Client) -> None:
    text = "# The ferry\n\nIt stops at six.\n\n## What's going on now\n\nThe last boat leaves.\n"
    editor.post("/admin/paste/", {"text": text})
    assert Article.objects.get().title == "The ferry"


def test_the_same_document_twice_is_one_article(editor: Client) -> None:
    for expected in ("This is the draft.", "was pasted before"):
        raw = (SAMPLES / "docs.html").read_bytes()
        answer = editor.post("/admin/paste/", {"document": file("pasted.html", raw)})
        assert expected in answer.content.decode()
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "holds no words"),
        ({"document": file("a.docx", b"PK\x03\x04" + b"x" * 900)}, "is not a text file"),
        ({"document": file("a.html", b"<p>word</p>" * 600_000)}, "at most 5 MB"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_made(
    editor: Client, sent: dict[str, Any], words: str
) -> None:
    answer = editor.post("/admin/paste/", sent)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Article.objects.exists()


def test_whoever_may_not_write_may_not_paste(front: FrontPage) -> None:
    client = Client()
    client.force_login(Reader.objects.create_user("nora@post.example"))
    assert client.get("/admin/paste/").status_code in {302, 403}
