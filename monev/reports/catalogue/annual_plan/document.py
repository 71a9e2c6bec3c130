"""The evaluation of the annual plan as a document: summary with mean and predicate, the form, rules, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext, override

from core import formats
from core.documents import Document, Facts, Section, Text
from monev.monitoring.labels import predicate_label, predicate_rule
from monev.monitoring.rules import Rules
from monev.reports.catalogue.annual_plan.table import form_table
from monev.reports.catalogue.base import Frame, Signer
from monev.reports.catalogue.frame_parts import origin_section, report_document, signature_section
from monev.reports.catalogue.quarterly.reading import Data, decimal, rules


def annual_plan_document(data: Data, frame: Frame, *, alive: Callable[[], None] = lambda: None) -> Document:
    """The report from its snapshot only. `alive` is called between the sections."""
    with override(data["language"]):
        summary = Section(gettext("Summary"), [Facts(_summary(data)), Text(bands_in_words(data), is_note=True)])
        alive()
        form = Section(gettext("Evaluation per program"), [form_table(data)], wide=True, paper="a3")
        alive()
        return report_document(
            title_of(data),
            data,
            frame,
            [
                summary,
                form,
                Section(gettext("How it is calculated"), [Facts(_formulas())]),
                origin_section(data, frame),
                signature_section(data, frame, _signers(data)),
            ],
            subtitle=f"{data['agency'] or data['region']['name']}, {data['year']}",
            head=[
                (gettext("Year"), str(data["year"])),
                (gettext("OPD"), data["agency"] or gettext("All OPDs")),
                (gettext("Figures as of"), formats.longdate(date.fromisoformat(data["period"]["last_day"]))),
                (gettext("Basis"), gettext("Verified reports only.")),
            ],
        )


def title_of(data: Data) -> str:
    """Of the region its RKPD, of an OPD its Renja."""
    if data["agency"]:
        return gettext("Evaluation of the results of the Renja")
    return gettext("Evaluation of the results of the RKPD")


def _signers(data: Data) -> list[Signer]:
    """Whose post signs where the region entered nobody."""
    if data["agency"]:
        return [
            Signer(gettext("Evaluated by"), gettext("Head of the Bappeda")),
            Signer(gettext("Made by"), gettext("Head of %(agency)s") % {"agency": data["agency"]}),
        ]
    return [
        Signer(gettext("Acknowledged by"), gettext("Regional secretary (Sekda)")),
        Signer(gettext("Made by"), gettext("Head of the Bappeda")),
    ]


def _summary(data: Data) -> list[tuple[str, str]]:
    total, means, weighted = data["total"], data["means"], data["weighted"]
    return [
        (gettext("Mean achievement of the year (K)"), _mean(means["year"])),
        (gettext("Mean achievement of the plan (K)"), _mean(means["plan"])),
        (gettext("Spending of the year (Rp)"), _spent(total["realised"], total["target"], total["year_percent"])),
        (gettext("Spending of the plan (Rp)"), _spent(total["cumulative"], total["end"], total["plan_percent"])),
        (
            gettext("Achievement on the pages of the portal"),
            gettext("%(value)s (weighted; %(counted)s of %(total)s programs counted in this period)")
            % {
                "value": formats.percent(decimal(weighted["value"])),
                "counted": weighted["counted"],
                "total": weighted["total"],
            },
        ),
    ]


def _mean(mean: Data) -> str:
    """`82,4 % – Tinggi (46 dari 61 indikator)`."""
    value = decimal(mean["value"])
    counted = gettext("%(counted)s of %(total)s indicators") % {"counted": mean["counted"], "total": mean["total"]}
    if value is None:
        return gettext("Not measurable (%(counted)s)") % {"counted": counted}
    return f"{formats.percent(value)} – {predicate_label(mean['predicate'])} ({counted})"


def _spent(amount: str | None, ceiling: str | None, percent: str | None) -> str:
    return gettext("%(spending)s of a ceiling of %(ceiling)s (%(absorption)s)") % {
        "spending": formats.rupiah(decimal(amount)),
        "ceiling": formats.rupiah(decimal(ceiling)),
        "absorption": formats.percent(decimal(percent)),
    }


def bands_in_words(data: Data) -> str:
    """Which bands gave the predicates, and how what lies between them is rated."""
    used = rules(data)
    quarter = data["quarter"]
    words = [predicate_rule(used)]
    if quarter is not None and str(quarter) in used.quarter_bands:
        words.append(gettext("Of the year, bands of this quarter: %(bands)s.") % {"bands": _bands(used, quarter)})
        words.append(gettext("Of the plan: %(bands)s.") % {"bands": _bands(used, None)})
    else:
        words.append(gettext("Bands: %(bands)s.") % {"bands": _bands(used, None)})
    words.append(gettext("An achievement of 0 is rated in the lowest band; what is not measurable has no predicate."))
    return " ".join(words)


def _bands(used: Rules, quarter: int | None) -> str:
    bands = used.bands(quarter)
    *others, last = bands
    known = [
        gettext("%(predicate)s from %(bound)s") % {"predicate": predicate_label(code), "bound": formats.number(bound)}
        for bound, code in others
    ]
    return ", ".join([*known, gettext("%(predicate)s below") % {"predicate": predicate_label(last[1])}])


def _formulas() -> list[tuple[str, str]]:
    return [
        (
            gettext("K of a quarter"),
            gettext("What was reported for the quarter; of months their sum, last, mean or maximum by the indicator."),
        ),
        (
            gettext("Rp of a quarter"),
            gettext("Spending since January at its end − the same at the last quarter with a report."),
        ),
        (
            gettext("Realised this year"),
            gettext("K: the quarters by the aggregation of the indicator. Rp: the last known spending since January."),
        ),
        (
            gettext("Realised before, cumulative"),
            gettext(
                "K: the years by the same aggregation. Rp: the sum of the years. Verified reports in the portal only."
            ),
        ),
        (
            gettext("Achievement (%)"),
            gettext(
                "K: realised against the target by the formula of the indicator (higher is better: R / T × 100). Rp: "
                "spending / ceiling × 100. Of the year: realised this year against the target of the year. Of the "
                "plan: cumulative against the end of the plan."
            ),
        ),
        (
            gettext("Mean"),
            gettext("Every measurable indicator counts alike, capped by the region's rules. Rp: total / total."),
        ),
        (
            gettext("Not in the portal"),
            gettext("Follow-up in the next RKPD/Renja: not recorded, to be filled in by hand."),
        ),
    ]
