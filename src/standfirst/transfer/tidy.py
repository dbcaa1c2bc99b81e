"""HTML with the end tags that its writer left to the browser: `<p>One<p>Two`, `<li>`, `<td>`."""

from html.parser import HTMLParser

from standfirst.kernel.errors import InputError
from standfirst.transfer.vocabulary import words

ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "thead": ({"caption", "thead", "tbody", "tr", "td", "th"}, {"table"}),
    "tbody": ({"caption", "thead", "tbody", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
}
"""What a start tag ends, and the elements beyond which it does not reach."""
PARAGRAPH_ENDERS = words("""
    p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote figure div section article header footer aside
    nav pre hr main form
    """)
SCOPES = words("li td th blockquote div section article aside body figure figcaption")
VOID = words("br hr img input meta link source col wbr embed")


DEEPEST = 800
"""Elements within each other beyond which nobody wrote the page by hand."""
UNFINISHED_MAX = 200
"""Tags after the last `>`: the parser reads on to the end for each of them."""


def tidied(text: str) -> str:
    """The same page with every element of a kind that may be left open closed.

    Raises InputError with code `import_unfinished` for tags that never end, RecursionError for
    elements nested too deep.
    """
    if text.count("<", text.rfind(">") + 1) > UNFINISHED_MAX:
        raise InputError(
            "The page breaks off inside of a tag.",
            help="Save it again, or save the text alone.",
            code="import_unfinished",
        )
    parser = _Tidy()
    parser.feed(text)
    parser.close()
    return "".join(parser.out)


class _Tidy(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PARAGRAPH_ENDERS:
            self._end({"p"}, SCOPES)
        if tag in ENDS:
            self._end(*ENDS[tag])
        if tag not in VOID:
            self.open.append(tag)
        if len(self.open) > DEEPEST:
            raise RecursionError
        self.out.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def _end(self, tags: set[str] | frozenset[str], stop: set[str] | frozenset[str]) -> None:
        """Close the open elements of these kinds, up to the nearest that stops it."""
        reach = next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i] in stop), -1)
        first = next((i for i in range(reach + 1, len(self.open)) if self.open[i] in tags), None)
        while first is not None and len(self.open) > first:
            self.out.append(f"</{self.open.pop()}>")
