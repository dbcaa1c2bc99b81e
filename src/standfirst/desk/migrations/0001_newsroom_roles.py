"""Two roles in the newsroom beside Wagtail's own: who publishes, and who helps readers."""

from django.db import migrations

NEWSROOM = ("wagtailadmin", "admin", "access_admin")
SUPPORT = [
    NEWSROOM,
    ("billing", "subscription", "view_subscription"),
    ("billing", "invoice", "change_invoice"),
    ("billing", "withdrawal", "change_withdrawal"),
    ("access", "grant", "add_grant"),
]
ROLES = {
    "Support": SUPPORT,
    "Publishers": [*SUPPORT, ("billing", "scheduleversion", "add_scheduleversion")],
}
NAMES = {"add_scheduleversion": "Can add schedule version"}


def make_roles(apps, schema_editor):
    """Django makes permissions after migrating, so those that are needed are made here first."""
    types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for name, wanted in ROLES.items():
        role, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for application, model, codename in wanted if is_new else ():
            kind, _ = types.get_or_create(app_label=application, model=model)
            permission, _ = permissions.get_or_create(
                content_type=kind,
                codename=codename,
                defaults={"name": NAMES.get(codename, f"Can {codename.replace('_', ' ')}")},
            )
            role.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_the_whole_life"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("billing", "0002_the_whole_life"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
