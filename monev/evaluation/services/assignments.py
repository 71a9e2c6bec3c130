"""Assigning assessors to regions for a stage: who, for which days, without an interest of their own.

An assignment opens the region through a membership with the same days; both change and end together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Refused
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment
from monev.evaluation.querysets import AssignmentQuerySet
from monev.evaluation.selectors.people import conflicting
from monev.evaluation.services.rounds import require_national
from monev.evaluation.services.telling import tell_assigned, tell_changed, tell_ended
from organizations import audit
from organizations.models import Membership, User
from organizations.roles import Role

CLOSED = (RoundStage.State.CLOSED, RoundStage.State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Order:
    """One assignment to be made: who assesses which region, from when to when, for whom, and whether as chair."""

    assessment: Assessment
    assessor: User
    starts_on: date
    ends_on: date
    institution: str = ""
    is_chair: bool = False


@transaction.atomic
def assign(stage: RoundStage, orders: Sequence[Order], *, by: User) -> list[Assignment]:
    """Make all of them, or none. Refused with the first that a rule forbids; `problems` finds all before."""
    require_national(by)
    held = _hold_stage(stage)
    for order, problem in zip(orders, problems(held, orders), strict=True):
        if problem:
            raise Refused(
                _("%(region)s, %(assessor)s: %(problem)s")
                % {"region": order.assessment.region, "assessor": order.assessor, "problem": problem}
                if len(orders) > 1
                else problem
            )
    made = [_make(held, order, by=by) for order in orders]
    tell_assigned(made)
    return made


def problems(stage: RoundStage, orders: Sequence[Order]) -> list[str]:
    """For each order why it is refused; nothing where it is not. In a fixed number of queries."""
    interests = conflicting((each.assessor.pk, each.assessment.region_id) for each in orders)
    known = set(
        Assignment.objects.filter(stage=stage, archived_at=None).values_list("assessment", "assessor").order_by()
    )
    chairs = set(
        Assignment.objects.filter(stage=stage, archived_at=None, is_chair=True).values_list("assessment", flat=True)
    )
    found = []
    for order in orders:
        interest = interests.get((order.assessor.pk, order.assessment.region_id))
        found.append(_problem(stage, order, interest, known, chairs))
        known.add((order.assessment.pk, order.assessor.pk))
        if order.is_chair:
            chairs.add(order.assessment.pk)
    return found


@transaction.atomic
def change_assignment(
    assignment: Assignment,
    *,
    starts_on: date,
    ends_on: date,
    institution: str,
    is_chair: bool,
    by: User,
    seen_version: int | None = None,
) -> Assignment:
    """Other days, another institution, chair or not; the membership follows."""
    require_national(by)
    held = hold(assignment)
    stage = _hold_stage(held.stage)
    if problem := _days_problem(stage, starts_on, ends_on):
        raise Refused(problem, field="ends_on")
    if is_chair and _others(held).filter(is_chair=True).exists():
        raise Refused(_("The team has a chair already."), field="is_chair")
    moved = (held.starts_on, held.ends_on) != (starts_on, ends_on)
    held.starts_on, held.ends_on = starts_on, ends_on
    held.institution, held.is_chair = institution.strip(), is_chair
    if moved:
        _release(held, by=by)
        held.membership = _grant(held, by=by)
    held.store(
        by=by, reason="assignment changed", seen_version=assignment.version if seen_version is None else seen_version
    )
    audit.record(by, "assignment.changed", held, region=held.assessment.region, **_details(held))
    if moved:
        tell_changed(held)
    return held


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, by: User) -> Assignment:
    """The assessor reads the region no more, from now on; what was scored stays in the archive and counts nowhere."""
    require_national(by)
    held = hold(assignment)
    _hold_stage(held.stage)
    if not reason.strip():
        raise Refused(_("Say why the assignment is withdrawn."), field="reason")
    _release(held, by=by)
    held.membership, held.is_chair = None, False
    held.archive(by=by, reason=f"withdrawn: {reason.strip()}"[:100])
    words, region = reason.strip(), held.assessment.region
    audit.record(by, "assignment.withdrawn", held, region=region, reason=words, **_details(held))
    tell_ended(held, reason.strip())
    return held


def hold(assignment: Assignment) -> Assignment:
    """The row as it is now, locked for this transaction. Refused when it was withdrawn."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "assessment__region", "assessment__round__instrument", "stage", "assessor"
    )
    held: Assignment = rows.get(pk=assignment.pk)
    if held.archived_at:
        raise Refused(_("This assignment was withdrawn."))
    return held


def _hold_stage(stage: RoundStage) -> RoundStage:
    held: RoundStage = RoundStage.objects.select_for_update(of=("self",)).select_related("round").get(pk=stage.pk)
    if held.state in CLOSED:
        raise Refused(_("This stage is closed: its assignments stand."))
    return held


def _others(assignment: Assignment) -> AssignmentQuerySet:
    rows: AssignmentQuerySet = Assignment.objects.filter(
        assessment=assignment.assessment_id, stage=assignment.stage_id, archived_at=None
    )
    return rows.exclude(pk=assignment.pk)


def _problem(
    stage: RoundStage,
    order: Order,
    interest: Membership | None,
    known: set[tuple[int, int]],
    chairs: set[int],
) -> str:
    if order.assessment.round_id != stage.round_id or order.assessment.archived_at:
        return str(_("The region is not in this round."))
    if not order.assessment.takes_part:
        return str(_("The region does not take part."))
    if not order.assessor.is_active:
        return str(_("This person cannot log in any more."))
    if interest is not None:
        return str(
            _("Conflict of interest: %(role)s of this region since %(day)s.")
            % {"role": interest.get_role_display(), "day": formats.longdate(interest.starts_on)}
        )
    if (order.assessment.pk, order.assessor.pk) in known:
        return str(_("This assessor is already assigned to the region in this stage."))
    if order.is_chair and order.assessment.pk in chairs:
        return str(_("The team has a chair already."))
    return _days_problem(stage, order.starts_on, order.ends_on)


def _days_problem(stage: RoundStage, first: date, last: date) -> str:
    if last < first:
        return str(_("The last day lies before the first."))
    if first < stage.opens_on or last > stage.closes_on:
        days = {"first": formats.longdate(stage.opens_on), "last": formats.longdate(stage.closes_on)}
        return str(_("The days lie outside the stage: %(first)s to %(last)s.") % days)
    return ""


def _make(stage: RoundStage, order: Order, *, by: User) -> Assignment:
    """A new row, or the one that was withdrawn: it comes back without having been submitted."""
    key = {"assessment": order.assessment, "stage": stage, "assessor": order.assessor}
    row: Assignment = Assignment.objects.filter(**key).first() or Assignment(**key)
    row.starts_on, row.ends_on = order.starts_on, order.ends_on
    row.institution, row.is_chair = order.institution.strip()[:150], order.is_chair
    row.archived_at = row.submitted_at = None
    row.is_example = order.assessment.is_example
    row.assessment, row.stage, row.assessor = order.assessment, stage, order.assessor
    row.membership = _grant(row, by=by)
    row.store(by=by, reason="assigned")
    audit.record(by, "assignment.made", row, region=row.assessment.region, **_details(row))
    return row


def _grant(assignment: Assignment, *, by: User) -> Membership:
    """The membership that opens the region for these days; two assignments that begin together share it."""
    region = assignment.assessment.region
    key = {"user": assignment.assessor, "role": Role.ASSESSOR, "region": region, "starts_on": assignment.starts_on}
    found: Membership | None = Membership.objects.filter(**key).first()
    row = found or Membership(**key, ends_on=assignment.ends_on, is_example=assignment.is_example)
    shared = found is not None and _sharing(found, assignment).exists()
    if row.archived_at is not None or (row.ends_on is not None and not shared):
        row.archived_at, row.ends_on = None, assignment.ends_on
    elif row.ends_on is not None:
        row.ends_on = max(row.ends_on, assignment.ends_on)
    row.post = assignment.institution or row.post
    row.store(by=by, reason="assigned")
    return row


def _release(assignment: Assignment, *, by: User) -> None:
    """End what this assignment opened, at once; days that another assignment shares stay open."""
    row = assignment.membership
    if row is None:
        return
    rest = [each.ends_on for each in _sharing(row, assignment)]
    yesterday = timezone.localdate() - timedelta(days=1)
    if rest:
        row.ends_on = max(rest)
        row.store(by=by, reason="assignment ended")
    elif row.starts_on > yesterday:
        row.archive(by=by, reason="assignment ended")
    elif row.ends_on is None or row.ends_on > yesterday:
        row.ends_on = yesterday
        row.store(by=by, reason="assignment ended")


def _sharing(membership: Membership, assignment: Assignment) -> AssignmentQuerySet:
    """The other assignments that this membership opens."""
    rows: AssignmentQuerySet = Assignment.objects.filter(membership=membership, archived_at=None)
    return rows.exclude(pk=assignment.pk)


def _details(row: Assignment) -> dict[str, str]:
    """Who, from when to when, for the audit log."""
    return {
        "assessor": str(row.assessor.uid),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
    }
