"""A bare Django view behind the same server, with no middleware: what rates are compared with.

Run as a program of its own: python -m bench.hello PORT
"""

import sys

import django
import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = b"Hello\n"


def hello(request: HttpRequest) -> HttpResponse:
    """Says hello."""
    return HttpResponse(BODY, content_type="text/plain", headers={"Content-Length": len(BODY)})


urlpatterns = [path("", hello)]


def main() -> None:
    """Serves until stopped, with as many threads as the publication has."""
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50)
    django.setup()
    uvicorn.run(
        WSGIMiddleware(WSGIHandler(), workers=4),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        lifespan="off",
        ws="none",
        server_header=False,
    )


if __name__ == "__main__":
    main()
