"""The admin's content security policy. Wagtail's pages use inline scripts, ours do not."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIX = "/admin/"
HEADER = "Content-Security-Policy"
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'self'",
    ]
)

Answer = Callable[[HttpRequest], HttpResponse]


class AdminPolicyMiddleware:
    """Sends the admin's policy with every answer under `/admin/`, where ours is left out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PREFIX):
            response.headers.setdefault(HEADER, POLICY)
        return response
