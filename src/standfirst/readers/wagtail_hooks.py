"""What Wagtail's admin does with readers beyond its own."""

from django.http import HttpRequest
from wagtail import hooks

from standfirst.readers.models import Reader


@hooks.register("after_create_user")
def without_password(request: HttpRequest, reader: Reader) -> None:
    """A reader who was added in the admin logs in by code, as all do."""
    reader.set_unusable_password()
    reader.save(update_fields=["password"])
