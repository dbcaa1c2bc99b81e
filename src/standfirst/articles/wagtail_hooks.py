"""People and topics in the admin."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from standfirst.articles.models import Person, Topic


class PersonViewSet(SnippetViewSet):
    """Those who write, and those who are quoted."""

    model = Person
    icon = "user"
    menu_label = "People"
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["name", "office"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("office"),
        FieldPanel("bio"),
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
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("sort_order")]


register_snippet(PersonViewSet)
register_snippet(TopicViewSet)
