"""People and topics in the admin."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from standfirst.articles.models import Person, Topic
from standfirst.articles.panels import SLUG


class PersonViewSet(SnippetViewSet):
    """Those who write, and those who are quoted."""

    model = Person
    icon = "user"
    menu_label = "People"
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["name", "office"]
    panels = [
        FieldRowPanel([TitleFieldPanel("name", classname="", placeholder=False), SLUG]),
        FieldPanel("office", help_text="As under a quote: chair of the water board."),
        FieldPanel("bio", help_text="A sentence or two on the page that lists their articles."),
        FieldPanel("photo"),
    ]


class TopicViewSet(SnippetViewSet):
    """The sections in the head of every page."""

    model = Topic
    icon = "folder-open-inverse"
    menu_label = "Topics"
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["name", "sort_order"]
    panels = [
        TitleFieldPanel("name", classname="", placeholder=False),
        SLUG,
        FieldPanel(
            "sort_order", heading="Order", help_text="The smallest stands first in the head."
        ),
    ]


register_snippet(PersonViewSet)
register_snippet(TopicViewSet)
