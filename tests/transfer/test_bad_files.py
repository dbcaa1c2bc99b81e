"""Files that cannot be an article give an error that says how to mend them."""

import pytest

from standfirst.kernel.errors import InputError
from standfirst.transfer.draft import Break, Embed, Paragraph
from standfirst.transfer.outline import outline
from standfirst.transfer.text import read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
BAD = [
    (PNG, "import_binary"),
    (b"%PDF-1.7\nsome text", "import_binary"),
    (b"PK\x03\x04word/document.xml", "import_binary"),
    (bytes(range(1, 32)) * 40, "import_binary"),
    (b"x" * (5 * 1024 * 1024 + 1), "import_too_big"),
    (b"\xff\xfeH\x00e\x00\x00\xd8", "import_encoding"),
    (b"H\x81\x8d\x8f", "import_encoding"),
    (b"", "import_empty"),
    (b" \n\t\n", "import_empty"),
    (b"---\n---\n", "import_empty"),
    (b"<html><body><!-- nothing --></body></html>", "import_empty"),
    (b"<html><body><h1>Head</h1>" + b'<a href="x' * 40_000, "import_unfinished"),
    (b"<html><body><h1>Head</h1>" + b"<!-- x" * 40_000, "import_unfinished"),
    (b"<div>" * 3000 + b"x" + b"</div>" * 3000, "import_too_deep"),
    (b"<html><script>alert(1)</script></html>", "import_empty"),
]


@pytest.mark.parametrize(("raw", "code"), BAD)
def test_a_bad_file_is_a_clear_error(raw: bytes, code: str) -> None:
    name = "page.html" if raw.startswith(b"<") else "a.txt"
    with pytest.raises(InputError) as caught:
        read(raw, name=name)
    assert caught.value.code == code
    assert caught.value.help


def test_fifty_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(InputError, match="50 MB"):
        read(b"a" * (50 * 1024 * 1024), name="big.txt")


def test_windows_letters_are_read_and_reported() -> None:
    draft = read("Das Café\n\nBackground: “Ja”, said Zoë.".encode("cp1252"), name="a.txt")
    assert draft.headline == "Das Café"
    assert any("Windows-1252" in left.why for left in draft.report)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<p onclick="alert(1)">text</p>',
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="javascript:alert(1)"></iframe>',
        "<style>@import 'x'</style>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href=" java\tscript:alert(1)">x</a>',
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_nothing_that_runs_survives(hostile: str, name: str) -> None:
    draft = read(f"<p>Words.</p>\n\n{hostile}\n\n<p>More words.</p>\n".encode(), name=name)
    paragraphs = [b for _, b in draft.blocks() if isinstance(b, Paragraph)]
    html = " ".join(b.html for b in paragraphs)
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert "<p" not in html
    assert '<a href="j' not in html
    assert '<a href="d' not in html
    assert not [b for _, b in draft.blocks() if isinstance(b, Embed) and "script" in b.url]


def test_links_of_the_three_safe_kinds_stay() -> None:
    text = "# T\n\n[a](https://x.example) [b](mailto:x@y.example) [c](ftp://x.example) [d](/e)\n"
    draft = read(text.encode(), name="a.md")
    html = "".join(b.html for _, b in draft.blocks() if isinstance(b, Paragraph))
    assert html == '<a href="https://x.example">a</a> <a href="mailto:x@y.example">b</a> c d'
    assert {left.text for left in draft.report} == {"ftp://x.example", "/e"}


def test_breaks_and_embeds_stand_where_they_were_put() -> None:
    text = "# T\n\n## A\n\nOne.\n\n<!-- break -->\n\nTwo.\n\nhttps://v.example/1\n"
    kinds = [type(b) for _, b in read(text.encode(), name="a.md").blocks()]
    assert kinds == [Paragraph, Break, Paragraph, Embed]


def test_the_outline_is_made_of_any_draft() -> None:
    assert "Headline: any words" in outline(read(b"any words", name="any.txt"))
