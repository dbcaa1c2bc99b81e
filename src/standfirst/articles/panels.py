"""How the editor's forms are laid out."""

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TitleFieldPanel,
)
from wagtail.admin.widgets.slug import SlugInput

from standfirst.articles.checklist.panels import CHECKLIST
from standfirst.articles.primers.panels import STALE


def named(*, heading: str, help_text: str = "") -> TitleFieldPanel:
    """The field of a page's title, by the word that the newsroom uses for it."""
    return TitleFieldPanel("title", heading=heading, help_text=help_text, placeholder=f"{heading}*")


SLUG = FieldPanel(
    "slug",
    heading="Address",
    widget=SlugInput,
    help_text="The last part of the page's address: small letters, figures and hyphens.",
)

PROMOTE: list[Panel] = [
    MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title")], heading="For search engines")
]

ARTICLE: list[Panel] = [
    STALE,
    named(heading="Headline", help_text="Everybody sees it: in lists, in search and in feeds."),
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [
            FieldPanel("audience", heading="May read on"),
            FieldPanel(
                "plans",
                heading="Plans that open it",
                widget=forms.CheckboxSelectMultiple,
                help_text="For “the plans named below” alone: other gates take no notice of them.",
            ),
        ],
        heading="Gate",
        help_text="Who may read on after the break. Everybody sees what stands before it. Where "
        "no break is set, the publication’s number of open words is shown, to the end of a "
        "paragraph.",
    ),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldPanel("authors", help_text="Who wrote it. Hold Ctrl, or Cmd, to choose several."),
            FieldPanel("place"),
            FieldPanel(
                "topics",
                widget=forms.CheckboxSelectMultiple,
                help_text="The sections that it is listed in.",
            ),
            FieldPanel("story", help_text="The thread it belongs to; its page lists the article."),
            FieldPanel(
                "updated_at",
                help_text="Stands beside the day it was published. Leave it for a typing error.",
            ),
        ],
        heading="Byline and threads",
    ),
    MultiFieldPanel(
        [
            FieldPanel("lead_image"),
            FieldPanel("lead_alt", help_text="In a sentence, for those who cannot see it."),
            FieldRowPanel([FieldPanel("lead_caption"), FieldPanel("lead_credit")]),
        ],
        heading="Lead image",
    ),
    FieldPanel(
        "corrections",
        help_text="What was wrong, unclear or has changed since. It stays at the foot of the "
        "article and on the page of all corrections, for everybody.",
    ),
    CHECKLIST,
]

STORY: list[Panel] = [
    named(heading="Name of the story", help_text="It stands above each of its articles."),
    FieldPanel("standfirst", help_text="What it is about, in a sentence or two."),
    MultiFieldPanel(
        [
            FieldPanel(
                "state_of_play",
                heading="Where it stands",
                help_text="What is so today, and what is due next.",
            ),
            FieldPanel("checked_on"),
        ],
        heading="State of play",
    ),
    FieldPanel(
        "primer",
        heading="Background",
        help_text="A kept primer. Whoever comes for the first time reads it before all else.",
    ),
    InlinePanel(
        "timeline",
        label="entry",
        heading="Timeline",
        help_text="What happened, and what is due. The order is that of the dates.",
    ),
    InlinePanel(
        "people", label="person", heading="People", help_text="And a statement of each on record."
    ),
    InlinePanel(
        "questions",
        label="question",
        heading="Open questions",
        help_text="What nobody has answered.",
    ),
]
