"""Questions and answers."""

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock

from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind


class Questions(BodyBlock):
    """What readers ask, each question with its answer."""

    kind = Kind.QUESTIONS
    example = {
        "questions": [
            {
                "question": "May I water the garden?",
                "answer": "<p>Not with a hose, until <b>further notice</b>.</p>",
            },
            {
                "question": "Who pays for the tankers?",
                "answer": "<p>The board, for a year. After that nobody has said.</p>",
            },
        ]
    }

    questions = ListBlock(
        StructBlock(
            [
                ("question", CharBlock(max_length=200)),
                ("answer", RichTextBlock(features=["bold", "italic", "link", "ul", "ol"])),
            ],
            label_format="{question}",
        ),
        min_num=1,
    )

    class Meta:
        icon = "help"
        label = "Questions and answers"
        template = "blocks/questions.html"
