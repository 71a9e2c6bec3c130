"""The audit log: what it holds for those who may search it, and a person's own acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from core.lookups import within_days
from organizations.models import AuditEntry, Region, User
from organizations.roles import Can
from portal.selectors.audit_words import detail_words, kind_words, verb_words
from portal.selectors.history_tables import BY_LABEL


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What narrows the log; nothing chosen: everything. `since` and `until` are days of the region, both included."""

    person: str = ""
    verb: str = ""
    kind: str = ""
    text: str = ""
    key: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act in words. `table`: the name of the page of history of its record, where it has one."""

    at: datetime
    by: str
    act: str
    kind: str
    label: str
    table: str
    uid: str
    region: str
    details: tuple[tuple[str, str], ...]


def searched_by(user: Any, region: Region | None) -> Any:
    """The entries that `user` may search: as administrator those of the region, as national administrator all."""
    national = AuditEntry.objects.allowed(user, Can.CATALOGUE)
    rows = national | AuditEntry.objects.allowed(user, Can.ADMINISTER)
    return rows.filter(region=region) if region is not None else national


def audit_log(user: Any, region: Region | None, chosen: AuditFilter) -> Any:
    """The log as it was asked for, the newest first; a queryset, so that a page reads only what it shows."""
    rows = searched_by(user, region).filter(_times(chosen, region))
    if chosen.verb:
        rows = rows.filter(verb=chosen.verb)
    if chosen.kind:
        rows = rows.filter(subject_type=chosen.kind)
    for word in chosen.person.split():
        rows = rows.filter(Q(by__name__icontains=word) | Q(by__email__icontains=word))
    if chosen.key:
        rows = rows.filter(details__through__icontains=chosen.key)
    for word in chosen.text.split():
        rows = rows.filter(Q(subject_label__icontains=word) | Q(subject_uid__istartswith=word))
    return rows.select_related("by", "region").order_by("-at", "-pk")


def own_acts(user: User) -> Any:
    """What a person did, the newest first; their own, so no right is asked."""
    return AuditEntry.objects.filter(by=user).select_related("by", "region").order_by("-at", "-pk")


def audit_line(entry: AuditEntry) -> AuditLine:
    """An entry in words of the active language."""
    table = BY_LABEL.get(entry.subject_type)
    return AuditLine(
        at=entry.at,
        by=entry.by.name if entry.by else gettext("the portal"),
        act=verb_words(entry.verb),
        kind=kind_words(entry.subject_type),
        label=entry.subject_label,
        table=table.slug if table and len(entry.subject_uid) == 36 else "",
        uid=entry.subject_uid,
        region=str(entry.region or ""),
        details=tuple(
            detail_words(name, _plain(value)) for name, value in entry.details.items() if value not in (None, "")
        ),
    )


def export_rows(entries: Any, zone: ZoneInfo | None) -> Iterator[tuple[str, ...]]:
    """The entries as rows of a table, read in portions: memory does not grow with the log.

    In the language that is active now, also when the rows are read after the answer has begun; times of `zone`.
    """
    return _export_rows(entries, zone, get_language())


def _export_rows(entries: Any, zone: ZoneInfo | None, language: str | None) -> Iterator[tuple[str, ...]]:
    for entry in entries.iterator(chunk_size=1000):
        with override(language):
            line = audit_line(entry)
        yield (
            timezone.localtime(entry.at, zone).isoformat(timespec="seconds"),
            line.by,
            entry.by.email if entry.by else "",
            line.act,
            entry.verb,
            line.kind,
            line.label,
            line.uid,
            line.region,
            json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else "",
            str(entry.pk),
            entry.chain,
            str(entry.position or ""),
            entry.previous,
            entry.hash,
        )


def export_head() -> tuple[str, ...]:
    """The headings of an export."""
    return (
        gettext("When"),
        gettext("Who"),
        gettext("E-mail"),
        gettext("Act"),
        gettext("Code of the act"),
        gettext("Kind of record"),
        gettext("Record"),
        gettext("Identifier"),
        gettext("Region"),
        gettext("Details"),
        gettext("Number"),
        gettext("Chain"),
        gettext("Position in the chain"),
        gettext("Hash before"),
        gettext("Hash"),
    )


def _times(chosen: AuditFilter, region: Region | None) -> Q:
    zone = ZoneInfo(region.time_zone) if region else timezone.get_default_timezone()
    return within_days("at", chosen.since, chosen.until, zone)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
