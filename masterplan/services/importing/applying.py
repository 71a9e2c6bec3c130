"""Writes an import into a draft of the plan: one transaction, all or nothing."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.agencies import agency_key
from masterplan.importing.names import name_key
from masterplan.models.imports import PlanImport
from masterplan.models.plans import BudgetLine, Indicator, IndicatorTarget, PlanVersion, Program, ProgramSupporter
from masterplan.services.importing.agencies import AgencyBook
from masterplan.services.importing.differences import (
    INDICATOR_FIELDS,
    PROGRAM_FIELDS,
    IndicatorChange,
    ProgramChange,
    compare,
)
from masterplan.services.importing.drafts import create_rows, obtain_draft
from masterplan.services.importing.preview import Preview, Source, imported_lineages, preview
from masterplan.services.importing.wanted import WantedProgram
from organizations import audit
from organizations.models import Region, User

KEPT_MESSAGES = 3000
REASON = "import"


@transaction.atomic
def apply_import(source: Source, *, by: User | None, upload: PlanImport | None = None) -> tuple[Preview, PlanImport]:
    """Read the file again, write what it changes into the draft, and keep the file with what came of it.

    The same file read in the same way writes nothing. Raises `Refused` when part of it cannot be read.
    """
    Region.objects.select_for_update(of=("self",)).get(pk=source.region.pk)  # one import of a region at a time
    found = preview(source)
    if found.errors:
        raise Refused(
            _("Part of the file could not be read. Correct what is listed, then import again; nothing was stored.")
        )
    if found.same_as is not None:
        return found, found.same_as
    upload = upload or keep_upload(source, by=by)
    if found.comparison or found.version is None:
        draft = obtain_draft(
            source.region,
            source.title,
            start=source.start,
            end=source.end,
            pillar_set=found.pillar_set,
            by=by,
            note=source.filename[:200],
        )
        _Writer(draft, AgencyBook(source.region), by).write(found)
    else:
        draft = found.version
    _finish(upload, found, draft, by)
    return found, upload


def keep_upload(source: Source, *, by: User | None) -> PlanImport:
    """Keep the file of an import as it was handed in."""
    row = PlanImport(
        region=source.region,
        title=source.title,
        start_year=source.start,
        end_year=source.end,
        file_name=source.filename[:250],
        sha256=source.sha256,
        mapping=source.mapping or {},
        uploaded_by=by,
    )
    suffix = "xlsx" if source.filename.lower().endswith("xlsx") else "csv"
    row.file.save(f"{source.sha256[:16]}.{suffix}", ContentFile(source.content), save=False)
    row.store(by=by, reason=REASON)
    return row


def _finish(upload: PlanImport, found: Preview, draft: PlanVersion, by: User | None) -> None:
    """Note what came of it."""
    keys = {program.key for program in found.wanted}
    rows = draft.programs.select_related("lead_agency")
    lineages = [str(r.lineage) for r in rows if (r.code, name_key(r.name), agency_key(r.lead_agency.name)) in keys]
    upload.plan_version = draft
    upload.status = PlanImport.Status.APPLIED
    upload.mapping = found.mapping.as_json()
    upload.result = {
        "counts": found.counts,
        "totals": {str(year): str(amount) for year, amount in found.totals.items()},
        "messages": [message.as_json() for message in found.messages[:KEPT_MESSAGES]],
        "options": found.options,
        "lineages": lineages,
    }
    upload.store(by=by, reason=REASON)
    audit.record(
        by,
        "plan.imported",
        draft,
        region=draft.plan.region,
        file=upload.file_name,
        sha256=upload.sha256,
        differences=len(found.comparison.differences),
    )


class _Writer:
    """Writes programs and what belongs to them into one draft."""

    def __init__(self, draft: PlanVersion, book: AgencyBook, by: User | None) -> None:
        self.draft, self.book, self.by = draft, book, by
        self.supporters: list[ProgramSupporter] = []
        self.budget: list[BudgetLine] = []
        self.indicators: list[tuple[Indicator, IndicatorChange]] = []
        self.targets: list[IndicatorTarget] = []

    def write(self, found: Preview) -> None:
        """All changes. They are measured again by the draft, which may be a fresh copy of an adopted version."""
        imported = imported_lineages(self.draft)
        changes = compare(found.wanted, self.draft, imported=imported).changes
        for change in changes:
            if change.wanted is None and change.stored is not None:
                change.stored.delete()
        added = [change for change in changes if change.stored is None and change.wanted]
        rows = [self._new_program(change.wanted) for change in added if change.wanted]
        create_rows(Program, rows, by=self.by, reason=REASON)
        for change, row in zip(added, rows, strict=True):
            self._fill(change, row)
        for change in changes:
            if change.wanted and change.stored and change.differences:
                self._update(change, change.stored)
        self._flush()

    def _new_program(self, wanted: WantedProgram) -> Program:
        lead = self.book.obtain(wanted.agency, collective=wanted.collective, by=self.by)
        return Program(plan_version=self.draft, lead_agency=lead, sub_dimension=wanted.sub_dimension, **wanted.values)

    def _fill(self, change: ProgramChange, row: Program) -> None:
        """What belongs to a new program."""
        wanted = change.wish
        for name in wanted.supporters:
            self._support(row, name)
        self.budget += [_line(row, key, amount) for key, amount in wanted.budget.items()]
        for indicator in change.indicators:
            self._indicator(row, indicator)

    def _support(self, row: Program, name: str) -> None:
        agency = self.book.obtain(name, collective=False, by=self.by)
        if agency.pk != row.lead_agency_id and not any(
            s.program is row and s.agency == agency for s in self.supporters
        ):
            self.supporters.append(ProgramSupporter(program=row, agency=agency))

    def _indicator(self, row: Program, change: IndicatorChange) -> None:
        """A new indicator, or a stored one whose columns or targets differ."""
        if change.stored is None:
            self.indicators.append((Indicator(program=row, **change.wanted.values), change))
            return
        stored = change.stored
        if _assign(stored, change.wanted.values, INDICATOR_FIELDS):
            stored.store(by=self.by, reason=REASON)
        have = {target.year: target for target in stored.targets.all()}
        for year, (value, text) in change.wanted.targets.items():
            target = have.pop(year, None)
            if target is None:
                self.targets.append(IndicatorTarget(indicator=stored, year=year, value=value, text=text))
            elif _assign(target, {"value": value, "text": text}, ("value", "text")):
                target.store(by=self.by, reason=REASON)
        for target in have.values():
            target.delete()

    def _update(self, change: ProgramChange, row: Program) -> None:
        """A program that is there already: only what differs is written."""
        wanted = change.wish
        values = dict(wanted.values)
        values["nomenclature"] = values["nomenclature"] or row.nomenclature
        fields = (*PROGRAM_FIELDS, "lead_agency", "sub_dimension")
        values["lead_agency"] = (
            row.lead_agency
            if change.keeps_lead
            else self.book.obtain(wanted.agency, collective=wanted.collective, by=self.by)
        )
        decided = wanted.sub_dimension if wanted.decided or row.sub_dimension_id is None else None
        values["sub_dimension"] = decided or row.sub_dimension
        if _assign(row, values, fields):
            row.store(by=self.by, reason=REASON)
        self._update_supporters(row, wanted)
        self._update_budget(row, wanted)
        for indicator in change.gone:
            indicator.delete()
        for item in change.indicators:
            self._indicator(row, item)

    def _update_supporters(self, row: Program, wanted: WantedProgram) -> None:
        have = {agency_key(s.agency.name): s for s in row.supporters.all()}
        need = {agency_key(name): name for name in wanted.supporters}
        for key in have.keys() - need.keys():
            have[key].delete()
        for key in need.keys() - have.keys():
            self._support(row, need[key])

    def _update_budget(self, row: Program, wanted: WantedProgram) -> None:
        have = {(b.year, b.source_of_funds_id, b.edition): b for b in row.budget_lines.all()}
        for key, amount in wanted.budget.items():
            line = have.pop(key, None)
            if line is None:
                self.budget.append(_line(row, key, amount))
            elif line.ceiling != amount:
                line.ceiling = amount
                line.store(by=self.by, reason=REASON)
        for line in have.values():
            line.delete()

    def _flush(self) -> None:
        """Store what was collected, in few statements."""
        create_rows(ProgramSupporter, self.supporters, by=self.by, reason=REASON)
        create_rows(BudgetLine, self.budget, by=self.by, reason=REASON)
        rows = [indicator for indicator, _change in self.indicators]
        create_rows(Indicator, rows, by=self.by, reason=REASON)
        for indicator, change in self.indicators:
            self.targets += [
                IndicatorTarget(indicator=indicator, year=year, value=value, text=text)
                for year, (value, text) in change.wanted.targets.items()
            ]
        create_rows(IndicatorTarget, self.targets, by=self.by, reason=REASON)


def _line(row: Program, key: tuple[int, int, str], amount: Any) -> BudgetLine:
    year, fund, edition = key
    return BudgetLine(program=row, year=year, source_of_funds_id=fund, edition=edition, ceiling=amount)


def _assign(row: Any, values: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Set what differs; whether anything did."""
    differing = [name for name in names if getattr(row, name) != values[name]]
    for name in differing:
        setattr(row, name, values[name])
    return bool(differing)
