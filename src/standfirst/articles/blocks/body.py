"""The body of an article: every block it may be made of."""

from typing import Any

from standfirst.articles.blocks.audio import Audio
from standfirst.articles.blocks.chart import Chart
from standfirst.articles.blocks.diagram import Diagram
from standfirst.articles.blocks.document import Document
from standfirst.articles.blocks.embed import Embed
from standfirst.articles.blocks.figures import Figures
from standfirst.articles.blocks.image import Image
from standfirst.articles.blocks.list import List
from standfirst.articles.blocks.note import Note
from standfirst.articles.blocks.now import Now
from standfirst.articles.blocks.primer import Primer
from standfirst.articles.blocks.questions import Questions
from standfirst.articles.blocks.quote import Quote
from standfirst.articles.blocks.section import Section
from standfirst.articles.blocks.steps import Steps
from standfirst.articles.blocks.table import Table
from standfirst.articles.blocks.text import Text
from standfirst.articles.blocks.the_break import Break
from standfirst.articles.blocks.video import Video

BLOCKS: list[tuple[str, Any]] = [
    ("primer", Primer()),
    ("now", Now()),
    ("section", Section()),
    ("text", Text()),
    ("quote", Quote()),
    ("list", List()),
    ("table", Table()),
    ("chart", Chart()),
    ("figures", Figures()),
    ("questions", Questions()),
    ("steps", Steps()),
    ("image", Image()),
    ("diagram", Diagram()),
    ("video", Video()),
    ("audio", Audio()),
    ("document", Document()),
    ("embed", Embed()),
    ("note", Note()),
    ("break", Break()),
]

COUNTS = {"break": {"max_num": 1}}
"""How often a block may stand in one article, where that is limited."""
