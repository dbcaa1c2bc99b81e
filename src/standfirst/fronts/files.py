"""Documents and recordings: each for those who may read an article where it stands."""

import mimetypes
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from standfirst.access.queries import entitlement_of_request
from standfirst.access.rules import decide
from standfirst.articles.models import Article
from standfirst.articles.queries import gate_of
from standfirst.kernel import clock

PLAYED = ("audio/", "video/")
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
CHUNK = 64 * 1024


@require_safe
def file(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document, where the reader may read an article at the place where it stands; else the way
    to such an article. One that stands nowhere is for the newsroom."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != filename:
        raise Http404
    entitlement = entitlement_of_request(request)
    if entitlement.is_newsroom:
        return _sent(request, document, is_open=False)
    locked: Article | None = None
    for article in _articles_with(document):
        opened, shut = article.divided()
        if any(document.url in part.html for part in opened):
            return _sent(request, document, is_open=True)
        if any(document.url in part.html for part in shut):
            if decide(entitlement, gate_of(article), clock.now()).allowed:
                return _sent(request, document, is_open=False)
            locked = locked or article
    if locked is None:
        raise Http404
    return _private(redirect(f"{locked.address}#break"))


def _articles_with(document: Any) -> list[Article]:
    """The live articles that place a document."""
    placing = Article.objects.live().filter(attachments__document=document)
    return list(placing.select_related("story"))


def _sent(request: HttpRequest, document: Any, *, is_open: bool) -> HttpResponseBase:
    """The file, or the part of it that a player asks for."""
    kind = mimetypes.guess_type(document.filename)[0] or "application/octet-stream"
    is_played = kind.startswith(PLAYED)
    asked = RANGE.fullmatch(request.headers.get("Range", "")) if is_played else None
    handle = document.file.open("rb")
    size = document.file.size
    if asked:
        return _marked(_part(handle, size, asked, kind), is_open=is_open)
    response = FileResponse(
        handle, content_type=kind, as_attachment=not is_played, filename=document.filename
    )
    if is_played:
        response["Accept-Ranges"] = "bytes"
    return _marked(response, is_open=is_open)


def _part(handle: BinaryIO, size: int, asked: re.Match[str], kind: str) -> HttpResponseBase:
    """The bytes from one place to another, both included; of what lies beyond the end nothing."""
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        handle.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(_chunks(handle, first, last), content_type=kind, status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if first:
        return int(first), min(int(last), size - 1) if last else size - 1
    return (max(size - int(last), 0), size - 1) if last and int(last) else (size, size - 1)


def _chunks(handle: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with handle:
        handle.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := handle.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _marked(response: HttpResponseBase, *, is_open: bool) -> HttpResponseBase:
    """Lets everybody keep an open file; one behind a gate nobody."""
    response["X-Content-Type-Options"] = "nosniff"
    if not is_open:
        return _private(response)
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])  # type: ignore[arg-type]  # a streamed one has headers too
    return response
