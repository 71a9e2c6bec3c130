"""What is reported on (a program, a quick win, a pledge), the report it has, and where both are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from masterplan.models.commitments import Pledge
from masterplan.models.directives import DirectiveAnswer
from masterplan.models.plans import Program
from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import SUBJECTS, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import (
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
)
from monev.monitoring.selectors.inputs import programs_of
from organizations.models import Agency
from organizations.roles import Can
from quickwins.models import QuickWin

Subject = Program | QuickWin | Pledge
Report = ProgressReport | QuickWinReport | PledgeReport
Proof = Report | DirectiveAnswer
"""What shows evidence: the reports of a period, and what an OPD answers to a directive (of no period)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is reported on: model of the subject, of the report, and the names that join them."""

    subject: type[Model]
    report: type[Model]
    field: str
    use: str
    slug: str


KINDS = (
    Kind(Program, ProgressReport, "program", "progress_report", "progress"),
    Kind(QuickWin, QuickWinReport, "quick_win", "quick_win_report", "quick-win"),
    Kind(Pledge, PledgeReport, "pledge", "pledge_report", "pledge"),
)
"""What is reported on by period."""
ANSWERS = Kind(Directive, DirectiveAnswer, "directive", "directive_answer", "directive")
"""What is answered with evidence, without a period."""


def kind_of(row: Subject | Directive | Proof) -> Kind:
    """The kind of a subject or of a report."""
    return next(kind for kind in (*KINDS, ANSWERS) if isinstance(row, (kind.subject, kind.report)))


def subject_of(report: Proof) -> Any:
    """What the report is about."""
    return getattr(report, kind_of(report).field)


def subjects_due(kind: Kind, period: Period) -> Any:
    """What is reported on in `period`: programs of the plan in force, quick wins of the year, pledges not kept yet."""
    if kind.subject is Program:
        return programs_of(period.region_id, period)
    if kind.subject is QuickWin:
        return QuickWin.objects.filter(region=period.region_id, year=period.year, archived_at=None).for_list()
    due = Q(due_year=None) | Q(due_year__gte=period.year) | ~Q(state=Pledge.State.KEPT)
    return Pledge.objects.filter(due, commitment__region=period.region_id, archived_at=None).for_list()


def report_on(subject: Subject, period: Period) -> Any | None:
    """The report of `subject` for `period`, of a corrected one the newest revision: the one that is worked on.

    A program's report is found across the versions of the plan.
    """
    kind = kind_of(subject)
    rows: Any = kind.report._default_manager.filter(period=period, archived_at=None).order_by("-revision", "pk")
    if isinstance(subject, Program):
        return rows.filter(program__lineage=subject.lineage).select_related("program").first()
    return rows.filter(**{kind.field: subject}).first()


def evidence_of(report: Proof) -> Any:
    """What a report, its indicator values and milestones, or an answer to a directive show as proof, as it came."""
    rows = EvidenceUse.objects.of_reports(kind_of(report).use, [report.pk])
    rows = rows.select_related("evidence__stored_file", "evidence__uploaded_by")
    return rows.select_related(*OF_PARTS).order_by("created_at", "pk")


def evidence_by_report(reports: Sequence[Report]) -> dict[int, list[EvidenceUse]]:
    """What several reports of one kind show as proof, by id; as `evidence_of`, in one query."""
    found: dict[int, list[EvidenceUse]] = {each.pk: [] for each in reports}
    if not reports:
        return found
    use, part = kind_of(reports[0]).use, PROVING.get(type(reports[0]), "")
    own = Q(**{f"{use}__in": found})
    if part:
        own |= Q(**{f"{part}__report__in": found})
    rows = EvidenceUse.objects.filter(own, archived_at=None)
    rows = rows.select_related("evidence__stored_file", "evidence__uploaded_by")
    for row in rows.select_related(*OF_PARTS).order_by("created_at", "pk"):
        found[getattr(row, f"{use}_id") or getattr(row, part).report_id].append(row)
    return found


PROVING = {ProgressReport: "indicator_value", QuickWinReport: "milestone"}
"""Parts of a report that have proof of their own."""
OF_PARTS = (
    *("indicator_value__indicator", "indicator_value__report", "milestone__milestone", "milestone__report"),
    "directive_answer__directive",
)
"""Joined to uses of evidence: what it is of a report that each of them proves."""


def proven(use: EvidenceUse) -> Any:
    """What a piece of evidence proves: a report, an indicator value, a milestone, or the answer to a directive."""
    return next(row for name in SUBJECTS if (row := getattr(use, name)) is not None)


def report_of(use: EvidenceUse) -> Any:
    """The report to which the proven thing belongs."""
    row = proven(use)
    return row.report if isinstance(row, (IndicatorValue, MilestoneProgress)) else row


def column_of(row: Any) -> str:
    """The column of `EvidenceUse` that names `row` as the proven thing."""
    if isinstance(row, IndicatorValue):
        return "indicator_value"
    return "milestone" if isinstance(row, MilestoneProgress) else kind_of(row).use


def used_elsewhere(uses: Iterable[EvidenceUse], *, seen_by: Any) -> dict[int, list[str]]:
    """By piece of evidence: where else in the region the same file is shown as proof.

    Other programs, quick wins and pledges by name, another OPD and another period in brackets: `Desa Digital (Dinas
    Kominfo, TW II 2026)`. The same subject in another period counts too, its other revisions of the period do not.
    """
    rows = [use for use in uses if use.evidence.stored_file_id]
    found: dict[int, list[str]] = {use.evidence_id: [] for use in rows}
    if not rows:
        return found
    same = (
        EvidenceUse.objects.allowed(seen_by, Can.VIEW)
        .filter(
            evidence__stored_file__in={use.evidence.stored_file_id for use in rows},
            evidence__region__in={use.evidence.region_id for use in rows},
            archived_at=None,
        )
        .select_related("evidence", *OF_REPORTS)
    )
    places = {use.pk: place_of(use) for use in same}
    by_file: dict[int | None, list[Place]] = {}
    for use in same:
        by_file.setdefault(use.evidence.stored_file_id, []).append(places[use.pk])
    for use in rows:
        if (here := places.get(use.pk)) is not None:
            others = by_file[use.evidence.stored_file_id]
            names = {each.seen_from(here) for each in others if each.key != here.key}
            found[use.evidence_id] = sorted({*found[use.evidence_id], *names})
    return found


OF_REPORTS = (
    *("progress_report__program__lead_agency", "progress_report__period"),
    *("quick_win_report__quick_win__agency", "quick_win_report__period"),
    *("pledge_report__pledge__commitment__agency", "pledge_report__period"),
    *("indicator_value__report__program__lead_agency", "indicator_value__report__period", "indicator_value__indicator"),
    *("milestone__report__quick_win__agency", "milestone__report__period", "milestone__milestone"),
    "directive_answer__directive__agency",
)
"""Joined to uses of evidence: the report of each, with its subject, OPD and period."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence is shown: the report of a subject for a period, whatever its revision; a directive."""

    key: tuple[str, Any, int | None]
    subject: str
    agency: Agency
    period: Period | None

    def seen_from(self, other: Place) -> str:
        """Its name for a reader of another report: what is the same there is not repeated."""
        more = [str(self.agency)] if self.agency.pk != other.agency.pk else []
        more += [str(self.period)] if self.period is not None and self.period != other.period else []
        return f"{self.subject} ({', '.join(more)})" if more else self.subject


def place_of(use: EvidenceUse) -> Place:
    """The place of a use that was read with `OF_REPORTS`."""
    report = report_of(use)
    subject = subject_of(report)
    same = subject.lineage if isinstance(subject, Program) else subject.pk
    period = None if isinstance(report, DirectiveAnswer) else report.period
    return Place((kind_of(report).slug, same, period and period.pk), str(subject), report.agency, period)
