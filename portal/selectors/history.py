"""The trail of a record: who changed what from which value to which, when and why, with the rows that belong to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone

from organizations.models import Region
from organizations.roles import Can
from portal.selectors.history_tables import Part, Table
from portal.selectors.history_values import NO_VALUE, Names, is_shown, label_of, shown

ADDED, CHANGED, REMOVED = "+", "~", "-"
TOGETHER = timedelta(seconds=2)
"""Changes of one person for one reason within this time are one act: saving a report writes several rows."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed. `row`: the part of the record it belongs to, empty for the record itself."""

    kind: str
    row: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did at one time, for one reason."""

    at: datetime
    by: Any
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """The history of one record, the newest first. `row` is None when the record was deleted."""

    table: Table
    title: str
    row: Any
    region: Region | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One stored state of one row, with the one before it."""

    part: Part
    now: Any
    before: Any


def trail(table: Table, uid: uuid.UUID, *, seen_by: Any) -> Trail | None:
    """The trail of a record that `seen_by` may see, archived and deleted ones too; None when they may not.

    A fixed number of queries for a kind of record, however long its history is.
    """
    row = table.model._default_manager.all().allowed(seen_by, Can.VIEW).filter(uid=uid).first()
    last = table.model.history.filter(uid=uid).order_by("-history_id").first()
    if row is None and not _may_see_deleted(table.model, last, seen_by):
        return None
    steps = _steps(table, row.pk if row is not None else last.id)
    names = Names.of(step.now for step in steps)
    region = _place(table.model, row if row is not None else last)[0]
    with timezone.override(region.time_zone if region else None):
        acts = tuple(_acts(steps, names))
    title = str(row) if row is not None else str(last.instance)
    return Trail(table=table, title=title, row=row, region=region, acts=acts)


def _may_see_deleted(model: Any, last: Any, seen_by: Any) -> bool:
    """The same rule as for rows that are there: region or OPD within reach. Rows that still exist are not deleted."""
    if last is None or last.history_type != REMOVED:
        return False
    region, agency_id = _place(model, last)
    reach = seen_by.access.reach(Can.VIEW)
    return region is not None and reach.covers(region_id=region.pk, agency_id=agency_id)


def _place(model: Any, row: Any) -> tuple[Region | None, int | None]:
    """Region and OPD of a row, or of the last state of a deleted one; None where the way there is gone."""
    rows = model._default_manager.all()
    try:
        region = _follow(row, rows.region_path)
        agency = _follow(row, rows.agency_path) if rows.agency_path else None
    except ObjectDoesNotExist:
        return None, None
    # What belongs to the nation, such as a round of the evaluation, names itself where others name their region.
    return region if isinstance(region, Region) else None, getattr(agency, "pk", None)


def _follow(row: Any, path: str) -> Any:
    if path == "pk":
        return getattr(row, "instance", row)
    for part in path.split("__"):
        row = getattr(row, part) if row is not None else None
    return row


def _steps(table: Table, pk: int) -> list[_Step]:
    """Every stored state of the record and its parts, the oldest first; one query for each kind of row."""
    own = Part(table.model, "id", ())
    ids: dict[Any, set[int]] = {table.model: {pk}}
    found: list[_Step] = []
    for part in (own, *table.parts):
        rows = part.model.history.filter(**{f"{part.column}__in": ids.get(part.of or table.model, set())})
        before: dict[int, Any] = {}
        for row in rows.select_related("history_user").order_by("history_date", "history_id"):
            found.append(_Step(part, row, before.get(row.id)))
            before[row.id] = row
        ids.setdefault(part.model, set()).update(before)
    return sorted(found, key=lambda step: step.now.history_date)


def _acts(steps: Sequence[_Step], names: Names) -> Iterable[Act]:
    """Steps that belong together as one act, the newest first; those that changed nothing one sees are left out."""
    groups: list[list[_Step]] = []
    for step in steps:
        if groups and _belongs(groups[-1][0].now, step.now):
            groups[-1].append(step)
        else:
            groups.append([step])
    for group in reversed(groups):
        changes = [change for step in group for change in _changes(step, names)]
        if changes:
            first = group[0].now
            yield Act(first.history_date, first.history_user, first.history_change_reason or "", tuple(changes))


def _belongs(first: Any, other: Any) -> bool:
    same = (first.history_user_id, first.history_change_reason) == (other.history_user_id, other.history_change_reason)
    return same and other.history_date - first.history_date <= TOGETHER


def _changes(step: _Step, names: Names) -> list[Change]:
    """What one step did: an added or removed row is one line with its values, a changed one a line for each value."""
    fields = [field for field in step.now._meta.model.instance_type._meta.concrete_fields if is_shown(field)]
    fields = [field for field in fields if field.name != step.part.column]
    row = _row_name(step, fields, names)
    if step.now.history_type == CHANGED and step.before is not None:
        return [
            Change(CHANGED, row, label_of(field), *values)
            for field in fields
            if (values := (shown(field, step.before, names), shown(field, step.now, names)))[0] != values[1]
        ]
    summary = "; ".join(
        f"{label_of(field)}: {text}"
        for field in fields
        if field.name not in step.part.names and (text := shown(field, step.now, names)) not in ("", NO_VALUE)
    )
    if step.now.history_type == REMOVED:
        return [Change(REMOVED, row, "", summary, "")]
    return [Change(ADDED, row, "", "", summary)]


def _row_name(step: _Step, fields: Sequence[models.Field[Any, Any]], names: Names) -> str:
    """`Realisasi: PAD`; empty for the record itself."""
    if step.part.column == "id":
        return ""
    by_name = {field.name: field for field in fields}
    called = [shown(by_name[name], step.now, names) for name in step.part.names if name in by_name]
    kind = label_of(step.now._meta.model.instance_type._meta)
    return f"{kind}: {', '.join(called)}" if called else kind
