"""The last look at an answer before it leaves Django: may somebody on the way keep it?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class NobodysCookiesMiddleware:
    """Lets nobody keep an answer that sets a cookie, whatever else it says of itself.

    Stands outside of all that set one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        response = self.get_response(request)
        if response.cookies and "public" in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response
