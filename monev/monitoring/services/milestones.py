"""What verified reports say about the milestones of a quick win becomes their own day, here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from monev.monitoring.models.progress import MilestoneProgress, QuickWinReport
from monev.monitoring.workflow import State
from organizations.models import User
from quickwins.models import Milestone, QuickWin


def carry_milestones(quick_win: QuickWin, *, by: User) -> None:
    """Each milestone was reached on the day that its newest verified report says.

    A day that only a report says which is not verified (any more) is taken back; a day that no report ever said, one
    from the plan, stays.
    """
    verified, others = _told(quick_win)
    for milestone in Milestone.objects.filter(quick_win=quick_win, archived_at=None):
        day = verified.get(milestone.pk)
        if day is None and milestone.done_on not in others[milestone.pk]:
            continue
        if day != milestone.done_on:
            milestone.done_on = day
            milestone.store(by=by, reason="report verified")


def _told(quick_win: QuickWin) -> tuple[dict[int, date], defaultdict[int, set[date]]]:
    """By milestone: the day in the newest verified report that counts, and the days in all other reports."""
    counting = set(QuickWinReport.objects.filter(quick_win=quick_win).in_effect().values_list("pk", flat=True))
    verified: dict[int, date] = {}
    others: defaultdict[int, set[date]] = defaultdict(set)
    rows = MilestoneProgress.objects.filter(report__quick_win=quick_win).select_related("report")
    for row in rows.order_by("report__period__opens_on", "report__revision", "pk"):
        if row.report_id in counting and row.report.state == State.VERIFIED:
            verified[row.milestone_id] = row.done_on
        else:
            others[row.milestone_id].add(row.done_on)
    return verified, others
