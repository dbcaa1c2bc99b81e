"""An article that an editor scheduled goes live by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.articles.actions import ArticleFields, draft_article
from standfirst.articles.models import Article
from standfirst.config import wiring
from standfirst.fronts.actions import found_publication


@pytest.mark.django_db
def test_a_scheduled_article_is_published_when_its_time_has_come() -> None:
    article = draft_article(
        found_publication(), ArticleFields("Where the bridge goes"), body=[("text", "<p>Over.</p>")]
    )
    article.go_live_at = timezone.now() - timedelta(seconds=2)
    article.save_revision(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    assert Client().get("/where-the-bridge-goes/").status_code == 404
    wiring.tick(timezone.now() + timedelta(days=400))
    assert Article.objects.get().live
    assert Client().get("/where-the-bridge-goes/").status_code == 200
