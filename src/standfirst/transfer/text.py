"""`read`: the bytes of a plain text, Markdown or HTML file become a draft. Pure."""

import re

from standfirst.kernel.errors import InputError
from standfirst.transfer import markdown, page, parts, plain
from standfirst.transfer.accounts import accounted
from standfirst.transfer.draft import Draft
from standfirst.transfer.source import Source

LARGEST_BYTES = 5 * 1024 * 1024
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
)


def read(raw: bytes, *, name: str = "") -> Draft:
    """The draft in a file. `name` tells the kind by its ending and appears in errors.

    Raises InputError with code `import_too_big`, `import_binary`, `import_encoding`,
    `import_empty`, `import_unfinished` or `import_too_deep`.
    """
    text, encoding = decoded(raw, name=name)
    try:
        source = _source(text, name)
    except RecursionError as fault:
        raise InputError(
            f"{name or 'The file'} has elements nested too deep to read.",
            help="Save the text alone, without the page around it.",
            code="import_too_deep",
        ) from fault
    if encoding == "cp1252":
        source.leave("(the whole file)", "read as Windows-1252, as it is not UTF-8: check accents")
    return accounted(parts.assembled(source, name=name), source.visible)


def decoded(raw: bytes, *, name: str = "") -> tuple[str, str]:
    """The text of a file with plain line ends, and the encoding it was in."""
    called = name or "The file"
    if len(raw) > LARGEST_BYTES:
        size = len(raw) / 1024 / 1024
        raise InputError(
            f"{called} is {size:.0f} MB; an article has at most 5 MB.",
            help="Pictures are imported by themselves: give the text alone.",
            code="import_too_big",
        )
    encoding = next((e for mark, e in MARKS.items() if raw.startswith(mark)), "")
    if not encoding and _is_binary(raw):
        raise InputError(
            f"{called} is not a text file.",
            help="Save it as plain text, Markdown or HTML and import that.",
            code="import_binary",
        )
    text, encoding = _decoded(raw, encoding, called)
    text = re.sub(r"\r\n?|\x85|\x0c|\u2029", "\n", text).replace("\u200b", "").replace("\ufeff", "")
    if not re.search(r"\w", text):
        raise InputError(
            f"{called} holds no words.", help="Check that it was saved.", code="import_empty"
        )
    return text, encoding


def _is_binary(raw: bytes) -> bool:
    head = raw[:65536]
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\x0c\x1b")
    return raw.startswith(SIGNATURES) or b"\0" in raw or control > len(head) * 0.01


def _decoded(raw: bytes, encoding: str, called: str) -> tuple[str, str]:
    tries = (encoding,) if encoding else ("utf-8", "cp1252")
    for codec in tries:
        try:
            return raw.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"The letters of {called} cannot be read.",
        help="Save it as UTF-8 and import it again.",
        code="import_encoding",
    )


def _source(text: str, name: str) -> Source:
    ending = name.lower().rpartition(".")[2]
    if ending in {"html", "htm", "xhtml"} or _looks_like_html(text):
        return page.read(text)
    if ending in {"md", "markdown", "mdown", "mkd"} or _looks_like_markdown(text):
        return markdown.read(text)
    return plain.read(text)


def _looks_like_html(text: str) -> bool:
    start = text.lstrip()[:200].lower()
    blocks = re.findall(r"</?(?:p|div|article|h[1-6]|section|body|ul|blockquote)\b[^>]*>", text)
    return start.startswith(("<!doctype", "<html", "<?xml", "<article", "<body")) or (
        start.startswith("<") and len(blocks) > 5
    )


def _looks_like_markdown(text: str) -> bool:
    signs = (
        r"^#{1,6} \S",
        r"\*\*\S[^*\n]*\*\*",
        r"\[[^\]\n]+\]\((?:https?:|mailto:|/)[^)\n]*\)",
        r"!\[[^\]\n]*\]\([^)\n]+\)",
        r"^\|?\s*:?-{3,}:?\s*\|",
    )
    return any(re.search(sign, text, re.MULTILINE) for sign in signs)
