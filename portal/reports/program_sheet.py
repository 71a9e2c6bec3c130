"""The sheet of a program: what, who, how much, how far, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from core import formats
from core.canonical import plain
from core.documents import Block, Document, Entry, Facts, Section, Text
from core.errors import Refused
from masterplan.models.plans import Program
from monev.monitoring.labels import light_label, predicate_label
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.inputs import load
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.quarterly.reading import decimal
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview
from monev.reports.wishes import Wish
from organizations.roles import Can
from portal.reports.brief import brief_document
from portal.reports.contents import about, facts_of, rule_note, spending_text
from portal.reports.curves import program_chart, program_curve
from portal.reports.freezing import examples_in, table_of
from portal.reports.program_tables import TABLES, frozen_tables
from portal.reports.readers import reader_of
from portal.selectors.dashboard import all_periods
from portal.selectors.program import ProgramPage, program_page
from portal.tables.program_words import answers


class ProgramSheet(Report):
    """One program at the end of a period."""

    code = "program-sheet"
    title = gettext_lazy("Program sheet")
    purpose = gettext_lazy("One program on a page or two: budget, progress, indicators, obstacles, evidence.")
    audience = gettext_lazy("OPDs, Smart City Council, assessors")
    formats = ("pdf",)
    parameters = (Parameter.PROGRAM, Parameter.PERIOD, Parameter.PRELIMINARY)
    needs = Can.VIEW
    position = 64

    def subject(self, wish: Wish) -> str:
        return f"{wish.program}, {wish.region}, {wish.period}"

    def preview(self, wish: Wish) -> Preview:
        page = _page(wish)
        evidence = page.level.total
        facts = [
            (gettext("Indicators"), str(len(page.indicators))),
            (gettext("Reports"), str(len(page.reports))),
            (gettext("Evidence"), str(evidence)),
        ]
        lacks = []
        if not page.runs:
            lacks.append(Lack(gettext("The program does not run in the year of this period.")))
        elif page.figure is None or not page.figure.is_counted:
            lacks.append(Lack(gettext("No report of this period counts yet.")))
        if not page.indicators:
            lacks.append(Lack(gettext("The program has no indicator.")))
        return Preview(facts, lacks, rows=evidence + len(page.reports) + len(page.actions))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        page = _page(wish)
        if page.figure is None or page.rules is None:
            raise Refused(gettext("The program does not run in the year of this period."), field="period")
        today = today_in(wish.required_region.time_zone)
        data = {
            **about(wish, taken_at=taken_at, used=page.rules),
            "program": _frozen_program(page),
            "answers": [(each.question, _stated(each.state, each.text)) for each in answers(page, today=today)],
            "figures": _frozen_figures(page),
            "curve": _curve(page, wish),
            "words": _words(page),
            **frozen_tables(page),
        }
        data["examples"] = examples_in((data[name] for name in TABLES), page.program.is_example)
        return dict(plain(data))

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        sections = [
            _start(data),
            Section(gettext("Progress"), _progress(data)),
            Section(gettext("Budget and indicators"), [table_of(data[name]) for name in ("budget", "targets")]),
            Section(gettext("Action items"), [table_of(data["actions"], title="")]),
            Section(
                gettext("Reports and evidence"),
                [table_of(data["history"]), table_of(data["evidence"]), rule_note(data)],
            ),
        ]
        alive()
        row = data["program"]
        return brief_document(
            f"{row['code']} {row['name']}".strip(),
            data,
            frame,
            sections,
            subtitle=gettext("Program sheet, %(region)s, %(period)s")
            % {"region": data["region"]["name"], "period": data["period"]["label"]},
        )


def _program(wish: Wish) -> Program:
    """The program in the version of the plan in force, else in the newest one."""
    if wish.program is None:
        raise Refused(gettext("Choose a program."), field="program")
    rows = Program.objects.for_list().select_related("plan_version__document", "nomenclature")
    same = rows.of_region(wish.required_region).filter(lineage=wish.program.lineage)
    found: Program | None = same.in_force().first() or rows.filter(pk=wish.program.pk).first()
    if found is None:
        raise Refused(gettext("Choose a program."), field="program")
    return found


def _page(wish: Wish) -> ProgramPage:
    """The page of the program, as anybody sees it who may see the region."""
    region = wish.required_region
    return program_page(
        _program(wish),
        wish.required_period,
        all_periods(region),
        preliminary=wish.include_preliminary,
        seen_by=reader_of(region),
    )


def _stated(state: str, text: str) -> str:
    return f"{state}. {text}" if state else text


def _frozen_program(page: ProgramPage) -> dict[str, Any]:
    row = page.program
    sub = row.sub_dimension
    partners = [f"{each.partner}: {each.contribution}" for each in page.partnerships]
    return {
        "code": row.code,
        "name": row.name,
        "agency": row.lead_agency.name,
        "supporters": [each.agency.name for each in page.supporters],
        "pillar": sub.pillar.name if sub else "",
        "sub_dimension": sub.name if sub else "",
        "years": f"{row.start_year}–{row.end_year}",
        "term": str(row.get_term_display()),
        "output": row.output,
        "outcome": row.outcome,
        "rpjmd": row.rpjmd_link,
        "nomenclature": str(row.nomenclature or ""),
        "plan": str(row.plan_version),
        "partners": partners,
    }


def _frozen_figures(page: ProgramPage) -> dict[str, Any]:
    figure = page.figure
    assert figure is not None  # noqa: S101
    names = ("planned", "actual", "deviation", "light", "ceiling", "spending", "absorption", "predicate")
    return {
        **{name: getattr(figure, name) for name in names},
        "achievement": figure.achievement.value,
        "is_counted": figure.is_counted,
        "is_preliminary": figure.is_preliminary,
    }


def _curve(page: ProgramPage, wish: Wish) -> list[dict[str, Any]]:
    period = wish.required_period
    own = load([page.program], (period.year,), period.kind)[page.program.pk, period.year]
    assert page.rules is not None  # noqa: S101
    return program_curve(own, period, page.periods, page.rules, preliminary=page.preliminary)


def _words(page: ProgramPage) -> dict[str, str]:
    """What the OPD wrote about the period, as far as it counts."""
    entry = page.figure.entry if page.figure else None
    names = ("narrative", "hindering_factors", "follow_up", "supporting_factors", "nil_reason")
    return {name: getattr(entry, name) if entry else "" for name in names}


def _start(data: Data) -> Section:
    row = data["program"]
    facts = facts_of(
        [
            (gettext("Lead OPD"), row["agency"]),
            (gettext("Supporting OPDs"), "; ".join(row["supporters"])),
            (gettext("Pillar"), " · ".join(filter(None, [row["pillar"], row["sub_dimension"]]))),
            (gettext("Years"), " · ".join(filter(None, [row["years"], row["term"]]))),
            (gettext("Output"), row["output"]),
            (gettext("Outcome"), row["outcome"]),
            (gettext("Nomenclature"), row["nomenclature"]),
            (gettext("Link to the RPJMD"), row["rpjmd"]),
            (gettext("Partners"), "\n".join(row["partners"])),
        ]
    )
    return Section(gettext("What and who"), [facts])


def _progress(data: Data) -> list[Block]:
    said = [
        (gettext("What was done:"), data["words"]["narrative"]),
        (gettext("No change, because:"), data["words"]["nil_reason"]),
        (gettext("Obstacles:"), data["words"]["hindering_factors"]),
        (gettext("Follow-up plan:"), data["words"]["follow_up"]),
        (gettext("Supporting factors:"), data["words"]["supporting_factors"]),
    ]
    parts = [pair for pair in said if pair[1]]
    heading = gettext("What the OPD reports for %(period)s") % {"period": data["period"]["label"]}
    nothing = Text(gettext("No report of this period counts yet."))
    return [
        _figures(data["figures"]),
        Facts([(question, text) for question, text in data["answers"][1:]]),
        program_chart(data["curve"]),
        Entry(heading, "", parts) if parts else nothing,
    ]


def _figures(figures: Data) -> Facts:
    physical = gettext("%(actual)s of planned %(planned)s, deviation %(deviation)s") % {
        "actual": formats.percent(decimal(figures["actual"])),
        "planned": formats.percent(decimal(figures["planned"])),
        "deviation": formats.points(decimal(figures["deviation"])),
    }
    reached = formats.percent(decimal(figures["achievement"]))
    if figures["predicate"]:
        reached = f"{reached} – {predicate_label(figures['predicate'])}"
    return Facts(
        [
            (gettext("On track?"), light_label(figures["light"])),
            (gettext("Physical progress"), physical),
            (gettext("Spending"), spending_text(figures)),
            (gettext("Achievement of indicators"), reached),
        ]
    )
