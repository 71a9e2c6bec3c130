"""The portal's own state: backups, work under way, what waits for somebody, secrets that cannot be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from core.errors import Refused
from core.sealing import Unreadable, unseal
from operations.models import BackupRun
from operations.selectors.backups import last_backup
from operations.services.backups import require_apart
from operations.services.held import held
from operations.services.preflight.findings import Finding, error, good, warning
from operations.vault.manifest import key_mark, whole_runs
from operations.vault.snapshots import pending
from operations.vault.stores import STORE_PROBLEMS, open_store
from organizations.models import User
from organizations.models.people import kept_address
from webhooks.models import WebhookSecret

FRESH = timedelta(hours=24)
UNDER_WAY = ("running", "sending", "compiling", "reading", "working")


def _has(model: Any) -> bool:
    """Before the upgrade the tables are those of the older version."""
    with connection.cursor() as cursor:
        return model._meta.db_table in connection.introspection.table_names(cursor)


def backup_age() -> Iterator[Finding]:
    """Without a fresh backup there is no way back. Who sets no BACKUP_TARGET makes them by other means."""
    advice = _("Run: manage.py backup TARGET")
    if (made := _made_before_upgrade()) and timezone.now() - made <= FRESH:
        yield good("backup", _("The last good backup is %s old.") % timesince(made))
        return
    if not _has(BackupRun):
        yield warning("backup", _("This database knows no backups yet."), advice)
        return
    state = last_backup()
    age, finished = state.age(), state.finished_at
    make = error if settings.BACKUP_TARGET else warning
    if age is None or finished is None:
        yield make("backup", _("There never was a backup."), advice)
    elif age > FRESH:
        text = _("The last good backup is %s old.") % timesince(finished)
        yield make("backup", text, advice)
    else:
        yield good("backup", _("The last good backup is %s old.") % timesince(finished))
    if state.good and not state.good.is_sealed and settings.PRODUCTION:
        text = _("Backups are not encrypted.")
        yield warning("backup_sealed", text, _("Set BACKUP_PUBLIC_KEY (manage.py backup_key)."))


def _made_before_upgrade() -> datetime | None:
    """When the newest of this portal in BACKUP_TARGET was made, while migrations wait: no row tells of it then."""
    if not settings.BACKUP_TARGET or not pending():
        return None
    try:
        whole = whole_runs(open_store(settings.BACKUP_TARGET))
        return next((each.moment for each in whole if each.key_mark == key_mark()), None)
    except STORE_PROBLEMS:
        return None


def backup_is_apart() -> Iterator[Finding]:
    """A planned backup into the portal's own files, or around them, is refused."""
    if not settings.BACKUP_TARGET:
        return
    try:
        require_apart(settings.BACKUP_TARGET)
    except Refused as problem:
        yield error("backup_place", str(problem.message), _("Correct BACKUP_TARGET, FILES_DIR or STORAGE_PREFIX."))


def work_under_way() -> Iterator[Finding]:
    """Long work that a restart would cut off; it is taken up again, but begins anew."""
    found = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if {"state", "heartbeat_at"} <= names and _has(model):
            column: Any = model._meta.get_field("state")
            states = [each for each, _label in column.choices or () if each in UNDER_WAY]
            if count := model._base_manager.filter(state__in=states).count():
                found.append(f"{model._meta.verbose_name_plural}: {count}")
    if found:
        advice = _("Wait until it is done, or let it begin anew after the restart.")
        yield warning("work", _("Work is under way. %s") % "; ".join(found), advice)
    else:
        yield good("work", _("No long work is under way."))


def addresses_with_capitals() -> Iterator[Finding]:
    """Log-in looks for small letters. The upgrade changes the others, but not where that address is taken already."""
    found = list(User.objects.values_list("email", flat=True).order_by("email"))
    known = set(found)
    left = [each for each in found if each != kept_address(each)]
    if pending():
        kept = Counter(map(kept_address, left))
        left = [each for each in left if kept_address(each) in known or kept[kept_address(each)] > 1]
    if left:
        text = _("E-mail addresses with capitals, with which nobody can log in: %s.") % ", ".join(left[:20])
        advice = _("Save the person in the administration; of two accounts of one person, give one another address.")
        yield warning("addresses", text, advice)


def held_after_a_restore() -> Iterator[Finding]:
    """Somebody has to decide about them."""
    if pending():
        return
    if found := held():
        said = {"mails": found.mails, "webhooks": found.webhooks, "answers": found.answers}
        text = _("Held after a restore: mails %(mails)s, messages to webhooks %(webhooks)s, answers %(answers)s.")
        yield warning("held", text % said, _("Decide: manage.py release_held --send or --drop"))


def secrets_can_be_opened() -> Iterator[Finding]:
    """Secrets of webhooks that were sealed with a key that is gone."""
    if not _has(WebhookSecret):
        return
    closed = 0
    now = timezone.now()
    for sealed in WebhookSecret.objects.in_force(now).values_list("sealed", flat=True).iterator():
        try:
            unseal(sealed)
        except Unreadable:
            closed += 1
    if closed:
        text = _("%(count)s secrets of webhooks cannot be opened with this SECRET_KEY.") % {"count": closed}
        yield error("secrets", text, _("Set the old key again, or add it to SECRET_KEY_FALLBACKS."))
    else:
        yield good("secrets", _("Sealed secrets can be opened."))


def keys_hold() -> Iterator[Finding]:
    """Foreign keys and, on SQLite, the file itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(5)")
            said = [row[0] for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            broken = len(cursor.fetchall())
        if said != ["ok"]:
            yield error(
                "database_file", _("The database file is damaged: %s") % "; ".join(said), _("Restore a backup.")
            )
        if broken:
            yield error("foreign_keys", _("%s rows refer to rows that are gone.") % broken, _("Mend these rows first."))
        if said == ["ok"] and not broken:
            yield good("database_file", _("The database file is whole."))


ALL: Iterable[Any] = (
    backup_age,
    backup_is_apart,
    work_under_way,
    addresses_with_capitals,
    held_after_a_restore,
    secrets_can_be_opened,
    keys_hold,
)
