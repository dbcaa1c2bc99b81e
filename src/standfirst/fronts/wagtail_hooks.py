"""What Wagtail's admin shows of things that the publication has no use for."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_main_menu")
def without_documents(request: HttpRequest, items: list[MenuItem]) -> None:
    """No documents: a file behind a guessable address would go round the gate.

    The application stays installed because Wagtail's editor asks for its addresses.
    """
    items[:] = [item for item in items if item.name != "documents"]
