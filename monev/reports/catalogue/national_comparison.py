"""The national comparison: all regions of a stage side by side, with the figures of the stage's own table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.canonical import plain
from core.documents import Column, Document, Section, Table, Value
from core.errors import Refused
from monev.evaluation.letters import national_table
from monev.evaluation.letters.head import UNNUMBERED, head_from, head_of, stage_name
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.stage_results import stage_table
from monev.monitoring.ranking import spread
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.frame_parts import origin_section, report_document
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview
from monev.reports.wishes import Wish
from organizations.models import Region
from organizations.roles import Can

CLOSED = (RoundStage.State.CLOSED, RoundStage.State.PUBLISHED)
WITHOUT_COHORT = ""


class NationalComparison(Report):
    """Index and dimensions of every region by rank, how they spread, by cohort, and the regions without a rank."""

    code = "national-comparison"
    title = _("National comparison")
    purpose = _("The results of all regions of one stage side by side, how they spread, and how the cohorts compare.")
    audience = _("ministry")
    formats = ("pdf", "xlsx")
    parameters = (Parameter.STAGE,)
    needs = Can.EVALUATE
    is_national = True
    position = 90

    def preview(self, wish: Wish) -> Preview:
        table = stage_table(closed_stage(wish))
        facts = [
            (gettext("Regions with a result"), str(len(table.lines))),
            (gettext("Regions that did not take part"), str(len(table.absent))),
        ]
        lacks = [Lack(gettext("The stage is not published: the report is a draft."))]
        return Preview(facts, [] if table.stage.is_published else lacks, len(table.lines) + len(table.absent))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        stage = closed_stage(wish)
        table = stage_table(stage)
        cohorts = dict(
            Region.objects.filter(pk__in=[each.region.pk for each in table.lines]).values_list("pk", "cohort__label")
        )
        made_up = sum(each.assessment.is_example for each in table.lines)
        data: dict[str, Any] = plain(
            {
                "format": 1,
                "language": wish.language,
                "taken_at": taken_at,
                "examples": {"rows": made_up, "of": len(table.lines)},
                "region": None,
                "ministry": settings.MINISTRY_NAME,
                "year": stage.round.year,
                "head": head_of(stage),
                "table": national_table.table_contents(table),
                "cohorts": [cohorts.get(each.region.pk) or WITHOUT_COHORT for each in table.lines],
            }
        )
        return data

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        head, table = head_from(dict(data["head"])), data["table"]
        sections = [_spread(table), _cohorts(data), national_table.ranked(table), national_table.apart(table)]
        alive()
        signature = Section(gettext("Signature"), [head.signatures])
        return report_document(
            gettext("National comparison"),
            data,
            frame,
            [*sections, origin_section(data, frame), signature],
            subtitle=f"{head.round_name}, {stage_name(head.kind)}",
            head=[
                (gettext("Number of the letter"), head.number or UNNUMBERED),
                *national_table.table_facts(table),
                (gettext("State"), gettext("draft, not published") if head.is_draft else gettext("published")),
            ],
        )


def closed_stage(wish: Wish) -> RoundStage:
    """The stage of the wish. Raises `Refused` while it is not closed: there are no results yet."""
    stage = wish.stage
    if stage is None or stage.state not in CLOSED:
        raise Refused(gettext("The stage is not closed yet: there are no results to compare."), field="stage")
    return RoundStage.objects.select_related("round__instrument").get(pk=stage.pk)


def _spread(table: Mapping[str, Any]) -> Section:
    """Lowest, median and highest figure of the index and of each dimension."""
    rows, found = national_table.rows_of(table), []
    for column in national_table.columns_of(table):
        figures = [row[column.key] for row in rows if isinstance(row.get(column.key), Decimal)]
        if column.kind == "index" and figures:
            found.append(_figures(column.label, figures))
    return Section(
        gettext("How the results spread"),
        [Table(gettext("Spread"), gettext("Lowest, median and highest figure"), _columns(gettext("Figure")), found)],
    )


def _cohorts(data: Data) -> Section:
    """The index by cohort."""
    by_cohort: dict[str, list[Decimal]] = {}
    for label, row in zip(data["cohorts"], national_table.rows_of(data["table"]), strict=True):
        if isinstance(row["index"], Decimal):
            by_cohort.setdefault(label or gettext("without a cohort"), []).append(row["index"])
    rows = [_figures(label, figures) for label, figures in sorted(by_cohort.items())]
    title = gettext("Index by cohort")
    return Section(title, [Table(gettext("Cohorts"), title, _columns(gettext("Cohort")), rows)])


def _columns(first: str) -> list[Column]:
    return [
        Column("name", first, share=5),
        Column("regions", gettext("Regions"), "count"),
        Column("lowest", gettext("Lowest"), "index"),
        Column("median", gettext("Median"), "index"),
        Column("highest", gettext("Highest"), "index"),
    ]


def _figures(name: str, figures: Sequence[Any]) -> dict[str, Value]:
    found = spread(figures)
    median = found.median if found else None
    return {
        "name": name,
        "regions": len(figures),
        "lowest": min(figures),
        "median": median,
        "highest": max(figures),
    }
