"""Reads of single tables of the national evaluation, and who sees them.

What is national (instruments, rounds) may be read by everyone with an account and changed by the nation; what assessors
score stays with them until they submit, and with the ministry until a stage is published.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db.models import Exists, F, OuterRef, Q

from organizations.access import Reach
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet


class NationalRows(ScopedQuerySet):
    """Rows that belong to no region: read by everyone who may see anything, changed by the nation."""

    region_path = "pk"

    def allowed(self, user: Any, can: Can) -> Self:
        reach: Reach = user.access.reach(can) if user.is_authenticated else Reach()
        if reach.nation:
            return self
        return self.public() if can is Can.VIEW and reach else self.none()

    def public(self) -> Self:
        """What everyone with an account may read."""
        return self


class InstrumentQuerySet(NationalRows):
    """Instruments; a draft is seen by the nation only."""

    def public(self) -> Self:
        return self.filter(status="published")

    def published(self) -> Self:
        return self.filter(status="published", archived_at=None)

    def for_list(self) -> Self:
        return self.order_by("-year", "code")


class InstrumentRows(NationalRows):
    """Rows of an instrument: dimensions, indicators, items."""

    def public(self) -> Self:
        return self.filter(instrument__status="published")


class RoundQuerySet(NationalRows):
    """Evaluation rounds."""

    def for_list(self) -> Self:
        return self.select_related("instrument").order_by("-year", "name", "pk")


class StageQuerySet(NationalRows):
    """Stages of rounds."""

    def for_list(self) -> Self:
        return self.select_related("round__instrument").order_by("-round__year", "round", "kind")


class AssessmentQuerySet(ScopedQuerySet):
    """Assessments of regions."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region__province", "round__instrument").order_by(
            "-round__year", "region__code", "pk"
        )


class AssessmentRows(ScopedQuerySet):
    """Rows of an assessment: its answers."""

    region_path = "assessment__region"


class FrozenQuerySet(AssessmentRows):
    """Frozen assessments; the one of a closed stage is seen by the nation until the stage is published."""

    def within(self, reach: Reach) -> Self:
        rows = super().within(reach)
        return rows if reach.nation else rows.filter(Q(stage=None) | Q(stage__state="published"))


class AnswerRows(ScopedQuerySet):
    """Rows of an answer: its evidence."""

    region_path = "answer__assessment__region"


class ReopeningQuerySet(AnswerRows):
    """Items opened again."""

    def unfinished(self) -> Self:
        """Not completed by the region; whether the deadline has passed is another question."""
        return self.filter(completed_at=None, archived_at=None)


class AssignmentQuerySet(ScopedQuerySet):
    """Assignments of assessors. Scoring (`Can.ASSESS`) is possible in one's own only."""

    region_path = "assessment__region"

    def allowed(self, user: Any, can: Can) -> Self:
        rows = super().allowed(user, can)
        return rows.filter(assessor=user) if can is Can.ASSESS else rows

    def for_list(self) -> Self:
        return self.select_related("assessment__region", "assessment__round__instrument", "stage", "assessor").order_by(
            "-assessment__round__year", "assessment__region__code", "pk"
        )


class AssessorRows(ScopedQuerySet):
    """What an assessor scores and finds.

    One's own always; those of colleagues in the same stage once both have submitted; for the region and everyone else
    when the stage is published; for the nation always.
    """

    region_path = "assignment__assessment__region"

    def allowed(self, user: Any, can: Can) -> Self:
        rows = super().allowed(user, can)
        if not user.is_authenticated or user.access.reach(Can.EVALUATE).nation:
            return rows
        own = Q(assignment__assessor=user)
        if can is not Can.VIEW:
            return rows.filter(own)
        assignments = self.model._meta.get_field("assignment").related_model._default_manager
        done = assignments.filter(
            assessor=user,
            assessment=OuterRef("assignment__assessment"),
            stage=OuterRef("assignment__stage"),
            submitted_at__isnull=False,
        )
        shared = Q(Exists(done), assignment__submitted_at__isnull=False)
        return rows.filter(own | shared | Q(assignment__stage__state="published"))


class StageResultQuerySet(ScopedQuerySet):
    """Results of stages; seen by the nation until the stage is published."""

    region_path = "assessment__region"

    def within(self, reach: Reach) -> Self:
        rows = super().within(reach)
        return rows if reach.nation else rows.filter(stage__state="published")

    def holding(self) -> Self:
        """Computed when the stage was closed last; none of a stage that is open again."""
        closed = {"stage__state__in": ("closed", "published"), "frozen__taken_at__gte": F("stage__closed_at")}
        return self.filter(archived_at=None, **closed)

    def for_list(self) -> Self:
        return self.select_related("assessment__region", "assessment__round__instrument", "stage").order_by(
            "-assessment__round__year", "assessment__region__code", "stage__kind", "pk"
        )


class StageJobQuerySet(NationalRows):
    """The work behind closing and publishing: seen by the nation only."""

    def public(self) -> Self:
        return self.none()

    def unfinished(self) -> Self:
        """Waiting for a worker, or in one's hands."""
        return self.filter(state__in=("queued", "running"))


class SurveyServiceQuerySet(ScopedQuerySet):
    """Surveyed services; they belong to the OPD that offers them."""

    region_path = "survey__region"
    agency_path = "agency"


class ResponseQuerySet(ScopedQuerySet):
    """Answers of citizens to a survey."""

    region_path = "survey__region"

    def counted(self) -> Self:
        """Neither excluded nor archived."""
        return self.filter(excluded_at=None, archived_at=None)


class ResultQuerySet(ScopedQuerySet):
    """Results of regions in national evaluations."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region__province").order_by("-year", "region__code", "stage", "pk")


class FindingQuerySet(ScopedQuerySet):
    """Findings of assessors; one that names an OPD belongs to it."""

    region_path = "region"
    agency_path = "agency"

    def open(self) -> Self:
        """Recommendations and weaknesses that nobody has settled yet."""
        return self.exclude(kind="strength").exclude(status="done").filter(archived_at=None)

    def tasks(self) -> Self:
        """What is to be followed up: recommendations, and the weaknesses that were given to an OPD."""
        taken_up = ~Q(status="open") | Q(due_on__isnull=False)
        return self.filter(Q(kind="recommendation") | Q(kind="weakness") & taken_up, archived_at=None)

    def to_act(self) -> Self:
        """Tasks with which an OPD is to go on, the most urgent first."""
        rows = self.tasks().filter(status__in=("open", "running"), agency__isnull=False)
        return rows.select_related("region", "agency").order_by(F("due_on").asc(nulls_last=True), "-year", "pk")

    def for_list(self) -> Self:
        return self.select_related("region", "agency").order_by("-year", "position", "pk")


class FindingRows(ScopedQuerySet):
    """Rows of a finding: the steps of its follow-up."""

    region_path = "finding__region"
    agency_path: ClassVar[str | None] = "finding__agency"


class FindingStepRows(ScopedQuerySet):
    """Rows of a step of a follow-up: its evidence."""

    region_path = "step__finding__region"
    agency_path: ClassVar[str | None] = "step__finding__agency"
