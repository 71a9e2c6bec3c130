"""Which region, period, program, source, indicator and step a row names, by identifiers that do not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exchange.services.bulk_results import Fault
from masterplan.models.catalogues import FundSource
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.entry_parts import WinPlan
from monev.monitoring.selectors.subjects import KINDS, Kind, subjects_due
from monev.monitoring.selectors.workbooks import Contents, Line, workbook_contents
from monev.monitoring.services.entry_together import hold_periods
from organizations.models import Region, User
from organizations.roles import Can
from quickwins.models import Milestone

PROGRAM_KEYS = ("program", "program_uid", "nomenclature")
OTHERS = {kind.field: kind for kind in KINDS[1:]}
"""What else is reported on, by the field that names it."""


class Unplaced(Exception):
    """The row names something that is not there, or not for this person."""

    def __init__(self, code: str, detail: str, attr: str) -> None:
        super().__init__(detail)
        self.fault = Fault(code, detail, attr)


@dataclass(frozen=True, slots=True)
class _Subjects:
    """What is reported on in a period and the person sees, and the ids of what they may enter for."""

    seen: tuple[Any, ...]
    own: frozenset[int]


class Places:
    """What the rows of one request name; everything is read once."""

    def __init__(self, by: User) -> None:
        self.by = by
        self._regions: dict[str, Region | None] = {}
        self._periods: dict[tuple[int, str], Period | None] = {}
        self._subjects: dict[tuple[str, int], _Subjects] = {}
        self._contents: dict[tuple[int, int], dict[tuple[str, str], Line]] = {}
        self._milestones: dict[tuple[int, int], dict[Any, int]] = {}

    def hold(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Hold the periods of the rows against being locked, before anything that was entered in them is read."""
        found: dict[tuple[int, str], Period] = {}
        for row in rows:
            try:
                period = self.period(row)
            except Unplaced:
                continue
            found[period.region_id, period.address] = period
        held = hold_periods(period.pk for period in found.values())
        self._periods |= {key: held.get(period.pk) for key, period in found.items()}

    def period(self, row: Mapping[str, Any]) -> Period:
        """The period of the row. What the person may not see is unknown, like what is not there."""
        code, address = row["region"], row["period"]
        if code not in self._regions:
            self._regions[code] = Region.objects.allowed(self.by, Can.VIEW).filter(code=code).first()
        region = self._regions[code]
        if region is None:
            raise Unplaced("unknown_region", _("No region has this code, or you may not see it."), "region")
        key = (region.pk, address)
        if key not in self._periods:
            rows = Period.objects.filter(region=region, archived_at=None).select_related("region")
            self._periods |= {(region.pk, each.address): each for each in rows}
            self._periods.setdefault(key, None)
        period = self._periods[key]
        if period is None:
            raise Unplaced(
                "unknown_period",
                _("The region has no such period. Write a quarter as 2026-3, a month as 2026-b9."),
                "period",
            )
        return period

    def line(self, row: Mapping[str, Any], period: Period) -> Line:
        """What the row is about with its plan and its report, if the person may enter for it."""
        name = next((name for name in OTHERS if row.get(name)), "")
        if name:
            subject = self.other(name, row[name], period)
            line = self._lines(subject.agency if name == "quick_win" else subject.commitment.agency, period).get(
                (OTHERS[name].slug, str(subject.uid))
            )
        else:
            program = self.program(row, period)
            line = self._lines(program.lead_agency, period).get((KINDS[0].slug, str(program.lineage)))
        if line is None:
            raise _unknown(row)
        return line

    def _lines(self, agency: Any, period: Period) -> dict[tuple[str, str], Line]:
        key = (agency.pk, period.pk)
        if key not in self._contents:
            contents: Contents = workbook_contents(agency, period, seen_by=self.by)
            self._contents[key] = {(line.kind.slug, line.key): line for line in contents.lines}
        return self._contents[key]

    def other(self, name: str, uid: Any, period: Period) -> Any:
        """A quick win or a pledge by its identifier."""
        known = self._of(OTHERS[name], period)
        found = next((each for each in known.seen if each.uid == uid), None)
        if found is None:
            raise Unplaced("unknown_subject", _("Nothing that is reported in this period has this identifier."), name)
        if found.pk not in known.own:
            raise Unplaced("permission_denied", _("This belongs to another OPD; you may not enter for it."), name)
        return found

    def program(self, row: Mapping[str, Any], period: Period) -> Program:
        """By code, identifier (of the row or of all versions), nomenclature, or several of them at once."""
        programs = self._of(KINDS[0], period)
        named = {name: str(row[name]) for name in PROGRAM_KEYS if row.get(name)}
        found = [each for each in programs.seen if all(_names(each, name, text) for name, text in named.items())]
        if not found:
            raise _unknown(row)
        own = [each for each in found if each.pk in programs.own]
        if not own:
            raise Unplaced(
                "permission_denied",
                _("This program belongs to another OPD (%(agency)s); you may not enter for it.")
                % {"agency": found[0].lead_agency},
                _attr(row),
            )
        if len(own) > 1:
            raise Unplaced(
                "ambiguous_program",
                _("%(count)s programs match. Name the program by `program_uid`.") % {"count": len(own)},
                _attr(row),
            )
        return own[0]

    def _of(self, kind: Kind, period: Period) -> _Subjects:
        key = (kind.slug, period.pk)
        if key not in self._subjects:
            due = subjects_due(kind, period)
            due = due.select_related(*JOINED.get(kind.slug, ()))
            own = frozenset(due.allowed(self.by, Can.ENTER).values_list("pk", flat=True))
            self._subjects[key] = _Subjects(tuple(due.allowed(self.by, Can.VIEW)), own)
        return self._subjects[key]

    @cached_property
    def sources(self) -> dict[str, int]:
        """Sources of funds by code."""
        return dict(FundSource.objects.values_list("code", "pk"))

    def source(self, code: str, attr: str) -> int:
        """The id of a source of funds."""
        if code not in self.sources:
            raise Unplaced(
                "unknown_source_of_funds",
                _("No source of funds has this code. Known are: %(names)s.") % {"names": ", ".join(self.sources)},
                attr,
            )
        return self.sources[code]

    def indicator(self, line: Line, text: str, attr: str) -> int:
        """The id of an indicator of the program, by identifier (of the row or of all versions) or by its name."""
        rows = [each.indicator for each in line.program_plan.inputs.indicators]
        names = ((row.pk, (str(row.uid), str(row.lineage), _plain(row.name))) for row in rows)
        found = _one(names, text)
        if found is None:
            raise Unplaced("unknown_indicator", _("This indicator does not belong to the program."), attr)
        return found

    def milestone(self, line: Line, uid: Any, attr: str) -> int:
        """The id of a milestone of the quick win, by its identifier."""
        key = (line.subject.region_id, line.subject.year)
        if key not in self._milestones:
            rows = Milestone.objects.filter(quick_win__region=key[0], quick_win__year=key[1], archived_at=None)
            self._milestones[key] = dict(rows.values_list("uid", "pk"))
        found = self._milestones[key].get(uid)
        if found is None or not isinstance(line.plan, WinPlan):
            raise Unplaced("unknown_milestone", _("This milestone does not belong to the quick win."), attr)
        return found

    def action(self, line: Line, text: str, attr: str) -> int:
        """The id of a concrete step of the program that runs in the year, by its name."""
        found = _one(((slot.action_id, (_plain(slot.name),)) for slot in line.program_plan.actions), text)
        if found is None:
            raise Unplaced(
                "unknown_action_item",
                _("This action item does not belong to the program, or does not run in this year."),
                attr,
            )
        return found


JOINED = {
    "progress": ("lead_agency__region", "nomenclature"),
    "quick-win": ("agency__region",),
    "pledge": ("commitment__agency__region",),
}
"""Joined to what is reported on: its OPD."""


def _names(program: Program, name: str, text: str) -> bool:
    if name == "program":
        return program.code == text
    if name == "nomenclature":
        return program.nomenclature is not None and program.nomenclature.code == text
    return text.lower() in (str(program.uid), str(program.lineage))


def _unknown(row: Mapping[str, Any]) -> Unplaced:
    return Unplaced("unknown_program", _("No program that is reported in this period has this identifier."), _attr(row))


def _attr(row: Mapping[str, Any]) -> str:
    return next((name for name in PROGRAM_KEYS if row.get(name)), PROGRAM_KEYS[0])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _one(names: Iterable[tuple[int, tuple[str, ...]]], text: str) -> int | None:
    """The only row that has this name; nothing where two have it."""
    found = [pk for pk, known in names if _plain(text) in known]
    return found[0] if len(found) == 1 else None
