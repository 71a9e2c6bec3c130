"""Running an evaluation: a round with its stages, the regions that take part, and handing a self-assessment back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from core.errors import Refused
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import Assignment
from monev.evaluation.querysets import StageQuerySet
from monev.evaluation.services.telling import tell_handed_back, tell_round_opened
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can

Days = tuple[date, date]
"""First and last day of a stage."""
AT_ONCE = 400


def require_national(by: User) -> None:
    """PermissionDenied for everybody but those who run the national evaluation."""
    if not by.access.reach(Can.EVALUATE).nation:
        raise PermissionDenied


@transaction.atomic
def open_round(
    instrument: Instrument, *, year: int, name: str, until: datetime, stages: Mapping[str, Days], by: User
) -> EvaluationRound:
    """The evaluation of `year` with a published instrument; `stages`: kind -> days. Regions are taken in afterwards."""
    require_national(by)
    if instrument.is_draft or instrument.archived_at:
        raise Refused(_("Only a published instrument can be used."), field="instrument")
    if EvaluationRound.objects.filter(instrument=instrument, year=year).exists():
        raise Refused(_("This instrument is already used in a round of this year."), field="instrument")
    _require_order(stages)
    made = EvaluationRound(instrument=instrument, year=year, name=_name(name), self_assessment_until=until)
    made.store(by=by, reason="round opened")
    for kind, (first, last) in stages.items():
        RoundStage(round=made, kind=kind, opens_on=first, closes_on=last).store(by=by, reason="round opened")
    audit.record(by, "round.opened", made, region=None, instrument=instrument.code)
    return made


@transaction.atomic
def change_round(
    evaluation: EvaluationRound, *, name: str, until: datetime, stages: Mapping[str, Days], by: User, seen_version: int
) -> EvaluationRound:
    """Another name, deadline or days. The days of a closed stage stand; nobody's assignment may fall outside."""
    require_national(by)
    _require_order(stages)
    evaluation.name, evaluation.self_assessment_until = _name(name), until
    evaluation.store(by=by, reason="round changed", seen_version=seen_version)
    for stage in evaluation.stages.select_for_update(of=("self",)):
        _move(stage, stages.get(stage.kind), by=by)
    audit.record(by, "round.changed", evaluation, region=None)
    return evaluation


@transaction.atomic
def open_stage(stage: RoundStage, *, by: User) -> RoundStage:
    """Assessors score from now on. Refused while another stage of the round is open, and without regions."""
    require_national(by)
    held: RoundStage = RoundStage.objects.select_for_update(of=("self",)).select_related("round").get(pk=stage.pk)
    if held.state != RoundStage.State.PLANNED:
        raise Refused(_("This stage was opened already."))
    if held.round.stages.filter(state=RoundStage.State.OPEN).exists():
        raise Refused(_("Close the stage that is open first."))
    if not held.round.assessments.filter(takes_part=True, archived_at=None).exists():
        raise Refused(_("Take regions into the round first."))
    if held.kind == RoundStage.Kind.WRITTEN and _later(held).exclude(state=RoundStage.State.PLANNED).exists():
        raise Refused(_("Stage II was opened already: stage I was passed over."))
    held.state = RoundStage.State.OPEN
    held.store(by=by, reason="stage opened")
    audit.record(by, "stage.opened", held, region=None)
    return held


@dataclass(frozen=True, slots=True)
class Taken:
    """The regions that came in, and how many were in the round already."""

    assessments: list[Assessment]
    known: int


@transaction.atomic
def take_in(evaluation: EvaluationRound, regions: Iterable[Region], *, by: User) -> Taken:
    """An assessment for each region that has none in the round yet; their secretariats are told."""
    require_national(by)
    if evaluation.stages.exclude(state__in=(RoundStage.State.PLANNED, RoundStage.State.OPEN)).filter(
        kind=RoundStage.Kind.INTERVIEW
    ):
        raise Refused(_("Stage II of this round is closed: no region comes in any more."))
    wanted = {region.pk: region for region in regions}
    known = set(Assessment.objects.filter(round=evaluation, region__in=wanted).values_list("region", flat=True))
    rows = [
        Assessment(region=region, round=evaluation, is_example=evaluation.is_example)
        for pk, region in wanted.items()
        if pk not in known
    ]
    made = []
    if rows:
        made = bulk_create_with_history(
            rows, Assessment, batch_size=AT_ONCE, default_user=by, default_change_reason="taken into the round"
        )
        audit.record(by, "round.regions_taken_in", evaluation, region=None, count=len(made))
        tell_round_opened(evaluation, [each.region for each in made])
    return Taken(made, len(known))


@transaction.atomic
def leave_out(assessment: Assessment, *, reason: str, by: User) -> Assessment:
    """The region does not take part: it is listed apart and not ranked."""
    require_national(by)
    held = hold(assessment)
    if not reason.strip():
        raise Refused(_("Say why the region does not take part."), field="reason")
    if not held.takes_part:
        raise Refused(_("This region does not take part already."))
    if held.assignments.filter(archived_at=None).exists():
        raise Refused(_("Withdraw the assignments of the assessors first."))
    held.takes_part, held.absence_reason = False, reason.strip()
    held.store(by=by, reason="does not take part")
    audit.record(by, "assessment.left_out", held, region=held.region, reason=held.absence_reason)
    return held


@transaction.atomic
def bring_back(assessment: Assessment, *, by: User) -> Assessment:
    """The region takes part after all."""
    require_national(by)
    held = hold(assessment)
    if held.takes_part:
        raise Refused(_("This region takes part already."))
    held.takes_part, held.absence_reason = True, ""
    held.store(by=by, reason="takes part")
    audit.record(by, "assessment.brought_back", held, region=held.region)
    return held


@transaction.atomic
def hand_back(assessment: Assessment, *, until: datetime, reason: str, by: User) -> Assessment:
    """The region may change its answers again, until a moment; nobody scores meanwhile.

    One that was not submitted in time gets a new deadline in the same way.
    """
    require_national(by)
    held = hold(assessment)
    if not held.takes_part:
        raise Refused(_("This region does not take part."))
    if not reason.strip():
        raise Refused(_("Say what the region should change."), field="reason")
    if until <= timezone.now():
        raise Refused(_("The deadline has to lie in the future."), field="until")
    if not held.round.stages.filter(Q(state="planned") | Q(state="open")).exists():
        raise Refused(_("Every stage of this round is closed."))
    held.state = Assessment.State.OPEN
    held.returned_until, held.return_reason = until, reason.strip()
    held.store(by=by, reason="handed back")
    audit.record(by, "assessment.handed_back", held, region=held.region, until=until.isoformat(), reason=reason.strip())
    tell_handed_back(held)
    return held


def hold(assessment: Assessment) -> Assessment:
    """The row as it is now, locked for this transaction."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("region", "round__instrument")
    held: Assessment = rows.get(pk=assessment.pk)
    return held


def _name(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Refused(_("Give the round a name, such as: Evaluasi Smart City 2026."), field="name")
    return words[:150]


def _later(stage: RoundStage) -> StageQuerySet:
    return RoundStage.objects.filter(round=stage.round, kind=RoundStage.Kind.INTERVIEW)


def _require_order(stages: Mapping[str, Days]) -> None:
    """Each stage begins before it ends, and stage I before stage II."""
    for kind, (first, last) in stages.items():
        if last < first:
            raise Refused(_("The last day lies before the first."), field=f"{_field(kind)}_until")
    both = [stages[kind][0] for kind in (RoundStage.Kind.WRITTEN, RoundStage.Kind.INTERVIEW) if kind in stages]
    if len(both) == 2 and both[1] < both[0]:
        raise Refused(_("Stage II begins after stage I."), field="second_from")


def _field(kind: str) -> str:
    return "first" if kind == RoundStage.Kind.WRITTEN else "second"


def _move(stage: RoundStage, days: Days | None, *, by: User) -> None:
    if days is None or days == (stage.opens_on, stage.closes_on):
        return
    where = f"{_field(stage.kind)}_from"
    if stage.state not in (RoundStage.State.PLANNED, RoundStage.State.OPEN):
        raise Refused(_("A closed stage keeps its days."), field=where)
    outside = Assignment.objects.filter(stage=stage, archived_at=None)
    outside = outside.filter(Q(starts_on__lt=days[0]) | Q(ends_on__gt=days[1]))
    if count := outside.count():
        raise Refused(
            _("%(count)s assignments would lie outside these days. Change them first.") % {"count": count}, field=where
        )
    stage.opens_on, stage.closes_on = days
    stage.store(by=by, reason="round changed")
