"""What is going on now."""

from wagtail.blocks import CharBlock

from standfirst.articles.blocks.section import Section


class Now(Section):
    """The section that tells the news itself, usually right after the primer."""

    example = {"heading": "What’s going on now"}

    heading = CharBlock(max_length=120, default="What’s going on now")

    class Meta:
        icon = "time"
        label = "What’s going on now"
        help_text = "The news itself: what happened, and what follows from it. Text comes below."
        template = "blocks/section.html"
        label_format = "{heading}"
