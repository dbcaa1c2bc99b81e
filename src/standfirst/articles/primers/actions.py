"""What follows when a primer is published or placed: versions, uses, and the way to readers."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime
from wagtail.search import index

from standfirst.articles.primers.messages import stale
from standfirst.articles.primers.models import (
    Primer,
    PrimerSpread,
    PrimerUse,
    PrimerVersion,
    ReviewReminder,
)
from standfirst.articles.primers.placing import articles_that_follow
from standfirst.articles.primers.queries import stale_primers, uses_in
from standfirst.articles.stories.actions import note_primer
from standfirst.events.actions import record
from standfirst.mail.actions import queue_mail

if TYPE_CHECKING:
    from standfirst.articles.models import Article

BATCH = 25
"""How many articles are indexed anew by one job: jobs are short."""


@transaction.atomic
def publish_version(primer: Primer, *, now: datetime) -> None:
    """Writes down what a published primer says, and has it reach the articles. Idempotent."""
    Primer.objects.select_for_update().get(pk=primer.pk)
    revision = primer.live_revision_id
    if primer.versions.filter(revision_id=revision).exists():
        return
    last = primer.versions.first()
    version = PrimerVersion.objects.create(
        primer=primer,
        number=last.number + 1 if last else 1,
        revision_id=revision,
        label=primer.label,
        text=primer.text,
        checked_on=primer.checked_on,
        published_at=now,
    )
    note_primer(primer, version, is_checked=primer.checked_on != (last and last.checked_on))
    record("primer.published", now, primer=primer.pk, spread=begin_spread(primer, now=now))


@transaction.atomic
def withdraw(primer: Primer, *, now: datetime) -> None:
    """Has a primer that is no longer published leave the articles."""
    record("primer.withdrawn", now, primer=primer.pk, spread=begin_spread(primer, now=now))


def publish_missed(now: datetime) -> int:
    """Writes down the versions of primers whose publishing was cut short; gives their number."""
    known = PrimerVersion.objects.filter(
        primer=OuterRef("pk"), revision_id=OuterRef("live_revision_id")
    )
    missed = Primer.objects.filter(live=True, live_revision__isnull=False).exclude(Exists(known))
    for primer in missed:
        publish_version(primer, now=now)
    return len(missed)


def begin_spread(primer: Primer, *, now: datetime) -> int | None:
    """Opens the way to the articles that follow the primer; None where there are none.

    Whoever hears of the event has a job go it (`tasks.go_on`).
    """
    total = articles_that_follow(primer).count()
    if not total:
        return None
    return PrimerSpread.objects.create(primer=primer, begun_at=now, total=total).pk


@transaction.atomic
def spread_further(spread_id: int, *, now: datetime) -> bool:
    """Does the next batch of articles; False when it was the last.

    A spread that a later one has overtaken ends: that one comes to all articles.
    """
    spread = PrimerSpread.objects.select_for_update().select_related("primer").get(pk=spread_id)
    later = PrimerSpread.objects.filter(primer=spread.primer, pk__gt=spread.pk)
    if spread.ended_at or later.exists():
        PrimerSpread.objects.filter(pk=spread.pk, ended_at=None).update(ended_at=now)
        return False
    articles = articles_that_follow(spread.primer).filter(pk__gt=spread.reached_id)[:BATCH]
    for article in articles:
        index.insert_or_update_object(article)
        spread.reached_id = article.pk
    spread.done = min(spread.total, spread.done + len(articles))
    is_over = len(articles) < BATCH
    if is_over:
        spread.done, spread.ended_at = spread.total, now
    spread.save()
    return not is_over


@transaction.atomic
def note_uses(article: "Article") -> None:
    """Notes which kept primers stand in a published article."""
    uses = uses_in(article.body)
    known = set(Primer.objects.filter(pk__in={use.primer_id for use in uses}).values_list("pk"))
    rows = [
        PrimerUse(article=article, primer_id=use.primer_id, version=use.version)
        for use in uses
        if (use.primer_id,) in known
    ]
    PrimerUse.objects.filter(article=article).delete()
    PrimerUse.objects.bulk_create(rows)


def remind_owners(now: datetime) -> int:
    """Tells the owners of stale primers, once for each date by which one was to be checked."""
    told = ReviewReminder.objects.filter(primer=OuterRef("pk"), review_by=OuterRef("review_by"))
    due = stale_primers(localtime(now).date()).filter(owner__is_active=True)
    return sum(remind(primer, now=now) for primer in due.exclude(Exists(told)))


@transaction.atomic
def remind(primer: Primer, *, now: datetime) -> bool:
    """Claims the reminder and queues it; False where somebody else has."""
    if primer.review_by is None:
        return False
    is_new = ReviewReminder.objects.get_or_create(
        primer=primer, review_by=primer.review_by, defaults={"sent_at": now}
    )[1]
    if is_new and primer.owner:
        key = f"primer-{primer.pk}-{primer.review_by}"
        queue_mail(stale(primer), to=primer.owner.email, key=key, now=now)
    return is_new
