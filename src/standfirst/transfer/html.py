"""The body of an article in HTML taken apart.

Nothing of the mark-up survives but text in em, strong, code and links (`draft.Span`), so what
comes out is safe whatever went in.
"""

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString

from standfirst.transfer import inline
from standfirst.transfer.draft import Break, Embed, Image, ListBlock, Paragraph, Span, Table, strip
from standfirst.transfer.inline import words_of
from standfirst.transfer.links import SAFE, pictured
from standfirst.transfer.source import Aside, Item, Para, Quoted, Role, Source, Title
from standfirst.transfer.tidy import tidied
from standfirst.transfer.vocabulary import words

CODE = frozenset({"script", "style", "template", "noscript", "svg", "math", "object", "canvas"})
FURNITURE = frozenset({"nav", "form", "button", "dialog", "select", "input", "menu", "textarea"})
BLOCKS = words("""
    p h1 h2 h3 h4 h5 h6 ul ol dl table figure blockquote pre hr div section article header
    footer main aside details summary iframe embed video audio hgroup address img picture
    nav form script style noscript template center body html dialog fieldset
    """)
CLUTTER = re.compile(
    r"(?:^|[-_ ])(?:ads?|advert\w*|promo\w*|newsletter\w*|related\w*|share\w*|sharing|social\w*|"
    r"paywall\w*|cookies?|subscri\w*|breadcrumbs?|comments?|recirc\w*|login|banner|popup|modal|"
    r"outbrain|taboola|sponsor\w*|toolbar|skip-link|site-header|masthead|site-footer|page-footer|"
    r"nav\w*|topbar|menu\w*|sidebar)(?:$|[-_ ])",
    re.IGNORECASE,
)
ROLES = {
    Role.STANDFIRST: r"deck|standfirst|dek|summary|lede|subtitle|sub-?head(line)?|intro|strapline|excerpt",  # noqa: E501 - a pattern is one line
    Role.BYLINE: r"by|byline|author|authors|credits?|writer",
    Role.DATE: r"date|published|dateline|timestamp|pubdate",
}


def read(text: str) -> Source:
    """The items of a piece of HTML."""
    source = Source()
    source.items = walk(BeautifulSoup(tidied(text), "html.parser"), source)
    return source


def why(tag: Tag) -> str:
    if tag.name in CODE:
        return f"a {tag.name} element; an article holds none"
    if tag.name in {"nav", "header", "footer", "aside", "form", "button"}:
        return f"the page's {tag.name}, not the article"
    return "outside the article"


def report(tag: Tag, source: Source, reason: str) -> None:
    """Report the words of an element, code apart from text."""
    for code in tag.find_all(sorted(CODE)):
        source.leave(_code(code), why(code))
        code.extract()
    source.leave(_code(tag) if tag.name in CODE else words_of(tag), reason)


def _code(tag: Tag) -> str:
    """What an element of code holds, its address when it has one and nothing else."""
    return tag.get_text(" ") or str(tag.get("src") or "")


def walk(tag: Tag, source: Source) -> list[Item]:
    """The items of an element's children; loose text between blocks makes paragraphs."""
    out: list[Item] = []
    loose: list[object] = []
    for child in list(tag.children):
        if isinstance(child, Comment):
            if child.strip().lower() in {"break", "more"}:
                out += [*_loose(loose, source), Break()]
                loose = []
            else:
                source.leave(str(child), "a comment in the file")
        elif isinstance(child, PreformattedString):
            continue
        elif isinstance(child, Tag) and (_is_block(child) or _gone(child)):
            out += _loose(loose, source)
            loose = []
            out += _block(child, source)
        else:
            loose.append(child)
    return out + _loose(loose, source)


def _is_block(tag: Tag) -> bool:
    return tag.name in BLOCKS or any(child.name in BLOCKS for child in tag.find_all(True))


def _gone(tag: Tag) -> str:
    """Why an element is left out, empty when it is not."""
    if tag.name in CODE:
        return why(tag)
    if tag.name in FURNITURE:
        return f"a {tag.name} element, part of the page and not of the article"
    style = str(tag.get("style") or "").replace(" ", "").lower()
    if tag.has_attr("hidden") or "display:none" in style:
        return "hidden on the page"
    names = f"{' '.join(tag.get_attribute_list('class', []) or [])} {tag.get('id') or ''}"
    small = len(words_of(tag).split()) < 80 and not tag.find(["h1", "blockquote", "table"])
    if CLUTTER.search(names) and small and tag.name not in {"body", "html"}:
        return "an advertisement, a notice or a link of the page"
    return ""


def _block(tag: Tag, source: Source) -> list[Item]:
    gone = _gone(tag)
    if gone:
        report(tag, source, gone)
        return []
    name = tag.name
    if re.fullmatch(r"h[1-6]", name):
        return [Title(int(name[1]), strip(inline.spans(tag, source)))]
    match name:
        case "p" | "summary" | "address":
            return _loose(list(tag.children), source, _role(tag))
        case "ul" | "ol":
            return _list(tag, source)
        case "dl":
            return _terms(tag, source)
        case "table":
            return [_table(tag, source)]
        case "figure":
            return _figure(tag, source)
        case "blockquote":
            return _quoted(tag, source)
        case "img" | "picture":
            return _images(tag)
        case "iframe" | "embed" | "video" | "audio":
            return _embed(tag, source)
        case "pre":
            return [Para((Span(tag.get_text().strip(), code=True),))]
        case "aside":
            return [Aside(tuple(walk(tag, source)))]
        case "footer" if not tag.find(["h2", "h3", "table", "blockquote"]):
            report(tag, source, "the article's footer")
            return []
    role = _role(tag)
    if role is not Role.BODY and not tag.find(["h2", "h3", "blockquote", "table", "ul"]):
        return [_with_role(item, role) for item in walk(tag, source)]
    return walk(tag, source)


def _role(tag: Tag) -> Role:
    names = [n for n in tag.get_attribute_list("class", []) if n]
    names += [str(tag.get("itemprop") or ""), str(tag.get("rel") or "")]
    for role, names_of_it in ROLES.items():
        if any(re.search(rf"(?:^|[-_])(?:{names_of_it})$", name, re.IGNORECASE) for name in names):
            return role
    return Role.BODY


def _with_role(item: Item, role: Role) -> Item:
    return Para(item.spans, role) if isinstance(item, Para) and item.role is Role.BODY else item


def _loose(nodes: list[object], source: Source, role: Role = Role.BODY) -> list[Item]:
    """Paragraphs from inline nodes; two line breaks in a row part them, pictures follow."""
    tags = [n for n in nodes if isinstance(n, Tag)]
    pictures = [image for tag in tags for image in _images(tag)]
    out: list[Item] = []
    for spans in inline.paragraphs(nodes, source):
        text = "".join(span.text for span in spans).strip()
        bare = re.fullmatch(r"https?://\S+", text)
        out += [Embed(text) if bare else Para(strip(spans), role)] if text else []
    return [*out, *pictures]


def _images(tag: Tag) -> list[Item]:
    found = [tag] if tag.name == "img" else tag.find_all("img")
    return [
        Image(str(i.get("src") or i.get("data-src") or ""), str(i.get("alt") or "")) for i in found
    ]


def _embed(tag: Tag, source: Source) -> list[Item]:
    inner = tag.find("source")
    url = str(tag.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or "")
    source.leave(words_of(tag), f"what the {tag.name} says where it cannot be shown")
    if SAFE.match(url) and not url.startswith("mailto"):
        return [Embed(url)]
    source.leave(url, f"the address of a {tag.name} that cannot be shown here")
    return []


def _list(tag: Tag, source: Source) -> list[Item]:
    items: list[Paragraph] = []
    others: list[Item] = []
    for child in _walk_items(tag, source):
        if isinstance(child, Para):
            items.append(Paragraph(child.spans))
        elif isinstance(child, ListBlock):
            items += child.items
        else:
            others.append(child)
    return [*([ListBlock(tuple(items), tag.name == "ol")] if items else []), *others]


def _walk_items(tag: Tag, source: Source) -> list[Item]:
    out: list[Item] = []
    for child in tag.children:
        if isinstance(child, Tag):
            out += walk(child, source) if child.name == "li" else _block(child, source)
        elif str(child).strip() and not isinstance(child, PreformattedString):
            out += _loose([child], source)
    return out


def _terms(tag: Tag, source: Source) -> list[Item]:
    """A list of terms as "term: meaning", with whatever else stands among them behind it."""
    items: list[Paragraph] = []
    others: list[Item] = []
    for child in tag.find_all(["dt", "dd"]):
        spans = strip(inline.spans(child, source))
        if child.name == "dd" and items:
            items[-1] = Paragraph((*items[-1].spans, Span(": "), *spans))
        else:
            items.append(Paragraph(spans))
        child.extract()
    others = walk(tag, source)
    return [*([ListBlock(tuple(items))] if items else []), *others]


def _table(tag: Tag, source: Source) -> Table:
    caption = tag.find("caption")
    told = words_of(caption) if isinstance(caption, Tag) else ""
    rows = [
        (row.find("td") is None, tuple(words_of(c) for c in row.find_all(["td", "th"])))
        for row in tag.find_all("tr")
    ]
    header = rows[0][1] if rows and (rows[0][0] or tag.find("thead")) else ()
    body = rows[1:] if header else rows
    return Table(told, header, tuple(cells for _, cells in body))


def _figure(tag: Tag, source: Source) -> list[Item]:
    """A picture, quotation, table or embed with its caption."""
    caption = tag.find("figcaption")
    told = words_of(caption) if isinstance(caption, Tag) else ""
    if isinstance(caption, Tag):
        caption.extract()
    items = walk(tag, source)
    if not items:
        return [Para((Span(told),), Role.CAPTION)] if told else []
    match items[0]:
        case Image() as image:
            text, credit = pictured(told)
            return [Image(image.src, image.alt, text, credit), *items[1:]]
        case Quoted() as quoted if not quoted.foot:
            return [Quoted(quoted.paragraphs, told), *items[1:]]
        case Table() as table if not table.caption:
            return [Table(told, table.header, table.rows), *items[1:]]
    return [*items, Para((Span(told),), Role.CAPTION)] if told else items


def _quoted(tag: Tag, source: Source) -> list[Item]:
    foot = tag.find(["footer", "figcaption", "cite"])
    told = ""
    if isinstance(foot, Tag) and (foot.name != "cite" or foot.parent is tag or _ends(foot)):
        told = words_of(foot)
        foot.extract()
    inner = walk(tag, source)
    paras = tuple(item for item in inner if isinstance(item, Para))
    rest = [item for item in inner if not isinstance(item, Para)]
    return [*([Quoted(paras, told)] if paras else []), *rest]


def _ends(cite: Tag) -> bool:
    """Nothing but white space follows the name in its paragraph."""
    return not any(str(node).strip() for node in cite.next_siblings)
