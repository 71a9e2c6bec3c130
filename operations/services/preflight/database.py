"""The database server: whether it answers, its version, what its user may do, room, clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, NotSupportedError, connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.services.preflight.findings import Finding, error, good, warning
from operations.vault.stores import BUCKET_SCHEME

MOST_OFFSET = 2.0
"""Seconds between the clocks of this machine and of the database."""


def can_be_asked() -> Iterator[Finding]:
    """Without it nothing else about the database can be asked. Django refuses an old server as it connects."""
    oldest = ".".join(map(str, connection.features.minimum_database_version or ()))
    try:
        connection.ensure_connection()
        connection.check_database_version_supported()
    except NotSupportedError as problem:
        text = _("%(name)s is too old; this version needs %(oldest)s. It said: %(problem)s")
        said = {"name": connection.display_name, "oldest": oldest, "problem": problem}
        yield error("database_version", text % said, _("Upgrade the database server first."))
        return
    except Error as problem:
        text = _("The database cannot be reached: %s")
        yield error("database", text % " ".join(str(problem).split()), _("Start it, or correct DATABASE_URL."))
        return
    found = ".".join(map(str, connection.get_database_version()))
    yield good("database_version", _("%(name)s %(found)s") % {"name": connection.display_name, "found": found})


def rights() -> Iterator[Finding]:
    """Migrations make tables in the schema and change those that are there, which only their owner may."""
    if connection.vendor != "postgresql":
        yield from _file_rights()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE'), current_user")
        may_create, person = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT pg_has_role(relowner, 'USAGE')"
        )
        foreign = int(cursor.fetchone()[0])
    if may_create and not foreign:
        yield good("database_rights", _("The user of the database may change its tables."))
        return
    text = _("The user “%(person)s” of the database may not make tables, or does not own %(count)s of them.")
    advice = _("Let it own the database and its tables (ALTER DATABASE … OWNER TO, REASSIGN OWNED).")
    yield error("database_rights", text % {"person": person, "count": foreign}, advice)


def _file_rights() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")
        path = cursor.fetchone()[0]
    if path and not (os.access(path, os.W_OK) and os.access(Path(path).parent, os.W_OK)):
        text = _("%s cannot be written by whoever runs this.")
        yield error("database_rights", text % path, _("Run it as the user of the portal, or correct the owner."))


def database_bytes() -> int:
    """Size of the database."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def free_disk() -> Iterator[Finding]:
    """For a backup beside the others, and for tables that a migration writes anew."""
    size = database_bytes()
    places = {"work": Path(settings.VAR_DIR)}
    if connection.vendor == "sqlite":
        places["database"] = Path(connection.settings_dict["NAME"]).parent
    if settings.BACKUP_TARGET and not settings.BACKUP_TARGET.startswith(BUCKET_SCHEME):
        places["backup"] = Path(settings.BACKUP_TARGET)
    for what, place in places.items():
        there = next(each for each in (place, *place.parents) if each.exists())
        free, needed = shutil.disk_usage(there).free, 2 * size if what == "database" else size
        said = {"place": place, "free": filesizeformat(free), "needed": filesizeformat(needed)}
        if free < needed:
            text = _("%(place)s has %(free)s free; %(needed)s are needed.")
            yield error(f"disk_{what}", text % said, _("Make room first."))
        else:
            yield good(f"disk_{what}", _("%(place)s has %(free)s free.") % said)


def clocks() -> Iterator[Finding]:
    """Sessions, locks and retries compare moments of the machines with those of the database."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        told = cursor.fetchone()[0]
        after = timezone.now()
    offset = max((told - after).total_seconds(), (before - told).total_seconds(), 0.0)
    if offset > MOST_OFFSET:
        text = _("The clocks of this machine and of the database differ by %.1f seconds.") % offset
        yield warning("clock", text, _("Switch time synchronisation on (systemd-timesyncd or chrony)."))
    else:
        yield good("clock", _("The clocks agree."))


ALL: Iterable[Any] = (rights, free_disk, clocks)
