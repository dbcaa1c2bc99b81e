"""Tags and filters of the article's templates."""

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from standfirst.articles import rich_text
from standfirst.articles.cards import card_of

if TYPE_CHECKING:
    from standfirst.articles.models import Article

register = template.Library()

OPENING = "“«„\"‘'"


@register.filter
def clean(source: str) -> SafeString:
    """Rich text as HTML that is safe to publish."""
    return mark_safe(rich_text.clean(source))  # noqa: S308 - cleaned by nh3


@register.filter
def clean_line(source: str) -> SafeString:
    """Rich text without the paragraph round a single one, for a line or a list's item."""
    html = rich_text.clean(source).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(inner if "<p>" not in inner else html)  # noqa: S308 - cleaned by nh3


@register.filter
def quoted(text: str) -> list[str]:
    """The paragraphs of a quotation, with quotation marks round the whole where it has none."""
    paragraphs = [" ".join(piece.split()) for piece in text.split("\n\n") if piece.strip()]
    if paragraphs and not text.strip().startswith(tuple(OPENING)):
        paragraphs[0] = f"“{paragraphs[0]}"
        paragraphs[-1] = f"{paragraphs[-1]}”"
    return paragraphs


@register.simple_tag(takes_context=True)
def name_for(context: dict[str, Any], heading: str) -> str:
    """An address inside the page for a heading."""
    namer = context.get("name")
    return str(namer(heading)) if namer else "part"


@register.simple_tag(takes_context=True)
def door(context: dict[str, Any], name: str) -> str:
    """The address of a page that mends something, with `next`: where to come back to."""
    panel = context.get("panel")
    back = panel.next if panel else context.get("next", "")
    return f"{reverse(name)}?{urlencode({'next': back})}" if back else reverse(name)


@register.simple_tag
def card_address(article: "Article") -> str:
    """Where the picture stands that is shown where an article's address is passed on."""
    return reverse("card", args=[article.pk, card_of(article).mark])


@register.filter
def unbroken(words: str) -> str:
    """Words that stay on one line, such as `9 crowns`."""
    return words.replace(" ", "\u00a0")


@register.filter
def shown(html: str) -> SafeString:
    """A part's HTML, which its block has made safe."""
    return mark_safe(html)  # noqa: S308 - made by a block's template or cleaned by nh3
