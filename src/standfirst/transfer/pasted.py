"""What word processors put on the clipboard, as plain HTML: headings, lists and emphasis as such.

Microsoft Word names them by classes that begin with `Mso`, and writes the marks of a list into its
paragraphs. Google Docs says what is bold in styles, and wraps everything in a `b` that is not.
"""

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

WORD_ONLY = re.compile(r"<!\[(?:if|endif)[^>]*>|<!--\[if.*?<!\[endif\]-->", re.DOTALL | re.I)
BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
ITALIC = re.compile(r"font-style:\s*italic")
LIST_ITEM = re.compile(r"mso-list:\s*l\d+ level(\d)")
IGNORED = re.compile(r"mso-list:\s*ignore", re.I)
HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.I)
NUMBER = re.compile(r"^\(?(?:\d+|[a-z]|[ivx]+)[.)]", re.I)
DROPPED = ("style", "xml", "link")
GOOGLE = "www.google.com"
PIXEL_MAX = 2


def plain_html(html: str) -> str:
    """The same document without what only its word processor understands."""
    soup = BeautifulSoup(WORD_ONLY.sub("", html), "html.parser")
    for comment in soup.find_all(string=lambda node: isinstance(node, Comment)):
        comment.extract()
    for tag in soup.find_all(_is_noise):
        tag.decompose()
    for tag in soup.find_all(True):
        _named(tag, soup)
    _gather_lists(soup)
    for tag in soup.find_all(["span", "font"]):
        tag.unwrap()
    for tag in soup.find_all(["p", "h1", "h2", "h3"]):
        if not tag.get_text(strip=True) and not tag.find("img"):
            tag.decompose()
    return str(soup)


def _is_noise(tag: Tag) -> bool:
    """Whatever is never shown: styles, settings, hidden text, pictures that count readers."""
    if tag.name in DROPPED or HIDDEN.search(_style(tag)):
        return True
    return tag.name == "img" and any(_is_tiny(tag.get(side)) for side in ("width", "height"))


def _is_tiny(size: object) -> bool:
    found = re.match(r"\d+", str(size or ""))
    return found is not None and int(found[0]) <= PIXEL_MAX


def _named(tag: Tag, soup: BeautifulSoup) -> None:
    """Gives one element the name of what it is."""
    kinds = set(tag.get("class") or [])
    style = _style(tag)
    if ":" in tag.name or _is_wrapper(tag, style):
        tag.unwrap()
    elif "MsoTitle" in kinds:
        tag.name = "h1"
    elif "MsoSubtitle" in kinds:
        tag.attrs = {"class": "standfirst"}
    elif tag.name == "span" and not IGNORED.search(style):
        _emphasised(tag, style, soup)
    elif tag.name == "a":
        _straight(tag)


def _is_wrapper(tag: Tag, style: str) -> bool:
    """A `b` that is not bold, round a whole document."""
    return tag.name == "b" and (
        "font-weight:normal" in style.replace(" ", "")
        or str(tag.get("id", "")).startswith("docs-internal")
    )


def _emphasised(tag: Tag, style: str, soup: BeautifulSoup) -> None:
    in_heading = tag.find_parent(["h1", "h2", "h3", "h4", "b", "strong"]) is not None
    if BOLD.search(style) and not in_heading:
        tag.wrap(soup.new_tag("b"))
    if ITALIC.search(style):
        tag.wrap(soup.new_tag("i"))


def _straight(tag: Tag) -> None:
    """A link without the detour by which a word processor counts who follows it."""
    parts = urlsplit(str(tag.get("href", "")))
    if parts.hostname == GOOGLE and parts.path == "/url":
        query = parse_qs(parts.query)
        found = query.get("q") or query.get("url")
        if found:
            tag["href"] = found[0]


def _gather_lists(soup: BeautifulSoup) -> None:
    """Word's paragraphs that stand in a list, as items of one."""
    running: Tag | None = None
    for tag in soup.find_all(["p", "h1", "h2", "h3", "table", "ul", "ol"]):
        if tag.name != "p" or not LIST_ITEM.search(_style(tag)):
            running = None
            continue
        name = "ol" if NUMBER.match(_take_mark(tag)) else "ul"
        if running is None or running.name != name:
            running = soup.new_tag(name)
            tag.insert_before(running)
        tag.name, tag.attrs = "li", {}
        running.append(tag.extract())


def _take_mark(item: Tag) -> str:
    """Takes the bullet or the number out of an item, and gives it."""
    found = [span for span in item.find_all("span") if IGNORED.search(_style(span))]
    mark = " ".join(span.get_text(" ", strip=True) for span in found[:1])
    for span in found[:1]:
        span.decompose()
    return mark


def _style(tag: Tag) -> str:
    return str(tag.get("style") or "") if tag.attrs is not None else ""
