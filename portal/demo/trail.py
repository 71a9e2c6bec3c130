"""The trail behind the example reports: the steps that led to their state, at the times that the reports name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import Transition
from monev.monitoring.workflow import State
from organizations.models import User

SUBJECTS: dict[type[Any], str] = {
    ProgressReport: "progress_report",
    QuickWinReport: "quick_win_report",
    PledgeReport: "pledge_report",
}
Report = ProgressReport | QuickWinReport | PledgeReport


@dataclass
class Trail:
    """Steps with their times; the database stamps new rows with now, so the times are set after."""

    steps: list[tuple[Transition, datetime]]

    @classmethod
    def of(cls, reports: Iterable[Report], verifier: User | None) -> Trail:
        """The steps of these reports; `verifier` returned what was returned."""
        return cls([step for report in reports for step in _steps(report, verifier)])

    def write(self) -> None:
        """Store the steps, then give them their times."""
        rows = Transition.objects.bulk_create([row for row, _ in self.steps])
        for row, (_, at) in zip(rows, self.steps, strict=True):
            row.at = at
        Transition.objects.bulk_update(rows, ["at"], batch_size=200)


def _steps(report: Report, verifier: User | None) -> Iterator[tuple[Transition, datetime]]:
    if report.submitted_at is None:
        return
    yield _step(report, State.DRAFT, State.SUBMITTED, by=report.submitted_by), report.submitted_at
    if report.state == State.VERIFIED and report.verified_at:
        yield _step(report, State.SUBMITTED, State.VERIFIED, by=report.verified_by), report.verified_at
    if report.state == State.RETURNED:
        row = _step(report, State.SUBMITTED, State.RETURNED, by=verifier, reason=report.return_reason)
        yield row, report.submitted_at + timedelta(hours=5)


def _step(report: Report, source: State, target: State, *, by: Any, reason: str = "") -> Transition:
    subject: Any = report
    return Transition(
        region=report.period.region,
        agency=report.agency,
        from_state=source,
        to_state=target,
        by=by,
        reason=reason,
        **{SUBJECTS[type(report)]: subject},
    )
