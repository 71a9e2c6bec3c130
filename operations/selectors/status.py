"""The status page: each part of the installation with its state and what to do, worst first read."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import django
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.formats import longdate, number
from core.unsafe_settings import findings
from notices.models import Mail
from notices.services.writing import mails_leave
from operations.selectors import health
from operations.selectors.backups import last_backup
from operations.selectors.certificates import certificate
from operations.selectors.failures import Failure, failures
from operations.selectors.machine import clock_drift, database_bytes, database_version, disks, redis_version
from operations.selectors.metrics import waiting_since
from operations.selectors.state import ATTENTION, BROKEN, GOOD, UNKNOWN, Section, Text, above, below, worst
from operations.selectors.status_processes import processes, waiting
from operations.selectors.words import age, size

logger = logging.getLogger(__name__)
HOUR = 3600.0
LEAST_FREE = (15.0, 5.0)
"""Percent of a disk."""
BACKUP_AGE = (26 * HOUR, 72 * HOUR)
MAIL_WAITS = (15 * 60.0, 2 * HOUR)
CERTIFICATE_DAYS = (21.0, 7.0)
DRIFT = (2.0, 30.0)
PART_NAMES: dict[str, Callable[[], str]] = {
    "database": lambda: _("Database"),
    "migrations": lambda: _("Form of the database"),
    "cache": lambda: _("Cache"),
    "broker": lambda: _("Broker of jobs"),
    "files": lambda: _("Files"),
}
PART_ADVICE: dict[str, Callable[[], str]] = {
    "database": lambda: _("Start the database, or check its address and password in DATABASE_URL."),
    "migrations": lambda: _("Run: manage.py migrate (after a backup)."),
    "cache": lambda: _("Check Redis (REDIS_URL), or whether VAR_DIR can be written to."),
    "broker": lambda: _("Check Redis (REDIS_URL), or whether VAR_DIR can be written to."),
    "files": lambda: _("Nothing can be uploaded: check the disk or the store of files, and its rights."),
}


@dataclass(frozen=True, slots=True)
class Status:
    """The whole page."""

    state: str
    sections: list[Section]
    failures: list[Failure]
    is_whole: bool

    @property
    def whole(self) -> Section:
        """The state of the installation, as one section."""
        return Section("whole", "", self.state)


def status(*, regions: frozenset[int] | None) -> Status:
    """For administrators of the nation and of the machine (None) all of it, for those of regions what concerns them."""
    wanted = SECTIONS if regions is None else SHORT
    sections = [_safely(code, make) for code, make in wanted.items()]
    return Status(worst(*(each.state for each in sections)), sections, failures(regions=regions), regions is None)


def _safely(code: str, make: Callable[[], Section]) -> Section:
    """A part that cannot be looked at must not hide the others: this page is for when something is wrong."""
    try:
        return make()
    except (OSError, DatabaseError, RedisError, ValueError) as problem:
        logger.warning("The status of %s cannot be read: %s", code, problem)
        return Section(code, code, UNKNOWN, [], [_("This could not be looked at; the log of the server says why.")])


def _parts() -> Section:
    found = health.readiness()
    states = [GOOD if each.is_well else BROKEN for each in found]
    lines: list[tuple[Text, object]] = [(PART_NAMES[each.name](), _part_words(each)) for each in found]
    advice: list[Text] = [PART_ADVICE[each.name]() for each in found if not each.is_well]
    newer = health.migrations_apart()[1]
    if newer:
        states.append(ATTENTION)
        advice.append(_("The database is of a newer version than this program: install that version."))
    return Section("parts", _("Parts"), worst(*states), lines, list(dict.fromkeys(advice)))


def _part_words(part: health.Part) -> str:
    if part.is_well:
        return _("answers in %(ms)s ms") % {"ms": number(round(part.seconds * 1000))}
    return _("does not answer") if part.state == health.HANGS else part.detail


def _versions() -> Section:
    lines: list[tuple[Text, object]] = [
        (_("Portal"), settings.VERSION),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (_("Database"), database_version()),
    ]
    if settings.REDIS_URL:
        lines.append(("Redis", redis_version()))
    return Section("versions", _("Versions"), GOOD, lines)


def _backup() -> Section:
    seen = last_backup()
    lines: list[tuple[Text, object]] = [(_("Last good backup"), _("none"))]
    advice: list[Text] = []
    state = ATTENTION
    if seen.finished_at is not None:
        seconds = (timezone.now() - seen.finished_at).total_seconds()
        state = worst(above(seconds, *BACKUP_AGE), ATTENTION if seen.has_failed else GOOD)
        lines = [(_("Last good backup"), _("%(time)s ago") % {"time": age(seconds)}), (_("Size"), size(seen.size))]
    if seen.has_failed:
        lines.append((_("The last one failed"), seen.error))
        advice.append(_("Look at the error, mend it, and run: manage.py backup."))
    elif seen.finished_at is None:
        advice.append(_("Set BACKUP_TARGET, or run: manage.py backup."))
    elif state != GOOD:
        advice.append(_("The last backup is old: does the timetable run, and can the target be reached?"))
    return Section("backup", _("Backup"), state, lines, advice)


def _space() -> Section:
    found = disks()
    state = worst(*(below(100 * each.free / each.total, *LEAST_FREE) for each in found if each.total))
    names = {"var": _("Folder of the portal (VAR_DIR)"), "files": _("Uploads and reports")}
    lines: list[tuple[Text, object]] = [
        (
            names[each.name],
            _("%(free)s free of %(total)s (%(percent)s %%)")
            % {"free": size(each.free), "total": size(each.total), "percent": each.free_percent},
        )
        for each in found
    ]
    lines.append((_("Size of the database"), size(database_bytes())))
    advice: list[Text] = []
    if state != GOOD:
        advice.append(
            _("Little space is left: enlarge the disk, or move old backups elsewhere. A full disk stops all.")
        )
    return Section("space", _("Disk"), state, lines, advice)


def _mail() -> Section:
    if not mails_leave():
        advice: list[Text] = [_("No mail leaves this portal: set EMAIL_HOST and the log-in of the mail server.")]
        return Section("mail", _("Mail"), ATTENTION, [(_("Mail server"), _("none"))], advice)
    last = Mail.objects.filter(state="sent").order_by("-sent_at").first()
    due = waiting_since()["mails"]
    late = (timezone.now() - due).total_seconds() if due else 0.0
    problem = Mail.objects.exclude(error="").exclude(state="sent").order_by("-created_at").first()
    lines: list[tuple[Text, object]] = [
        (_("Mail server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"),
        (_("Last sent"), _ago(last.sent_at) if last else _("never")),
        (_("Waiting"), number(Mail.objects.filter(state="waiting").count())),
    ]
    if problem:
        lines.append((_("Last error"), problem.error[:160]))
    state = above(late, *MAIL_WAITS)
    said: list[Text] = []
    if state != GOOD:
        said.append(_("Mails are overdue: check EMAIL_HOST, the port and the log-in, then send yourself a test mail."))
    return Section("mail", _("Mail"), state, lines, said)


def _ago(at: datetime) -> str:
    return _("%(time)s ago") % {"time": age((timezone.now() - at).total_seconds())}


def _certificate() -> Section:
    title = _("Certificate")
    if not settings.PORTAL_URL.startswith("https://"):
        state = BROKEN if settings.PRODUCTION else UNKNOWN
        return Section(
            "certificate", title, state, [(_("Address"), settings.PORTAL_URL)], [_("No https: none needed.")]
        )
    seen = certificate()
    lines: list[tuple[Text, object]] = [(_("Address"), settings.PORTAL_URL)]
    if seen is None:
        return Section("certificate", title, UNKNOWN, lines, [_("It is looked at once an hour.")])
    if seen.ends_at is None:
        lines.append((_("Problem"), seen.problem))
        said = _("The portal could not reach its own address; ask from outside whether it opens.")
        return Section("certificate", title, ATTENTION, lines, [said])
    lines.append((_("Valid until"), longdate(seen.ends_at)))
    state, advice = below(seen.days_left, *CERTIFICATE_DAYS), list[Text]()
    if seen.problem:
        state = BROKEN
        lines.append((_("Problem"), seen.problem))
        advice.append(_("Browsers refuse this certificate. Install one for this address with its whole chain."))
    elif state != GOOD:
        advice.append(_("It ends soon. Does its renewal run (Caddy, certbot)? Is port 80 open for it?"))
    return Section("certificate", title, state, lines, advice)


def _clock() -> Section:
    drift = clock_drift()
    state = above(abs(drift), *DRIFT)
    now = timezone.localtime()
    lines: list[tuple[Text, object]] = [
        (_("Difference to the clock of the database"), _("%(n)s seconds") % {"n": number(drift, 1)}),
        (_("Time here"), f"{longdate(now)}, {now:%H.%M.%S %Z}"),
    ]
    advice: list[Text] = (
        [_("Set the clocks by NTP (timedatectl set-ntp true) on every machine.")] if state != GOOD else []
    )
    return Section("clock", _("Clock"), state, lines, advice)


def _settings() -> Section:
    """What production would refuse or warns of, in the language of the page."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    found = findings(values)
    is_indonesian = get_language() == "id"
    lines: list[tuple[Text, object]] = [
        (each.setting, each.indonesian if is_indonesian else each.english) for each in found
    ]
    if not settings.PRODUCTION:
        said = _("PRODUCTION=1 is not set: this is a portal for trying out. It would not start with what stands here.")
        return Section("settings", _("Settings worth a look"), ATTENTION, lines, [said])
    return Section("settings", _("Settings worth a look"), ATTENTION if found else GOOD, lines)


SECTIONS: dict[str, Callable[[], Section]] = {
    "parts": _parts,
    "processes": processes,
    "queues": waiting,
    "backup": _backup,
    "mail": _mail,
    "space": _space,
    "certificate": _certificate,
    "clock": _clock,
    "versions": _versions,
    "settings": _settings,
}


def _short_parts() -> Section:
    """For a region: whether it works, without what only those who look after the machine can mend."""
    found = _parts()
    said = [_("Tell those who look after the server.")] if found.state != GOOD else []
    return Section("parts", _("Portal"), found.state, [(_("Version"), settings.VERSION)], [*said])


def _short_waiting() -> Section:
    """For a region: whether work goes on."""
    state, found = worst(processes().state, waiting().state), waiting()
    said = [_("Reports and mails may be late. Tell those who look after the server.")] if state != GOOD else []
    return Section("queues", _("Work in the background"), state, found.lines, [*said])


def _short_backup() -> Section:
    """For a region: how old the copy of its data is."""
    found = _backup()
    said = [_("Tell those who look after the server.")] if found.state != GOOD else []
    return Section("backup", _("Backup"), found.state, found.lines[:1], [*said])


SHORT: dict[str, Callable[[], Section]] = {
    "parts": _short_parts,
    "queues": _short_waiting,
    "backup": _short_backup,
}
