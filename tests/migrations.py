"""Fails when a model has changed without its migration."""

import os
import sys

import django
from django.core.management import call_command


def main() -> int:
    """Asks Django; gives 1 and its answer when a migration is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    labels = ["access", "articles", "billing", "events", "fronts", "jobs", "mail", "readers"]
    call_command("makemigrations", *labels, check=True, dry_run=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
