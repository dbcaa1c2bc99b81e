"""The list by itself, for the editor's script."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from standfirst.articles.checklist.queries import checklist_of
from standfirst.articles.models import Article


@never_cache
@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The list for the latest draft. Raises PermissionDenied for whoever may not write it."""
    article = get_object_or_404(Article, pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = article.get_latest_revision_as_object()
    return render(request, "newsroom/_points.html", {"points": checklist_of(draft)})


urlpatterns = [path("articles/<int:pk>/checklist/", checklist, name="article_checklist")]
