"""Where documents are pasted, in the newsroom's menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from standfirst.transfer import views


class PasteItem(MenuItem):
    """The line of the menu, for those who may write."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may put an article below the front page."""
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        return bool(site and site.root_page.permissions_for_user(request.user).can_add_subpage())


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """The screen's address."""
    return [path("paste/", views.paste, name="paste_document")]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """Below the pages."""
    return PasteItem(
        "Paste a document", reverse_lazy("paste_document"), icon_name="clipboard-list", order=105
    )
