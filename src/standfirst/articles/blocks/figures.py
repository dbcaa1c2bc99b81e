"""Key figures."""

from wagtail.blocks import CharBlock, ListBlock, StructBlock

from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind


class Figures(BodyBlock):
    """A few figures that carry the article, large, each with what it counts."""

    kind = Kind.FIGURES
    example = {
        "figures": [
            {"figure": "38", "counts": "wells close next month"},
            {"figure": "6,200", "counts": "people drink from them"},
            {"figure": "50 mg", "counts": "a litre is the limit for nitrate"},
        ],
        "source": "Marrow Plains water board.",
    }

    figures = ListBlock(
        StructBlock(
            [("figure", CharBlock(max_length=20)), ("counts", CharBlock(max_length=120))],
            label_format="{figure} {counts}",
        ),
        min_num=1,
        max_num=6,
    )
    source = CharBlock(required=False, max_length=300)

    class Meta:
        icon = "order"
        label = "Key figures"
        template = "blocks/figures.html"
