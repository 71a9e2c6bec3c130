"""The tables of commitments: the pledges of a region, and the reports on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy

from core import formats
from core.documents import Column, State, Tone
from core.tables import DataTable, Line
from masterplan.models.commitments import Pledge
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.selectors.evidence_levels import Level
from monev.monitoring.workflow import State as ReportState
from portal.selectors.commitments import UNKNOWN, Commitments, PledgeLine, PledgePage

TONES: dict[str, Tone] = {
    Pledge.State.OPEN: "none",
    Pledge.State.RUNNING: "active",
    Pledge.State.KEPT: "good",
    Pledge.State.BROKEN: "bad",
    UNKNOWN: "none",
}
REPORT_TONES: dict[str, Tone] = {ReportState.VERIFIED: "good", ReportState.RETURNED: "warning"}
NOT_REPORTED = pgettext_lazy("state of a pledge", "not reported by then")


def pledge_state(code: str) -> State:
    """The state of a pledge, as a word with its sign."""
    label = NOT_REPORTED if code == UNKNOWN else Pledge.State(code).label
    return State(str(label), TONES[code], code, "missing" if code == UNKNOWN else code)


def source_of(page: Commitments) -> str:
    """Of which date, how complete, verified or preliminary."""
    if page.period is None:
        return gettext("Source: commitment sheets; nothing has been reported yet.")
    facts = {"period": page.period, "reported": page.reported, "total": page.total}
    if page.preliminary:
        words = gettext("Source: OPD reports up to %(period)s, also preliminary; %(reported)s of %(total)s reported.")
    else:
        words = gettext("Source: verified OPD reports up to %(period)s; %(reported)s of %(total)s reported.")
    without = gettext("Without a report: as written down at the signing.")
    return f"{words % facts} {without}"


def commitments_table(page: Commitments) -> DataTable:
    """Which OPD pledged what, and what came of it."""
    columns = (
        Column("janji", gettext("Commitment"), share=5),
        Column("opd", gettext("OPD")),
        Column("program", gettext("Program"), share=3),
        Column("tahun", gettext("Due year")),
        Column("keadaan", gettext("State"), "state"),
        Column("laporan", gettext("Last report")),
        Column("status", gettext("State of the report"), "state"),
        Column("bukti", gettext("Evidence"), "count"),
        Column("arahan", gettext("Open directives"), "count"),
    )
    return DataTable(
        id="komitmen",
        title=gettext("Commitments of the OPDs"),
        columns=columns,
        lines=[_line(each) for each in page.lines],
        choices=("keadaan", "opd"),
        empty=gettext("No commitment is recorded yet."),
        source=source_of(page),
    )


def _line(line: PledgeLine) -> Line:
    pledge, report, program = line.pledge, line.report, line.program
    links = {"janji": reverse("portal:pledge-detail", args=[pledge.pk])}
    if program is not None:
        links["program"] = reverse("portal:program-detail", args=[program.pk])
    if report is not None:
        links["laporan"] = links["bukti"] = reverse("monitoring:pledge-report-detail", args=[report.pk])
    return Line(
        cells={
            "janji": pledge.text,
            "opd": str(pledge.commitment.agency),
            "program": f"{program.code} {program.name}".strip() if program else None,
            "tahun": str(pledge.due_year) if pledge.due_year else None,
            "keadaan": pledge_state(line.state),
            "laporan": str(report.period) if report else None,
            "status": report_state(report.state) if report else None,
            "bukti": line.level.total if report else None,
            "arahan": line.directives,
        },
        links=links,
        is_example=pledge.is_example,
    )


def report_state(code: str) -> State:
    """The state of a report, as a word with its sign."""
    return State(str(ReportState(code).label), REPORT_TONES.get(code, "active"), code, code)


def report_source(page: PledgePage) -> str:
    """How many reports there are, and how many of them are verified."""
    verified = sum(report.is_verified for report, _level in page.reports)
    if verified == len(page.reports):
        return gettext("Source: verified OPD reports.")
    words = gettext("Source: OPD reports; %(verified)s of %(total)s verified, the others are preliminary.")
    return words % {"verified": verified, "total": len(page.reports)}


def reports_table(reports: Sequence[tuple[PledgeReport, Level]], source: str) -> DataTable:
    """The history of one pledge, the newest report first."""
    columns = (
        Column("periode", gettext("Period")),
        Column("keadaan", gettext("Commitment"), "state"),
        Column("kemajuan", gettext("Progress"), "percent"),
        Column("status", gettext("State of the report"), "state"),
        Column("uraian", gettext("What was done"), share=5),
        Column("bukti", gettext("Evidence"), "count"),
        Column("diperiksa", gettext("Verified by")),
    )
    return DataTable(
        id="laporan",
        title=gettext("Reports on this commitment"),
        columns=columns,
        lines=[_report(report, level) for report, level in reports],
        empty=gettext("Nothing has been reported yet."),
        source=source,
    )


def _report(report: PledgeReport, level: Level) -> Line:
    page = reverse("monitoring:pledge-report-detail", args=[report.pk])
    period = str(report.period)
    if report.is_correction:
        period = gettext("%(period)s, correction %(number)s") % {"period": period, "number": report.correction_number}
    verified = f"{report.verified_by}, {formats.longdate(report.verified_at)}" if report.verified_by else None
    return Line(
        cells={
            "periode": period,
            "keadaan": pledge_state(report.pledge_state) if report.pledge_state else None,
            "kemajuan": report.physical_percent,
            "status": report_state(report.state),
            "uraian": report.nil_reason or report.narrative or None,
            "bukti": level.total,
            "diperiksa": verified,
        },
        links={"periode": page, "bukti": page},
        is_example=report.is_example,
    )
