"""The parts that a new explainer opens with."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standfirst.articles.models import Article

PARTS: list[tuple[str, Any]] = [
    ("primer", {}),
    ("now", {}),
    ("text", {}),
    ("break", None),
    ("section", {}),
    ("text", {}),
    ("quote", {}),
    ("section", {"heading": "Where this stands"}),
    ("text", {}),
]
"""Background, news, the break, a theme with a quote, what comes of it."""


def laid_out(article: "Article") -> Any:
    """The body of an explainer whose parts stand empty, as the editor's form takes it."""
    block = article.body.stream_block
    values = [(kind, _filled(block.child_blocks[kind], value)) for kind, value in PARTS]
    return block.normalize(values)


def _filled(block: Any, value: dict[str, Any] | None) -> Any:
    """The block's own defaults, and what is said here."""
    default = block.get_default()
    return default if value is None else type(default)(block, [*default.items(), *value.items()])
