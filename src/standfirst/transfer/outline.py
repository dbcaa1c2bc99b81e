"""What `standfirst import text --dry-run` prints: the parts of a draft by name."""

from collections import Counter

from standfirst.transfer.draft import (
    Block,
    Break,
    Closing,
    Draft,
    Embed,
    Heading,
    Image,
    Lead,
    ListBlock,
    Note,
    Now,
    Origin,
    Paragraph,
    Part,
    Primer,
    Quote,
    Section,
    Statement,
    Table,
)

KINDS: dict[type[Part], str] = {
    Lead: "lead",
    Primer: "background",
    Now: "what is going on now",
    Section: "section",
    Closing: "closing context",
}
QUOTE_WORDS = 24
CODE_WORDS = 40


def outline(draft: Draft) -> str:
    """The outline of a draft, for a person to compare with the file."""
    lines = [*_head(draft), ""]
    for place, part in enumerate(draft.parts):
        statements = [s for s in draft.statements if s.part == place and s.inline]
        lines += _part(place, part, statements)
    lines += ["", *_left(draft)]
    return "\n".join(lines).rstrip() + "\n"


def words_in(block: Block) -> int:
    """How many words of running text a block holds."""
    match block:
        case Paragraph():
            return len(block.text.split())
        case Quote():
            return len(block.text.split())
        case ListBlock(items):
            return sum(len(item.text.split()) for item in items)
        case Table(_, header, rows):
            return sum(len(cell.split()) for row in (header, *rows) for cell in row)
        case Note(title, paragraphs):
            return len(title.split()) + sum(len(p.text.split()) for p in paragraphs)
        case Heading(text):
            return len(text.split())
    return 0


def _head(draft: Draft) -> list[str]:
    origin = "" if draft.headline_from is Origin.HEADING else f" (from the {draft.headline_from})"
    image = draft.lead_image
    pairs = [
        ("Headline", f"{draft.headline}{origin}"),
        ("Standfirst", draft.standfirst),
        ("Byline", draft.byline),
        ("Place", draft.place),
        ("Published", draft.published),
        ("Updated", draft.updated),
        ("Topics", ", ".join(draft.topics)),
        ("Story", draft.story),
        ("Gate", draft.gate + (f" ({', '.join(draft.plans)})" if draft.plans else "")),
        ("Lead image", _image(image) if image else ""),
    ]
    told = [f"{name}: {value}" for name, value in pairs if value]
    spoken = [s for s in draft.statements if s.part == -1]
    return told + [f"   {_statement(s)}" for s in spoken]


def _part(place: int, part: Part, statements: list[Statement]) -> list[str]:
    words = sum(words_in(block) for block in part.blocks)
    label = part.label or _opening_words(part)
    checked = f", last checked {part.checked}" if isinstance(part, Primer) and part.checked else ""
    plural = "word" if words == 1 else "words"
    lines = [f"{place + 1}. {label} [{KINDS[type(part)]}, {words} {plural}{checked}]"]
    for at, block in enumerate(part.blocks):
        lines += [f"   {line}" for line in [_block(block)] if line]
        lines += [f"   {_statement(said)}" for said in statements if said.block == at]
    return lines


def _opening_words(part: Part) -> str:
    """What a part without a label begins with, in brackets."""
    text = next((b.text for b in part.blocks if isinstance(b, Paragraph | Quote)), "")
    return f"({' '.join(text.split()[:8])} …)" if text else "(no label)"


def _block(block: Block) -> str:
    match block:
        case Quote():
            details = "; ".join(x for x in (block.when, block.where, block.source) if x)
            who = _who(block.speaker, block.office)
            return f"quote: {_first(block.text)} / {who}{f' ({details})' if details else ''}"
        case ListBlock(items, ordered):
            kind = "numbered list" if ordered else "list"
            return f"{kind} of {len(items)}: {_first('; '.join(i.text for i in items), marks='')}"
        case Table(caption, header, rows):
            name = caption or " | ".join(header) or "no caption"
            return f"table of {len(rows)} rows: {name}"
        case Image():
            return f"image: {_image(block)}"
        case Embed(url):
            return f"embed: {url}"
        case Note(title, paragraphs):
            return (
                f"side note: {title or _first(paragraphs[0].text if paragraphs else '', marks='')}"
            )
        case Heading(text):
            return f"subheading: {text}"
        case Break():
            return "break: the gate holds from here"
    return ""


def _image(image: Image) -> str:
    told = "; ".join(x for x in (image.alt, image.caption, image.credit) if x)
    return f"{image.src}{f' ({told})' if told else ''}"


def _statement(statement: Statement) -> str:
    who = _who(statement.speaker, statement.office)
    return f"quote in the text: {_first(statement.text)} / {who}"


def _who(speaker: str, office: str) -> str:
    if not speaker:
        return "speaker not told"
    return f"{speaker}, {office}" if office else speaker


def _first(text: str, marks: str = "“”") -> str:
    words = text.split()
    cut = " ".join(words[:QUOTE_WORDS]) + (" …" if len(words) > QUOTE_WORDS else "")
    return f"{marks[:1]}{cut}{marks[1:]}"


def _left(draft: Draft) -> list[str]:
    if not draft.report:
        return ["Left out: nothing"]
    lines = ["Left out:"]
    for (text, why), count in Counter((left.text, left.why) for left in draft.report).items():
        words = text.split()
        long = "element; an article holds none" in why and len(words) > CODE_WORDS
        shown = " ".join(words[:CODE_WORDS]) + f" … ({len(words)} in all)" if long else text
        lines.append(f"- {why}{f' ({count} times)' if count > 1 else ''}: {shown}")
    return lines
