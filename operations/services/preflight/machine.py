"""The machine and what it talks to: versions, disks, clocks, queue, files, settings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.services.preflight.findings import Finding, error, good, warning
from operations.vault.stores import BUCKET_SCHEME

MOST_OFFSET = 2.0
"""Seconds between the clocks of this machine and of the database."""
NAME = re.compile(r"^#?\s?([A-Z][A-Z0-9_]{2,})=", re.MULTILINE)
ANSWER_SECONDS = 2.0


def database_version() -> Iterator[Finding]:
    """Old ones are refused by Django at the first query of the new version."""
    connection.ensure_connection()
    found = connection.get_database_version()
    oldest = connection.features.minimum_database_version or ()
    said = {"name": connection.display_name, "found": ".".join(map(str, found)), "oldest": ".".join(map(str, oldest))}
    if found < oldest:
        text = _("%(name)s %(found)s is too old; this version needs %(oldest)s.")
        yield error("database_version", text % said, _("Upgrade the database server first."))
    else:
        yield good("database_version", _("%(name)s %(found)s") % said)


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


def redis() -> Iterator[Finding]:
    """The queue and the cache."""
    if not settings.REDIS_URL:
        return
    import redis as client

    try:
        client.Redis.from_url(settings.REDIS_URL, socket_timeout=ANSWER_SECONDS).ping()
    except client.RedisError as problem:
        yield error("redis", _("Redis cannot be reached: %s") % problem, _("Start it, or correct REDIS_URL."))
    else:
        yield good("redis", _("Redis answers."))


def workers() -> Iterator[Finding]:
    """All of the same version as this one once the upgrade is through; before it, all of the old one."""
    asking: Any = current_app.control.inspect(timeout=ANSWER_SECONDS)
    told: dict[str, Any] = asking._request("portal_version") or {}
    versions = {name: str(said) for name, said in told.items()}
    if not versions:
        advice = _("If one runs, it is of a version that does not say so, or its queue cannot be reached.")
        yield warning("workers", _("No worker tells its version."), advice)
    elif len(set(versions.values())) > 1:
        listed = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        yield warning("workers", _("Workers are of different versions: %s") % listed, _("Start the older ones anew."))
    else:
        said = {"count": len(versions), "version": next(iter(versions.values()))}
        yield good("workers", _("%(count)s workers of version %(version)s") % said)


def files_can_be_written() -> Iterator[Finding]:
    """A file that is written, read and removed."""
    name = default_storage.save("preflight/write-test.txt", ContentFile(b"preflight"))
    try:
        with default_storage.open(name) as file:
            whole = file.read() == b"preflight"
    finally:
        default_storage.delete(name)
    if whole:
        yield good("files", _("Files can be written and read."))
    else:
        yield error("files", _("A file that was written reads otherwise."), _("Look after the storage of files."))


def settings_known() -> Iterator[Finding]:
    """Names in .env that no setting has any more, and settings that came since it was written."""
    example, own = Path(settings.BASE_DIR) / ".env.example", Path(settings.BASE_DIR) / ".env"
    if not own.exists() or not example.exists():
        return
    known, said = set(NAME.findall(example.read_text())), set(NAME.findall(own.read_text()))
    if gone := sorted(said - known):
        text = _("Settings in .env that this version does not know: %s") % ", ".join(gone)
        yield warning("settings_gone", text, _("Misspelt, or gone: see .env.example."))
    if new := sorted(known - said):
        yield good("settings_new", _("Settings that your .env does not name: %s") % ", ".join(new))


def settings_safe() -> Iterator[Finding]:
    """What `manage.py check --deploy` says of a public site."""
    if not settings.PRODUCTION:
        yield good("settings_safe", _("PRODUCTION is not 1: safety of the settings is not asked."))
        return
    for found in run_checks(include_deployment_checks=True):
        if found.level >= WARNING and not found.is_silenced():
            make = error if found.is_serious() else warning
            yield make(f"check_{found.id}", str(found.msg), str(found.hint or ""))


ALL: Iterable[Any] = (
    database_version,
    free_disk,
    clocks,
    redis,
    workers,
    files_can_be_written,
    settings_known,
    settings_safe,
)
