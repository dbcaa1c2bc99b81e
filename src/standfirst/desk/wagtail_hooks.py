"""The desk in Wagtail's admin: its addresses, its menu, its permissions."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from standfirst.desk.permissions import ALL, GRANTS, SCHEDULE, SEE, WITHDRAWALS


class DeskItem(MenuItem):
    """A line of the menu for those who have its permission."""

    def __init__(self, label: str, name: str, icon: str, permission: str, order: int) -> None:
        url = reverse_lazy(f"desk:{name}")
        super().__init__(label, url, name=f"desk-{name}", icon_name=icon, order=order)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))  # type: ignore[union-attr]  # logged in


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern | URLResolver]:
    """Puts the desk below the admin's address."""
    return [path("desk/", include("standfirst.desk.urls"))]


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    """The desk's menu: hidden from whoever may see nothing of it."""
    items = [
        DeskItem("Overview", "overview", "desktop", SEE, 10),
        DeskItem("Readers", "readers", "group", SEE, 20),
        DeskItem("Grants", "grants", "key", GRANTS, 30),
        DeskItem("Withdrawals", "withdrawals", "resubmit", WITHDRAWALS, 40),
        DeskItem("Schedule", "schedule", "calendar-alt", SCHEDULE, 50),
    ]
    return SubmenuMenuItem("Desk", Menu(items=items), name="desk", icon_name="desktop", order=50)


@hooks.register("register_permissions")
def register_permissions() -> "QuerySet[Permission]":
    """Lets a role in the newsroom be given what the desk asks for."""
    wanted = Q(pk__in=[])
    for permission in ALL:
        application, name = permission.split(".")
        wanted |= Q(content_type__app_label=application, codename=name)
    return Permission.objects.filter(wanted)
