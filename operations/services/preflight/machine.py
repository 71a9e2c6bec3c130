"""What the portal talks to beside its database: queue, workers, files, settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from operations.services.preflight.findings import Finding, error, good, warning

NAME = re.compile(r"^#?\s?([A-Z][A-Z0-9_]{2,})=", re.MULTILINE)
ANSWER_SECONDS = 2.0


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
    try:
        told: dict[str, Any] = asking._request("portal_version") or {}
    except (OperationalError, OSError):  # the queue is away, which is a finding of its own
        told = {}
    # A worker of a release that does not know the question answers with an error.
    versions = {name: said if isinstance(said, str) else str(_("older than 0.7.0")) for name, said in told.items()}
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


ALL: Iterable[Any] = (redis, workers, files_can_be_written, settings_known, settings_safe)
