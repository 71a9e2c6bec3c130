"""The sheet of an OPD: what it leads, how far it is, how well it reports, what it pledged and was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from core import formats
from core.canonical import plain
from core.documents import Block, Document, Facts, Section, Text
from core.errors import Refused
from masterplan.models.preparation import Directive
from monev.monitoring.labels import score_rule
from monev.monitoring.periods import today_in
from monev.monitoring.quality_score import QualityScore
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.frame_parts import signature_section
from monev.reports.catalogue.quarterly.reading import decimal, rules
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish
from organizations.models import Agency
from organizations.roles import Can
from portal.reports.brief import brief_document
from portal.reports.contents import about, group_facts, rule_note
from portal.reports.dashboards import dashboard_of, frozen_dashboard, part_preview, short_answers, tables_of
from portal.reports.freezing import examples_in, frozen_table, table_of
from portal.reports.readers import reader_of
from portal.reports.signing import head_of_agency
from portal.selectors.commitments import commitments
from portal.selectors.dashboard import Part
from portal.selectors.directives import DirectiveLine, region_directives
from portal.tables.commitments import commitments_table
from portal.tables.directives import directives_table

TABLES = ("programs", "deviations", "quick_wins", "pledges", "directives")
PLEDGES = ("janji", "program", "tahun", "keadaan", "laporan", "bukti")
DEVIATIONS = ("name", "deviation", "light", "obstacle", "follow_up")
DIRECTIVES = ("arahan", "diberikan", "tenggat", "keadaan", "jawaban")


class AgencySheet(Report):
    """One OPD at the end of a period."""

    code = "agency-sheet"
    title = gettext_lazy("OPD sheet")
    purpose = gettext_lazy(
        "One OPD: its programs, punctuality and data quality, commitments, deviations, directives to it."
    )
    audience = gettext_lazy("Head of the OPD, Smart City Council")
    formats = ("pdf",)
    parameters = (Parameter.AGENCY, Parameter.PERIOD, Parameter.PRELIMINARY)
    needs = Can.VIEW
    position = 62

    def subject(self, wish: Wish) -> str:
        return f"{wish.agency}, {wish.region}, {wish.period}"

    def preview(self, wish: Wish) -> Preview:
        return part_preview(wish, Part(agency_id=_agency(wish).pk))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        agency, region, period = _agency(wish), wish.required_region, wish.required_period
        found = dashboard_of(wish, Part(agency_id=agency.pk))
        reader = reader_of(region)
        pledged = commitments(region, period, preliminary=wish.include_preliminary, seen_by=reader)
        own = replace(
            pledged, lines=tuple(each for each in pledged.lines if each.pledge.commitment.agency_id == agency.pk)
        )
        told = [each for each in region_directives(region, seen_by=reader) if _belongs(each, agency, period.year)]
        today = today_in(region.time_zone)
        data = {
            **about(wish, taken_at=taken_at, used=found.figures.rules),
            **frozen_dashboard(found, without="agency"),
            "deviations": frozen_table(tables_of(found)["deviations"], *DEVIATIONS, shares={"name": 4, "light": 3}),
            "agency": {"name": agency.name, "code": agency.code},
            "score": _frozen_score(found.quality.of(agency.pk)),
            "pledges": frozen_table(commitments_table(own), *PLEDGES),
            "kept": own.kept,
            "behind": own.behind,
            "directives": frozen_table(directives_table(told, today, with_agency=False), *DIRECTIVES),
            "overdue": sum(each.directive.is_overdue(today) for each in told),
        }
        data["examples"] = examples_in((data[name] for name in TABLES), agency.is_example)
        return dict(plain(data))

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        sections = [
            Section(gettext("Summary"), [group_facts(data["group"]), short_answers(data), rule_note(data)]),
            _quality(data),
            Section(gettext("Programs"), [table_of(data["programs"], title="")]),
            Section(gettext("Deviations and their causes"), [table_of(data["deviations"], title="", note="")]),
            _promises(data),
        ]
        alive()
        return brief_document(
            data["agency"]["name"],
            data,
            frame,
            [*sections, signature_section(data, frame, [head_of_agency(data["agency"]["name"])])],
            subtitle=gettext("OPD sheet, %(region)s, %(period)s")
            % {"region": data["region"]["name"], "period": data["period"]["label"]},
        )


def _agency(wish: Wish) -> Agency:
    if wish.agency is None:
        raise Refused(gettext("Choose an OPD."), field="agency")
    return wish.agency


def _belongs(line: DirectiveLine, agency: Agency, year: int) -> bool:
    """What the OPD still has to answer for, and what was closed in the year of the report."""
    row = line.directive
    is_recent = row.status != Directive.Status.CLOSED or (row.closed_on is not None and row.closed_on.year == year)
    return row.agency_id == agency.pk and is_recent


def _frozen_score(score: QualityScore | None) -> dict[str, Any] | None:
    if score is None:
        return None
    names = ("value", "complete", "on_time", "evidence", "unquestioned", "sent", "due")
    return {name: getattr(score, name) for name in names}


class _Scored:
    """The rules of a snapshot, as the sentence about the score wants them."""

    def __init__(self, data: Data) -> None:
        self.rules = rules(data)


def _quality(data: Data) -> Section:
    """Punctuality and quality of the reporting."""
    score = data["score"]
    if score is None:
        nothing = Text(gettext("Nothing is due in this period, so there is no score."))
        return Section(gettext("Quality and punctuality of reporting"), [nothing])
    value = decimal(score["value"])
    facts = [
        (gettext("Score (0 to 100)"), formats.number(value, 1)),
        *(
            (label, formats.percent(decimal(score[name])))
            for name, label in (
                ("on_time", gettext("On time")),
                ("complete", gettext("Complete")),
                ("evidence", gettext("With evidence")),
                ("unquestioned", gettext("Unquestioned")),
            )
        ),
        (gettext("Reports sent"), gettext("%(counted)s of %(total)s") % _sent(score)),
    ]
    note = Text(score_rule(_Scored(data)), is_note=True)
    return Section(gettext("Quality and punctuality of reporting"), [Facts(facts), note])


def _sent(score: Data) -> dict[str, int]:
    return {"counted": score["sent"], "total": score["due"]}


def _promises(data: Data) -> Section:
    """Commitments, directives and quick wins of the OPD."""
    total = len(data["pledges"]["rows"])
    facts = Facts(
        [
            (
                gettext("Commitments kept"),
                gettext("%(counted)s of %(total)s") % {"counted": data["kept"], "total": total},
            ),
            (gettext("Commitments behind"), str(data["behind"])),
            (gettext("Directives overdue"), str(data["overdue"])),
        ]
    )
    blocks: list[Block] = [
        facts,
        table_of(data["pledges"]),
        table_of(data["directives"]),
        table_of(data["quick_wins"], note=""),
    ]
    return Section(gettext("Commitments, directives and quick wins"), blocks)
