"""The first sheet: what the workbook is about, how it is filled in, and by which formulas it calculates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core import formats
from monev.monitoring import labels
from monev.monitoring.rules import AS_ZERO, Rules
from monev.monitoring.selectors.workbooks import Contents
from monev.monitoring.workbook.columns import BY_KEY, SPENDING


@dataclass(frozen=True, slots=True)
class Made:
    """When and by whom the workbook was made, in which language, and by which rules it calculates."""

    at: datetime
    by: str
    language: str
    rules: Rules


def facts(contents: Contents, made: Made) -> list[tuple[str, str]]:
    """What the workbook is about."""
    period = contents.period
    return [
        (_("Region"), str(period.region)),
        (_("OPD"), contents.agency.name),
        (_("Period"), period.label),
        (_("Closes"), formats.longdate(period.closes_on)),
        (_("Downloaded"), f"{formats.longdate(made.at)}, {made.at:%H.%M}"),
        (_("Downloaded by"), made.by),
    ]


def steps() -> list[str]:
    """How it is filled in and sent back."""
    return [
        _("Fill in the yellow cells. White and grey cells are locked: they show what the portal knows or calculates."),
        _(
            "Physical progress is cumulative within the year, from 0 to 100; write 62.5 or 62,5 as your spreadsheet "
            "does. Spending is cumulative since January, in full rupiah."
        ),
        _(
            "If nothing changed, leave the figures of the program empty and choose or write the reason in the column "
            "“Reason for no change (nihil)”. Silence and “nothing happened” are different."
        ),
        _(
            "A cell that you empty is emptied in the report, too. A row that you delete changes nothing. Rows and "
            "columns may be moved; columns of your own are ignored."
        ),
        _(
            "Money from a source outside the APBD (CSR, APBN ...): choose program and source of funds in the free rows "
            "at the end of the sheet “%(sheet)s”."
        )
        % {"sheet": BY_KEY[SPENDING].title},
        _(
            "Reports that were sent already are shown but locked. To change one, withdraw it on its page, or ask the "
            "verifier to return it."
        ),
        _(
            "Save as XLSX (Excel, LibreOffice, WPS) and upload it where you downloaded it. You then see every change "
            "and every problem before anything is taken over; what is taken over becomes a draft that you send."
        ),
        _("Evidence is attached on the page of each report, not in this workbook."),
    ]


def formulas(rules: Rules) -> list[tuple[str, str]]:
    """What the grey columns calculate: the formulas of the portal."""
    return [
        (_("Deviation"), _("physical progress - planned, in points; negative is late")),
        (_("Absorption"), _("spending / ceiling x 100")),
        (
            _("Achievement of an indicator"),
            _(
                "higher is better: realised / target x 100; lower is better: target / realised x 100, or "
                "(2 x target - realised) / target x 100, or (worst - realised) / (worst - target) x 100, as the plan "
                "says; the closer the better: 100 - |realised - target| / target x 100. Shown up to %(cap)s."
            )
            % {"cap": formats.percent(rules.cap_shown, 0)},
        ),
        (
            _("Achievement of a program"),
            _("mean of its indicators, each counted from %(floor)s to %(cap)s. %(missing)s")
            % {
                "floor": formats.percent(rules.floor_averaging, 0),
                "cap": formats.percent(rules.cap_averaging, 0),
                "missing": _missing(rules),
            },
        ),
        (
            _("Rules"),
            _("rules of calculation %(version)s. %(light)s")
            % {"version": rules.version, "light": labels.light_rule(rules)},
        ),
    ]


def _missing(rules: Rules) -> str:
    if rules.missing_policy == AS_ZERO:
        return _("Indicators without a figure count as zero.")
    return _("Indicators without a figure are left out.")
