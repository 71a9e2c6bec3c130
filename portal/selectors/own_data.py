"""What the portal holds about one person, for themselves (articles 7 and 13): by the inventory, nothing forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.tabular import plain
from notices.kinds import kind_of, title_of
from notices.models import Notice
from organizations.models import AuditEntry, DataRequest, User
from portal.personal_data.inventory import HOLDINGS
from portal.personal_data.kinds import Holding
from portal.selectors.audit_words import detail_words, verb_words
from portal.selectors.protection import kept_words

SECRET = {
    "organizations.User": ("password",),
    "mfa.Authenticator": ("data",),
}
"""Columns that nobody is told, oneself neither: who has them can log in as the person."""
INSTEAD = {"mfa.Authenticator": {"type": _("Kind"), "created_at": _("Set up"), "last_used_at": _("Last used")}}
"""What is told of such rows beside the columns of the inventory, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that concern a person; `rows` by column, `words` the columns in words."""

    holding: Holding
    words: Sequence[str]
    rows: Sequence[Sequence[Any]]
    count: int
    kept: str

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows for reading: each value with the word of its column."""
        columns = [self.holding.model._meta.get_field(name) for name in _columns(self.holding)]
        return [
            [
                (word, _told(column, value, dict(zip(_columns(self.holding), row, strict=True))))
                for word, column, value in zip(self.words, columns, row, strict=True)
            ]
            for row in self.rows
        ]


def own_parts(person: User, most: int | None = None) -> list[Part]:
    """Every table of the inventory with rows of the person; `most`: so many rows of each, the newest."""
    parts = [_part(holding, person, most) for holding in HOLDINGS if holding.person]
    return [part for part in parts if part.count]


def own_requests(person: User) -> list[DataRequest]:
    """What the person asked before, and what was answered."""
    return list(DataRequest.objects.filter(person=person).order_by("-received_at", "-pk")[:20])


def own_file(person: User) -> dict[str, Any]:
    """Everything, as a machine reads it."""
    return {
        "format": "personal-data",
        "person": str(person.uid),
        "tables": [
            {
                "table": part.holding.table,
                "purpose": str(part.holding.purpose),
                "basis": str(part.holding.basis.label),
                "kept": part.kept,
                "rows": [dict(zip(_columns(part.holding), row, strict=True)) for row in part.rows],
            }
            for part in own_parts(person)
        ],
    }


def _columns(holding: Holding) -> list[str]:
    secret = SECRET.get(holding.table, ())
    return [*(name for name in holding.fields if name not in secret), *INSTEAD.get(holding.table, {})]


def _part(holding: Holding, person: User, most: int | None) -> Part:
    columns = _columns(holding)
    rows = holding.model._base_manager.filter(_of(holding, person)).order_by("-pk")
    found = list(rows.values_list(*columns)[:most] if most else rows.values_list(*columns))
    instead = INSTEAD.get(holding.table, {})
    words = [str(instead[name]) if name in instead else holding.field_label(name) for name in columns]
    return Part(holding, words, found, rows.count() if most else len(found), kept_words(holding))


def _of(holding: Holding, person: User) -> Q:
    """The rows that concern the person: of acts those of their own, and those upon their account."""
    own = Q(**{holding.person: person.pk})
    if holding.model is AuditEntry:
        return own | Q(subject_type=User._meta.label_lower, subject_uid=str(person.uid))
    return own


def _told(column: Any, value: Any, row: dict[str, Any]) -> str:
    """A value in words; acts and their details as the audit log says them, notices as the bell does."""
    if column.model is Notice and column.name == "kind":
        return str(kind_of(value).label)
    if column.model is Notice and column.name == "params":
        return title_of(row["kind"], value)
    if column.model is AuditEntry and value:
        if column.name == "verb":
            return verb_words(value)
        if column.name == "details":
            said = [detail_words(name, each if isinstance(each, str) else plain(each)) for name, each in value.items()]
            return ", ".join(f"{word}: {text}" for word, text in said)
    return _read(column, value)


def _read(column: Any, value: Any) -> str:
    """A value as people read it: choices and moments in words, nothing as a dash."""
    if value in (None, "", [], {}):
        return formats.NOTHING
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{formats.longdate(local.date())} {local:%H.%M}"
    if isinstance(value, date):
        return formats.longdate(value)
    if isinstance(value, dict | list):
        return plain(value)
    return str(dict(column.flatchoices or ()).get(value, value))
