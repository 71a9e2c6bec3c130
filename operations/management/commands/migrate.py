"""Django's `migrate`, which gives up instead of keeping everybody waiting behind it."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.utils.translation import gettext as _


class Command(migrate.Command):
    """On PostgreSQL a change of a table waits for those who use it, and all others then wait behind the change.

    So it waits MIGRATION_LOCK_SECONDS at most. What was migrated before stays; the command is given again.
    """

    def handle(self, *args: Any, **options: Any) -> Any:
        living = connections[options.get("database") or DEFAULT_DB_ALIAS]
        if living.vendor != "postgresql":
            return super().handle(*args, **options)
        _wait(living, f"{settings.MIGRATION_LOCK_SECONDS}s")
        try:
            return super().handle(*args, **options)
        except OperationalError as problem:
            if getattr(problem.__cause__, "pgcode", "") != "55P03":
                raise
            raise CommandError(
                _("A table is in use; nothing was kept waiting. Run migrate again, best when few people work.")
            ) from problem
        finally:
            if living.is_usable():
                _wait(living, "0")


def _wait(living: Any, how_long: str) -> None:
    with living.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [how_long])
