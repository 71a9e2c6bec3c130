"""Reads of single tables of monitoring; each table says to which region and OPD a row belongs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.lookups import AMONG
from masterplan.models.plans import PlanVersion
from organizations.scoping import ScopedQuerySet


class PeriodQuerySet(ScopedQuerySet):
    """Reporting periods of a region."""

    region_path = "region"

    def open_on(self, day: date) -> Self:
        """Periods in which progress can be entered: opened, and not locked (after closing an entry counts as late)."""
        return self.filter(opens_on__lte=day, locked_at=None)

    def started(self, day: date) -> Self:
        return self.filter(opens_on__lte=day)

    def in_order(self) -> Self:
        return self.order_by("year", "number", "pk")


class ReportQuerySet(ScopedQuerySet):
    """What OPDs report for a period; rows carry their region and OPD through the subject.

    A report of a locked period may have corrections: rows of the same subject (`subject_path`) and period with the next
    revision. Which of them a reader wants is said by `newest` (who enters) or `in_effect` (who counts).
    """

    subject_path: ClassVar[str]

    def in_state(self, *states: str) -> Self:
        return self.filter(state__in=states)

    def verified(self) -> Self:
        """The ones that count in published figures."""
        return self.filter(state="verified")

    def newest(self) -> Self:
        """Of each subject and period the newest revision in use, whatever its state: the one that is worked on."""
        return self.filter(~Exists(self._newer()), archived_at=None)

    def in_effect(self) -> Self:
        """Of each subject and period the newest verified revision, else the newest: the one that counts.

        A correction that is not verified yet never hides the verified row before it.
        """
        return self.filter(self._counts(), archived_at=None)

    def _counts(self) -> Q:
        hidden = Exists(self._newer().filter(state="verified"))
        overtaken = Exists(self._revisions().filter(Q(state="verified") | Q(revision__gt=OuterRef("revision"))))
        return Q(state="verified") & ~hidden | ~Q(state="verified") & ~overtaken

    def changeable(self) -> Self:
        """Reports that can still go on: of a period that is not locked, and corrections that are not verified yet."""
        return self.filter(Q(period__locked_at=None) | Q(revision__gt=1) & ~Q(state="verified"), archived_at=None)

    def open_corrections(self) -> Self:
        """Corrections that somebody has to finish."""
        return self.filter(revision__gt=1, archived_at=None).exclude(state="verified")

    def annotate_superseded(self) -> Self:
        """With `is_superseded` (a verified correction counts instead of it) and `is_in_effect` (it counts)."""
        return self.annotate(
            is_superseded=Exists(self._newer().filter(state="verified")),
            is_in_effect=ExpressionWrapper(self._counts(), output_field=models.BooleanField()),
        )

    def _revisions(self) -> Any:
        """Rows of the same subject and period, for use in `Exists`."""
        same = {self.subject_path: OuterRef(self.subject_path), "period": OuterRef("period")}
        return self.model._base_manager.filter(**same, archived_at=None)

    def _newer(self) -> Any:
        return self._revisions().filter(revision__gt=OuterRef("revision"))


class ProgressReportQuerySet(ReportQuerySet):
    region_path = "period__region"
    agency_path = "program__lead_agency"
    subject_path = "program__lineage"

    def annotate_lineage(self) -> Self:
        """With `lineage`: the program's identifier across plan versions."""
        return self.annotate(lineage=F("program__lineage"))

    def for_list(self) -> Self:
        return self.select_related("period__region", "program__lead_agency", "program__sub_dimension__pillar").order_by(
            "-period__year", "-period__number", "program__code", "program__name", "pk"
        )


class QuickWinReportQuerySet(ReportQuerySet):
    region_path = "period__region"
    agency_path = "quick_win__agency"
    subject_path = "quick_win"


class PledgeReportQuerySet(ReportQuerySet):
    region_path = "period__region"
    agency_path = "pledge__commitment__agency"
    subject_path = "pledge"


class ReportRows(ScopedQuerySet):
    """Spending, indicator values and action items of a progress report."""

    region_path = "report__period__region"
    agency_path = "report__program__lead_agency"


class QuickWinReportRows(ScopedQuerySet):
    """Milestones of a quick win's report."""

    region_path = "report__period__region"
    agency_path = "report__quick_win__agency"


class DutyQuerySet(ScopedQuerySet):
    """What a post answers for."""

    region_path = "post__agency__region"
    agency_path = "post__agency"


class WorkbookUploadQuerySet(ScopedQuerySet):
    """Workbooks of entry that an OPD sent back."""

    region_path = "period__region"
    agency_path = "agency"


class OwnUploadQuerySet(models.QuerySet[Any]):
    """Uploads under way and receipts: a person sees their own, nobody else's."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user)


class EvidenceQuerySet(ScopedQuerySet):
    """Evidence, owned by an OPD."""

    region_path = "region"
    agency_path = "agency"


class EvidenceUseQuerySet(ScopedQuerySet):
    """What a piece of evidence proves."""

    region_path = "evidence__region"
    agency_path = "evidence__agency"

    parts: ClassVar = {"progress_report": "indicator_value", "quick_win_report": "milestone"}
    """Of reports by the column that names them: the column of the rows within them that have evidence of their own."""

    def ways_to(self, column: str) -> tuple[str, ...]:
        """From a use to the reports that `column` names: by itself, and through the row within one."""
        return (column, f"{self.parts[column]}__report") if column in self.parts else (column,)

    def proving(self, column: str, reports: Collection[int] | models.QuerySet[Any]) -> Q:
        """That a use belongs to one of these reports (`column` names them), or to a row within one."""
        own = Q(**{f"{column}__{AMONG}": reports})
        if column in self.parts:
            part: Any = self.model._meta.get_field(self.parts[column]).related_model
            rows = part._base_manager.filter(report__in=reports).values("pk")
            own |= Q(**{f"{self.parts[column]}__{AMONG}": rows})
        return own

    def of_reports(self, column: str, reports: Collection[int] | models.QuerySet[Any]) -> Self:
        """Uses for these reports, also for their indicator values or milestones."""
        return self.filter(self.proving(column, reports), archived_at=None)

    def of_progress(self, reports: Collection[int]) -> Self:
        """Uses for these progress reports, also for their indicator values."""
        return self.of_reports("progress_report", reports)

    def of_quick_wins(self, reports: Collection[int]) -> Self:
        """Uses for these reports of quick wins, also for their milestones."""
        return self.of_reports("quick_win_report", reports)


class TrailQuerySet(ScopedQuerySet):
    """Transitions and data-quality flags; they carry their region and OPD, so one path serves all subjects."""

    region_path = "region"
    agency_path = "agency"


class RuleVersionQuerySet(ScopedQuerySet):
    """Calculation rules: national ones (no region) and those a region set for itself."""

    region_path = "region"

    def in_force(self, region_id: int, on: date) -> Self:
        """Candidates for `region_id` on that day, the region's own first, the newest first."""
        return self.filter(Q(region=region_id) | Q(region=None), valid_from__lte=on).order_by(
            "region_id", "-valid_from", "-pk"
        )


class RegionStandingQuerySet(ScopedQuerySet):
    """The kept figures of regions, one row a period."""

    region_path = "region"

    def with_staleness(self) -> Self:
        """With `is_stale`: something changed since, and the row waits to be recalculated (or is just at it).

        Services of monitoring mark the row; an adopted plan is seen by its count, for plans do not know this table.
        """
        return self.annotate(
            is_stale=ExpressionWrapper(
                ~Q(state="fresh") | ~Q(adoptions=adoptions_of("region")), output_field=models.BooleanField()
            )
        )


def adoptions_of(region: str) -> Any:
    """How many plan versions of the region in the column `region` were ever adopted."""
    rows = PlanVersion.objects.filter(plan__region=OuterRef(region), archived_at=None)
    rows = rows.exclude(status=PlanVersion.Status.DRAFT)
    counted = rows.order_by().values("plan__region").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0, output_field=models.IntegerField())
