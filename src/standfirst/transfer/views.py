"""A document that is pasted or sent in the newsroom becomes a draft with its parts recognised."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page, Site

from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.transfer.draft import Draft
from standfirst.transfer.load import LoadResult, load
from standfirst.transfer.outline import outline
from standfirst.transfer.pasted import plain_html
from standfirst.transfer.text import LARGEST_BYTES, decoded, read

HTML = (".html", ".htm", ".xhtml")


class DocumentForm(forms.Form):
    """Words that were pasted, or a file."""

    text = forms.CharField(
        required=False,
        strip=False,
        label="The document",
        help_text="Paste it here: from Word, Google Docs, a web page, or as Markdown.",
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
    )
    document = forms.FileField(
        required=False,
        label="Or a file",
        help_text="Plain text, Markdown or HTML. From a word processor: copy all, and paste it.",
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,.html,.htm,text/*"}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `draft`, the document as it was understood."""
        fields: dict[str, Any] = super().clean() or {}
        raw, name = _sent(fields.get("document"), fields.get("text") or "")
        try:
            fields["draft"] = understood(raw, name)
        except InputError as fault:
            raise ValidationError(str(fault), code=fault.code) from fault
        fields["source_id"] = f"pasted:{hashlib.sha256(raw).hexdigest()[:24]}"
        return fields


def _sent(document: "UploadedFile[bytes] | None", text: str) -> tuple[bytes, str]:
    """The bytes, no more of them than it takes to see that they are too many, and their name."""
    if document is not None:
        return document.read(LARGEST_BYTES + 1), document.name or ""
    return text.encode(), ""


def understood(raw: bytes, name: str) -> Draft:
    """The draft in a document. Raises InputError as `transfer.text.read` does."""
    if not name.lower().endswith(HTML):
        return read(raw, name=name)
    text, _ = decoded(raw, name=name)
    return read(plain_html(text).encode(), name=name)


@dataclass(frozen=True)
class Made:
    """What came of a document."""

    result: LoadResult
    outline: str

    @property
    def lost(self) -> list[str]:
        """What is not in the article, and why."""
        return [f"{left.why}: {left.text}" for left in self.result.left]


@never_cache
@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """The form; after it, what was recognised. Raises PermissionDenied for who may not write."""
    front = Site.objects.get(is_default_site=True).root_page
    if not front.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if is_sent else DocumentForm()
    if is_sent and form.is_valid():
        context = {"made": _made(form.cleaned_data, front), "page_title": "Draft made"}
        return render(request, "newsroom/pasted.html", context)
    context = {"form": form, "page_title": "Paste a document", "header_icon": "clipboard-list"}
    return render(request, "newsroom/paste.html", context)


def _made(fields: dict[str, Any], front: Page) -> Made:
    draft: Draft = fields["draft"]
    result = load(draft, source_id=fields["source_id"], parent=front, now=clock.now())
    return Made(result, outline(draft).partition("\nLeft out")[0].rstrip())
