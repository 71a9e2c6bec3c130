"""Example reports on the pledges of the joint commitment, for the last two quarters."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from masterplan.models.commitments import Pledge
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.workflow import State
from portal.demo import papers
from portal.demo.current import Handout
from portal.demo.evidence import keep
from portal.demo.periods import moment
from portal.demo.proofs import DISCLAIMER, GREY, PNG, Proof
from portal.demo.quarters import Calendar
from portal.demo.store import examples
from portal.demo.stories import SUBMITTED
from portal.demo.told import Scene
from portal.demo.trail import Trail

PERCENT = {Pledge.State.OPEN: 0, Pledge.State.RUNNING: 60, Pledge.State.KEPT: 100, Pledge.State.BROKEN: 35}
NARRATIVE = "Contoh: kemajuan janji dilaporkan bersama kepala OPD."


def reports(pledges: list[Pledge], scene: Scene) -> None:
    """Every pledge that is due, for the last closed quarter."""
    days, period = scene.periods[-2]
    made = [_report(pledge, days, period, scene) for pledge in pledges if _is_due(pledge, days.quarter.year)]
    stored = examples(made)
    Trail.of(stored, scene.verifier).write()
    _prove([each for number, each in enumerate(stored) if number % 3], days)


def _prove(reports: list[PledgeReport], days: Calendar) -> None:
    """A picture for each of these reports, judged sufficient."""
    rows, uses = [], []
    for report in reports:
        title = f"Contoh: Foto {report.pledge.text[:60].lower()}"
        picture = Proof(title, Evidence.Kind.PHOTO, "", f"janji-{report.pk}.png", PNG, papers.picture(GREY, title))
        row = Evidence(
            region=report.period.region,
            agency=report.agency,
            kind=picture.kind,
            title=title,
            stored_file=keep(picture),
            file_name=picture.file_name,
            dated_on=days.closes_on,
            uploaded_by=report.submitted_by,
            note=DISCLAIMER,
        )
        judged = {"verdict": "sufficient", "judged_at": report.verified_at, "judged_by": report.verified_by}
        rows.append(row)
        uses.append(EvidenceUse(evidence=row, pledge_report=report, **judged))
    examples(rows)
    examples(uses)


def current(pledges: list[Pledge], scene: Scene) -> Iterator[Handout]:
    """Every third of them is handed in already for the open quarter."""
    days, period = scene.periods[-1]
    for pledge in [each for each in pledges if _is_due(each, days.quarter.year)][::3]:
        yield Handout(
            subject=pledge,
            period=period,
            data=ReportData(physical_percent=_percent(pledge), narrative=NARRATIVE, pledge_state=str(pledge.state)),
            outcome=SUBMITTED,
            operator=scene.operators[pledge.commitment.agency_id],
        )


def _percent(pledge: Pledge) -> Decimal:
    return Decimal(PERCENT[Pledge.State(pledge.state)])


def _report(pledge: Pledge, days: Calendar, period: Period, scene: Scene) -> PledgeReport:
    operator = scene.operators[pledge.commitment.agency_id]
    return PledgeReport(
        pledge=pledge,
        period=period,
        pledge_state=pledge.state,
        state=State.VERIFIED,
        physical_percent=_percent(pledge),
        narrative=NARRATIVE,
        entered_by=operator,
        submitted_by=operator,
        submitted_at=moment(period.region, days.closes_on, 8),
        verified_by=scene.verifier,
        verified_at=moment(period.region, days.closes_on, 15),
    )


def _is_due(pledge: Pledge, year: int) -> bool:
    """A pledge that is kept is reported on until its year is over."""
    return pledge.state != Pledge.State.KEPT or (pledge.due_year or year) >= year
