"""Whether this process may be sent readers: what `/readyz` says."""

from collections.abc import Callable

from django.db import DatabaseError, connection

from standfirst.edge.feed import Feed
from standfirst.edge.models import Change
from standfirst.ops.publication import unapplied_migrations


class Readiness:
    """Asks the database and the change feed. That the tables are those of this version is asked
    until it was so once: it takes a while, and they do not go back while a process runs."""

    def __init__(self, feed: Feed, migrations: Callable[[], list[str]] = unapplied_migrations):
        self.feed = feed
        self.migrations = migrations
        self._is_migrated = False

    def __call__(self) -> list[str]:
        """What is not well; nothing when all is."""
        try:
            Change.objects.exists()
            missing = [] if self._is_migrated else self.migrations()
        except DatabaseError as fault:
            return [f"database: {type(fault).__name__}"]
        finally:
            connection.close()
        if missing:
            return [f"migrations: {len(missing)} to do"]
        self._is_migrated = True
        return [] if self.feed.is_fresh else ["feed: not heard"]
