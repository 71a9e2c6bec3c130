"""Bulk requests of other systems: the rows go through the services of the pages, all of them or each report alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exchange.services.bulk_drafts import Draft, Row, judge, take_report, take_spending, take_value
from exchange.services.bulk_places import OTHERS, PROGRAM_KEYS, Places, Unplaced
from exchange.services.bulk_results import BulkResult, Fault, RowResult, State, keep_apart
from exchange.services.bulk_storing import flags_of_drafts, store_drafts
from monev.monitoring.models.progress import IndicatorValue, Spending
from monev.monitoring.services.entry import PeriodClosed, require_entry
from organizations.models import User

Take = Callable[[Draft, RowResult, Row, Places], None]
Checked = tuple[Row | None, list[Fault]]
"""One row as its fields were read, or what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a row brings: how it is taken, what names it, and the table and column in which its own figure stands."""

    take: Take
    names: tuple[str, ...] = ()
    part: str = ""
    prefix: str = ""
    table: Any = None
    column: str = ""


REPORTS = Kind(take_report)
SPENDING = Kind(take_spending, ("source_of_funds",), "spending", "spending_", Spending, "source_of_funds_id")
VALUES = Kind(take_value, ("indicator",), "values", "value_", IndicatorValue, "indicator_id")


def write_rows(
    kind: Kind, rows: Sequence[Checked], *, by: User, every: bool = True, dry_run: bool = False, flags: bool = True
) -> BulkResult:
    """Check and store rows. `every`: one that is refused undoes all; else the other reports are stored.

    A report is the unit: where one of its rows is refused, none of that report is stored. `dry_run` does everything
    and undoes it. The services of the pages decide what is allowed, so `PermissionDenied` and `Refused` become errors
    of the rows. `flags`: the data-quality rules run over what is stored.
    """
    results = [RowResult(index, _key(kind, row), errors=list(faults)) for index, (row, faults) in enumerate(rows)]
    result = BulkResult(results)
    with transaction.atomic():
        drafts = _gather(kind, rows, results, Places(by))
        _check(drafts)
        if not every:
            _spread(drafts)
        if not every or not result.is_refused:
            store_drafts([draft for draft in drafts if not draft.is_refused], by=by)
            if not every:
                _spread(drafts)
        is_undone = every and result.is_refused
        if is_undone:
            keep_apart(results)
        else:
            _finish(kind, drafts, by if flags else None)
        transaction.set_rollback(is_undone or dry_run)
    if dry_run and not is_undone:
        _hide_numbers(results)
    return result


def _key(kind: Kind, row: Row | None) -> str:
    """How people recognise the row: `52.07 2026-3 P-01 1.1`."""
    if row is None:
        return ""
    program = next((str(row[name]) for name in (*PROGRAM_KEYS, *OTHERS) if row.get(name)), "")
    return " ".join([row["region"], row["period"], program, *(str(row[name]) for name in kind.names)])[:200]


def _gather(kind: Kind, rows: Sequence[Checked], results: list[RowResult], places: Places) -> list[Draft]:
    """The reports that the rows are about, in one order; their periods are held before anything of them is read."""
    given = [(result, row) for result, (row, _faults) in zip(results, rows, strict=True) if row is not None]
    places.hold(row for _result, row in given)
    drafts: dict[tuple[int, str], Draft] = {}
    for result, row in given:
        try:
            period = places.period(row)
            line = places.line(row, period)
            draft = drafts.setdefault((period.pk, line.key), Draft(line, period))
            draft.rows.append((result, row))
            kind.take(draft, result, row, places)
        except Unplaced as problem:
            result.errors.append(problem.fault)
    return [draft for _key, draft in sorted(drafts.items())]


def _check(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        judge(draft)
        if draft.writes and not (draft.line.report and draft.line.report.is_correction):
            try:
                require_entry(draft.period)
            except PeriodClosed as refused:
                draft.refuse(Fault("period_closed", str(refused.message), "period"))


def _spread(drafts: Iterable[Draft]) -> None:
    """A report is stored as a whole: where one of its rows is refused, the others say so."""
    for draft in drafts:
        if draft.is_refused:
            for result, _row in draft.rows:
                if not result.errors:
                    text = _("Another row of the same report was refused: nothing of the report was stored.")
                    result.errors.append(Fault("report_refused", text))


def _finish(kind: Kind, drafts: list[Draft], seen_by: User | None) -> None:
    """States, identifiers and data-quality findings of what is stored."""
    done = [draft for draft in drafts if not draft.is_refused and draft.report is not None]
    own = _own_rows(kind, done)
    flags = flags_of_drafts(done, seen_by) if seen_by else {}
    for draft in drafts:
        for result, _row in draft.rows:
            result.state = State.REFUSED if result.errors else State.UNCHANGED
    for draft in done:
        for result, _row in draft.rows:
            _fill(kind, draft, result, own)
            result.flags = flags.get(draft.report.pk, [])


def _own_rows(kind: Kind, done: list[Draft]) -> dict[tuple[int, int], Any]:
    """The rows that hold the figures, by report and source or indicator."""
    if kind.table is None:
        return {}
    rows = kind.table.objects.filter(report__in=[draft.report.pk for draft in done])
    return {(row.report_id, getattr(row, kind.column)): row for row in rows}


def _fill(kind: Kind, draft: Draft, result: RowResult, own: dict[tuple[int, int], Any]) -> None:
    report = draft.report
    result.version = report.version
    result.report = {"id": report.pk, "uid": str(report.uid), "state": str(report.state)}
    if kind.table is None:
        result.state = _state(draft.line.report is not None, report.version != draft.line.version)
        result.id, result.uid = report.pk, str(report.uid)
        return
    key = next((int(n.removeprefix(kind.prefix)) for n, at in draft.attrs.items() if at[0] is result), 0)
    before, after = getattr(draft.line.stored, kind.part).get(key), draft.lists[kind.part][key]
    result.state = _state(before is not None, before != after)
    if (row := own.get((report.pk, key))) is not None:
        result.id, result.uid = row.pk, str(row.uid)


def _state(was_there: bool, is_new: bool) -> str:
    if not is_new:
        return State.UNCHANGED
    return State.UPDATED if was_there else State.CREATED


def _hide_numbers(results: Iterable[RowResult]) -> None:
    """What was only tried has no identifiers that anybody could ask for."""
    for result in results:
        if result.state in (State.CREATED, State.UPDATED):
            result.id, result.uid, result.version = None, None, None
            result.report = None
