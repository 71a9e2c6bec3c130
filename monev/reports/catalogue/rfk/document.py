"""The RFK report as a document: summary, rank of the OPDs, the table of the form, formulas, origin, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext, override

from core import formats
from core.documents import Document, Facts, Section, Text
from monev.reports.catalogue.base import Frame, Signer
from monev.reports.catalogue.frame_parts import origin_section, report_document, signature_section
from monev.reports.catalogue.quarterly.reading import Data, decimal
from monev.reports.catalogue.quarterly.sections import basis
from monev.reports.catalogue.rfk.ranking import ranking
from monev.reports.catalogue.rfk.table import rfk_table

MONTH = "month"


def rfk_document(data: Data, frame: Frame, *, alive: Callable[[], None] = lambda: None) -> Document:
    """The report from its snapshot only. `alive` is called between the sections."""
    with override(data["language"]):
        sections = [_summary(data)]
        alive()
        if not data["agency"]:
            sections.append(ranking(data))
        sections += [
            Section(gettext("Realisation per program"), [rfk_table(data)], wide=True),
            _formulas(),
            origin_section(data, frame),
            signature_section(data, frame, _signers(data)),
        ]
        alive()
        return report_document(
            gettext("Report on physical and financial realisation (RFK)"),
            data,
            frame,
            sections,
            subtitle=f"{data['agency'] or data['region']['name']}, {position(data)}",
            head=[
                (gettext("OPD"), data["agency"] or gettext("All OPDs")),
                (gettext("Figures as of"), formats.longdate(_last_day(data))),
                (gettext("Basis"), basis(data)),
            ],
        )


def position(data: Data) -> str:
    """`September 2026`; where the region reports by quarters `posisi akhir September 2026`.

    >>> position({"period": {"kind": "quarter", "last_day": "2026-09-30"}})
    'posisi akhir September 2026'
    """
    day = _last_day(data)
    words = {"month": str(MONTHS[day.month]), "year": day.year}
    if data["period"]["kind"] == MONTH:
        return gettext("%(month)s %(year)s") % words
    return gettext("position at the end of %(month)s %(year)s") % words


def _last_day(data: Data) -> date:
    return date.fromisoformat(data["period"]["last_day"])


def _signers(data: Data) -> list[Signer]:
    """Whose post signs where the region entered nobody."""
    if data["agency"]:
        return [
            Signer(gettext("Acknowledged by"), gettext("Head of %(agency)s") % {"agency": data["agency"]}),
            Signer("", gettext("Officer who carries out the activities (PPTK)")),
        ]
    return [
        Signer(gettext("Acknowledged by"), gettext("Regional secretary (Sekda)")),
        Signer("", gettext("Head of the Bappeda")),
    ]


def _summary(data: Data) -> Section:
    """Is it good or bad, how complete is it."""
    total = data["total"]
    counted = gettext("%(counted)s of %(total)s programs counted, %(verified)s verified") % {
        "counted": total["reported"],
        "total": total["programs"],
        "verified": total["verified"],
    }
    facts = [
        (gettext("Completeness"), counted),
        (gettext("Ceiling in force (DPA)"), formats.rupiah(decimal(total["ceiling"]))),
        (gettext("Financial realisation"), _share(total["spending"], total["absorption"])),
        (gettext("Cash plan (RAK)"), _share(total["planned_spending"], total["cash_plan"])),
        (gettext("Remaining budget"), _share(total["remaining"], total["remaining_percent"])),
        (gettext("Physical realisation"), _physical(total)),
    ]
    return Section(gettext("Summary"), [Facts(facts)])


def _share(amount: str | None, percent: str | None) -> str:
    """`Rp 340.000.000 (68,0 %)`."""
    if amount is None:
        return formats.NOTHING
    return f"{formats.rupiah(decimal(amount))} ({formats.percent(decimal(percent))})"


def _physical(total: Data) -> str:
    return gettext("%(actual)s, target %(planned)s, deviation %(deviation)s") % {
        "actual": formats.percent(decimal(total["physical"])),
        "planned": formats.percent(decimal(total["planned"])),
        "deviation": formats.points(decimal(total["deviation"])),
    }


def _formulas() -> Section:
    """How each column is calculated, for who checks the form."""
    lines = [
        (gettext("Realised (%)"), gettext("Realised money / ceiling in force × 100.")),
        (
            gettext("RAK (%)"),
            gettext("Cash plan up to the end of the period / ceiling × 100, of programs that have one."),
        ),
        (
            gettext("Deviation of the RFK form (%)"),
            gettext(
                "(RAK − realised money) / RAK × 100: positive is late. Only programs that have both count in a "
                "subtotal."
            ),
        ),
        (
            gettext("Physical deviation (points)"),
            gettext("Realised − target: negative is late. Its sign is the opposite of the form's deviation."),
        ),
        (
            gettext("Weight (%)"),
            gettext("Ceiling of the program / ceiling of its OPD × 100; of an OPD: in the region."),
        ),
        (gettext("Weighted (%)"), gettext("Physical realisation × weight / 100. What is not reported adds nothing.")),
        (
            gettext("Physical of an OPD (%)"),
            gettext("Σ (physical × ceiling) / Σ ceiling, of the programs that reported: the figure on the pages."),
        ),
        (gettext("Remaining budget"), gettext("Ceiling in force − realised money; in percent of the ceiling.")),
    ]
    return Section(gettext("How it is calculated"), [Facts(lines), Text(_without_source(), is_note=True)])


def _without_source() -> str:
    return gettext(
        "Location: the plan does not record where a program is carried out, so the column is empty. RKA: the portal "
        "keeps the ceilings of the original and the revised budget, not the draft before them."
    )
