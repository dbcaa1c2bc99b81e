"""Writing down which files an article hands out."""

from django.db import transaction
from wagtail.documents import get_document_model

from standfirst.articles.files.models import Attachment
from standfirst.articles.models import Article


@transaction.atomic
def record_files(article: Article) -> None:
    """Writes down the documents in the live version of an article. Twice is the same."""
    values = [raw["value"] for raw in article.body.raw_data if isinstance(raw["value"], dict)]
    wanted = {value["document"] for value in values if value.get("document")}
    known = set(get_document_model().objects.filter(pk__in=wanted).values_list("pk", flat=True))
    Attachment.objects.filter(article=article).exclude(document__in=known).delete()
    for pk in sorted(known):
        Attachment.objects.get_or_create(article=article, document_id=pk)
