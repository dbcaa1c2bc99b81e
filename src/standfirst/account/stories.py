"""The stories that the reader follows, and what we remember of their reading."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from standfirst.articles.models import Story
from standfirst.articles.publication import publication
from standfirst.articles.readings import actions as readings
from standfirst.articles.readings.models import Reading
from standfirst.articles.stories import following
from standfirst.articles.stories.queries import followed_by
from standfirst.kernel import clock
from standfirst.readers.queries import reader_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Follows a story, or stops following it."""
    reader = reader_of(request)
    found = get_object_or_404(Story.objects.live(), slug=slug)
    if request.method != "POST":
        follows = followed_by(reader.pk).filter(story=found).exists()
        return render(request, "your_account/story.html", {"story": found, "follows": follows})
    if request.POST.get("follows") == "yes":
        following.follow(reader, found, now=clock.now())
        messages.success(request, f"You follow “{found.title}”.")
    else:
        following.unfollow(reader.pk, found.pk)
        messages.success(request, f"You no longer follow “{found.title}”.")
    return redirect("account:overview" if "next" in request.POST else found.address)


@never_cache
@login_required
@require_POST
def forget_readings(request: HttpRequest) -> HttpResponse:
    """Forgets what the reader read. What they follow stays."""
    readings.forget(reader_of(request).pk)
    messages.success(request, "We have forgotten what you read.")
    return redirect("account:overview")


def story_facts(request: HttpRequest) -> dict[str, Any]:
    """What they follow, and how many articles we remember that they read."""
    reader = reader_of(request)
    return {
        "followed": list(followed_by(reader.pk)),
        "readings": Reading.objects.filter(reader=reader).count(),
        "readings_kept_days": publication().readings_kept.days,
    }
