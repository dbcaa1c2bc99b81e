from django.db import migrations

ROOT = "0001"
PATH = "00010001"


def put_front_page(apps, schema_editor):
    """Puts the front page in the place of the page that a new database comes with."""
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    FrontPage = apps.get_model("fronts", "FrontPage")
    if Page.objects.filter(depth=2).exclude(slug="home").exists():
        return
    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home").delete()
    kind, _ = ContentType.objects.get_or_create(app_label="fronts", model="frontpage")
    front = FrontPage.objects.create(
        title="Front page",
        draft_title="Front page",
        slug="home",
        content_type=kind,
        locale=Locale.objects.first(),
        path=PATH,
        depth=2,
        numchild=0,
        url_path="/home/",
        live=True,
    )
    Page.objects.filter(path=ROOT).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page=front.page_ptr, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("fronts", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(put_front_page, migrations.RunPython.noop)]
