"""Setting the publication up, and the feeds that readers have for themselves."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from standfirst.articles.models import PublicationSettings
from standfirst.fronts.models import FeedKey, FrontPage
from standfirst.readers.models import Reader


@transaction.atomic
def found_publication() -> FrontPage:
    """The front page; made, with the site that shows it, where there is none. Twice is the same."""
    front: FrontPage | None = FrontPage.objects.first()
    if front is None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        front = root.add_child(instance=FrontPage(title="Front page", slug=_free_slug(root)))
    if not Site.objects.filter(is_default_site=True, root_page=front).exists():
        Site.objects.filter(is_default_site=True).delete()
        host = settings.STANDFIRST.host
        Site.objects.create(hostname=host, root_page=front, is_default_site=True)
    return front


def _free_slug(root: Page) -> str:
    return "front" if root.get_children().filter(slug="home").exists() else "home"


@transaction.atomic
def name_publication(**fields: str | int) -> PublicationSettings:
    """Sets fields of the publication's settings: `name`, `tagline`, `colophon`, and so on."""
    found_publication()
    site = Site.objects.get(is_default_site=True)
    named: PublicationSettings = PublicationSettings.objects.update_or_create(
        site=site, defaults=fields
    )[0]
    return named


@transaction.atomic
def make_feed_key(reader: Reader, *, now: datetime) -> FeedKey:
    """A feed for this reader alone. One that they had before is dead from now on."""
    drop_feed_key(reader)
    return FeedKey.objects.create(reader=reader, made_at=now)


def drop_feed_key(reader: Reader) -> None:
    """The reader's own feed answers no more. Twice is the same."""
    FeedKey.objects.filter(reader=reader).delete()
