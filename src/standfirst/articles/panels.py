"""How the editor's forms are laid out."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

PROMOTE: list[Panel] = [
    MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title")], heading="For search engines")
]

ARTICLE: list[Panel] = [
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [FieldPanel("audience"), FieldPanel("plans")],
        heading="Gate",
        help_text="Who may read on after the break. Where no break is set, the publication's "
        "default number of words is open.",
    ),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldPanel("authors"),
            FieldPanel("place"),
            FieldPanel("topics"),
            FieldPanel("story"),
            FieldPanel("updated_at"),
        ],
        heading="Byline and threads",
    ),
    MultiFieldPanel(
        [
            FieldPanel("lead_image"),
            FieldPanel("lead_alt"),
            FieldRowPanel([FieldPanel("lead_caption"), FieldPanel("lead_credit")]),
        ],
        heading="Lead image",
    ),
    FieldPanel("corrections"),
]

STORY: list[Panel] = [
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [FieldPanel("state_of_play"), FieldPanel("checked_on")], heading="State of play"
    ),
    InlinePanel("timeline", label="entry", heading="Timeline"),
    InlinePanel("people", label="person", heading="People"),
    InlinePanel("questions", label="question", heading="Open questions"),
]
