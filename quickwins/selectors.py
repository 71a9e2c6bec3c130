"""Reads across tables for the page of a quick win."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from organizations.models import Region
from organizations.roles import Can
from quickwins.models import Milestone, QuickWin, Replication, Risk


@dataclass(frozen=True)
class QuickWinPage:
    """A quick win with its milestones, risks and requests to replicate it."""

    quick_win: QuickWin
    milestones: tuple[Milestone, ...]
    risks: tuple[Risk, ...]
    replications: tuple[Replication, ...]

    @property
    def done_percent(self) -> Decimal | None:
        """Weighted share of the milestones that are done, percent 0 to 100; None without milestones."""
        total = sum((each.weight for each in self.milestones), Decimal(0))
        done = sum((each.weight for each in self.milestones if each.done_on), Decimal(0))
        return done / total * 100 if total else None


def quick_wins(region: Region, *, seen_by: Any) -> Any:
    """The quick wins of a region, newest year first, each with how many milestones it has and has done."""
    rows: Any = QuickWin.objects.allowed(seen_by, Can.VIEW)
    in_use = Q(milestones__archived_at=None)
    return (
        rows.filter(region=region, archived_at=None)
        .for_list()
        .annotate(
            milestone_count=Count("milestones", filter=in_use),
            milestones_done=Count("milestones", filter=in_use & Q(milestones__done_on__isnull=False)),
        )
    )


def quick_win_page(quick_win: QuickWin) -> QuickWinPage:
    """The page of one quick win. Which regions replicate a practice is open to everybody who sees the practice."""
    return QuickWinPage(
        quick_win=quick_win,
        milestones=tuple(quick_win.milestones.filter(archived_at=None)),
        risks=tuple(quick_win.risks.filter(archived_at=None)),
        replications=tuple(quick_win.replications.filter(archived_at=None).select_related("requested_by")),
    )
