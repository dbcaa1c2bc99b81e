"""An HTML page: the article is found on it, and what surrounds it is reported."""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from standfirst.transfer import html
from standfirst.transfer.inline import words_of
from standfirst.transfer.source import Item, Source
from standfirst.transfer.tidy import tidied


def read(text: str) -> Source:
    """The items of the article on a page."""
    source = Source()
    soup = BeautifulSoup(tidied(text), "html.parser")
    source.visible = words_of(soup)
    root = _article(soup)
    _head(soup, source)
    outside = _around(soup, root, source)
    source.items = outside + html.walk(root, source)
    return source


def _article(soup: BeautifulSoup) -> Tag:
    """The element that holds the article: the fullest article, else main, else body.

    One with a small share of the page's words is a teaser or a shell, and passed over.
    """
    whole = len(words_of(soup))
    for name in ("article", "main", "[role=main]", "[itemprop=articleBody]", "body"):
        found = soup.select(name)
        fullest = max(found, key=lambda tag: len(words_of(tag)), default=None)
        if fullest is not None and (len(words_of(fullest)) > whole * 0.2 or name == "body"):
            return fullest
    return soup


def _head(soup: BeautifulSoup, source: Source) -> None:
    """Title and description, which may stand in for a missing headline and standfirst."""
    if soup.title and not soup.title.find_parent("svg"):
        source.meta["page_title"] = [words_of(soup.title)]
        soup.title.extract()
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        content = " ".join(str(meta.get("content") or "").split())
        if name in {"description", "author", "article:published_time", "article:modified_time"}:
            source.meta.setdefault(f"page_{name.rpartition(':')[2]}", [content])


def _around(soup: BeautifulSoup, root: Tag, source: Source) -> list[Item]:
    """Report what stands outside the article; give back a headline found there."""
    if root is soup:
        return []
    found: list[Item] = []
    lacks = root.find("h1") is None
    page_title = source.first("page_title").lower()
    for node in _outside(soup, root):
        heading = node.find("h1") if isinstance(node, Tag) and lacks else None
        heading = node if isinstance(node, Tag) and lacks and node.name == "h1" else heading
        if isinstance(heading, Tag) and words_of(heading).lower() in (
            page_title or words_of(heading).lower()
        ):
            found, lacks = html.walk(node, source), False  # type: ignore[arg-type]  # `heading` is in it: a Tag
        elif isinstance(node, Tag):
            html.report(node, source, html.why(node))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            source.leave(str(node), "outside the article")
    return found


def _outside(node: Tag, root: Tag) -> list[object]:
    """The nodes that are neither the article nor hold it, outermost first."""
    out: list[object] = []
    for child in node.children:
        if child is root:
            continue
        if isinstance(child, Tag) and any(parent is child for parent in root.parents):
            out += _outside(child, root)
        else:
            out.append(child)
    return out
