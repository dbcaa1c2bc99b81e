"""Making a publication ready to be served: tables, static files, a front page, a newsroom."""

import hashlib
import io
import os

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from standfirst.fronts.actions import found_publication
from standfirst.kernel.errors import InputError
from standfirst.readers.models import Reader


def prepare() -> None:
    """Brings tables and static files up to date and makes a front page if there is none."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    collect_static()
    found_publication()


def collect_static() -> None:
    """Collects and compresses static files, which takes long: not when those there are the same."""
    stamp = settings.DATA_DIR / "static-made-of"
    sources = static_fingerprint()
    if settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == sources:
        return
    call_command("collectstatic", verbosity=0, interactive=False, stdout=io.StringIO())
    stamp.write_text(sources)


def static_fingerprint() -> str:
    """Changes whenever a static file of any installed application does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def unapplied_migrations() -> list[str]:
    """The names of migrations that the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def has_publisher() -> bool:
    """True once somebody has every right in the newsroom."""
    return Reader.objects.filter(is_superuser=True, is_active=True).exists()


def make_publisher(email: str) -> Reader:
    """The reader with this address, made if need be, with every right in the newsroom.

    Raises InputError for what is no address.
    """
    try:
        validate_email(email)
    except ValidationError as fault:
        raise InputError(f"{email!r} is no mail address.", code="bad_address") from fault
    reader = Reader.objects.filter(email__iexact=email).first()
    if reader is None:
        return Reader.objects.create_superuser(email)
    reader.is_staff = reader.is_superuser = True
    reader.save(update_fields=["is_staff", "is_superuser"])
    return reader
