"""The story of a quick win on a page or two, for regions that want to do the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from core import formats
from core.canonical import plain
from core.documents import Block, Document, Entry, Section, Text
from core.errors import Refused
from monev.monitoring.periods import today_in
from monev.monitoring.templatetags.evidence import level_label
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.quarterly.reading import decimal
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview
from monev.reports.wishes import Wish
from organizations.roles import Can
from portal.charts.quick_win import milestone_chart
from portal.reports.brief import brief_document
from portal.reports.contents import about, facts_of
from portal.reports.freezing import chart_of, examples_in, frozen_chart, frozen_table, table_of
from portal.reports.pictures import frozen_pictures, picture_of
from portal.reports.readers import reader_of
from portal.selectors.quick_wins import QuickWinPage, quick_win_page
from portal.tables.quick_win_words import standing_state
from portal.tables.quick_wins import milestone_table, replication_table, risk_table
from quickwins.models import QuickWin

MILESTONES = ("name", "due", "done", "state")
RISKS = ("risk", "likelihood", "impact", "mitigation", "state")
REPLICATIONS = ("region", "state", "asked")
STORY = ("problem", "innovation", "benefit", "uniqueness", "resources", "sustainability")


class QuickWinStoryReport(Report):
    """One quick win: what it solves, how it went, what came of it, how to do it elsewhere."""

    code = "quick-win-story"
    title = gettext_lazy("Quick-win story")
    purpose = gettext_lazy("One quick win for other regions: what it solves, milestones, results, risks, replication.")
    audience = gettext_lazy("Other regions, ministry")
    formats = ("pdf",)
    parameters = (Parameter.QUICK_WIN,)
    needs = Can.VIEW
    position = 66

    def subject(self, wish: Wish) -> str:
        return f"{wish.quick_win}, {wish.region}"

    def preview(self, wish: Wish) -> Preview:
        page = _page(wish)
        row = page.quick_win
        pictures = frozen_pictures(row)
        facts = [
            (gettext("Milestones"), str(len(page.line.milestones))),
            (gettext("Reports"), str(len(page.reports))),
            (gettext("Photos"), str(len(pictures))),
        ]
        lacks = []
        if not row.problem or not row.benefit:
            lacks.append(Lack(gettext("The quick win does not say yet which problem it solves and whom it helps.")))
        if not pictures:
            lacks.append(Lack(gettext("There is no photo that is public or of verified, convincing evidence.")))
        if page.line.report is None:
            lacks.append(Lack(gettext("No verified report tells its progress.")))
        return Preview(facts, lacks, rows=len(page.line.milestones) + len(page.risks))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        page = _page(wish)
        region = wish.required_region
        row, line = page.quick_win, page.line
        milestones = milestone_table(line.milestones, source="")
        standing = standing_state(line)
        data = {
            **about(replace(wish, include_preliminary=False), taken_at=taken_at),
            "quick_win": {
                "title": row.title,
                "year": row.year,
                "agency": row.agency.name,
                "pillar": row.pillar.name,
                "sub_dimension": row.sub_dimension.name if row.sub_dimension else "",
                "partners": [str(each) for each in row.partners.all()],
                "program": page.program.name if page.program else "",
                "is_practice": row.is_practice,
                "continues": str(row.predecessor or ""),
                **{name: getattr(row, name) for name in STORY},
            },
            "standing": {"label": standing.label, "tone": standing.tone},
            "percent": line.percent,
            "reached": line.reached,
            "level": {"total": page.level.total, "label": str(level_label(page.level.best))},
            "last": _last(page),
            "milestones": frozen_table(milestones, *MILESTONES),
            "chart": frozen_chart(milestone_chart(page, today=today_in(region.time_zone), table=milestones, source=""))
            if line.milestones
            else None,
            "risks": frozen_table(risk_table(page), *RISKS),
            "replications": frozen_table(replication_table(page.replications), *REPLICATIONS),
            "pictures": frozen_pictures(row),
        }
        tables = (data["milestones"], data["risks"], data["replications"])
        data["examples"] = examples_in(tables, row.is_example)  # type: ignore[arg-type]
        return dict(plain(data))

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        sections = [_start(data), _story(data), _course(data), _others(data)]
        alive()
        return brief_document(
            data["quick_win"]["title"],
            data,
            frame,
            sections,
            subtitle=gettext("Quick win of %(region)s, %(year)s")
            % {"region": data["region"]["name"], "year": data["quick_win"]["year"]},
        )


def _page(wish: Wish) -> QuickWinPage:
    """The page with what counts: verified reports."""
    if wish.quick_win is None:
        raise Refused(gettext("Choose a quick win."), field="quick_win")
    rows = QuickWin.objects.for_list().select_related("predecessor", "sub_dimension")
    return quick_win_page(rows.get(pk=wish.quick_win.pk), preliminary=False, seen_by=reader_of(wish.required_region))


def _last(page: QuickWinPage) -> dict[str, str] | None:
    """What the last report that counts says."""
    report = page.line.report
    if report is None:
        return None
    return {
        "period": str(report.period),
        "narrative": report.narrative,
        "hindering_factors": report.hindering_factors,
        "follow_up": report.follow_up,
    }


def _start(data: Data) -> Section:
    """Who and what, how far, and what it looks like."""
    row = data["quick_win"]
    steps = {"counted": data["reached"], "total": len(data["milestones"]["rows"])}
    facts = facts_of(
        [
            (gettext("OPD"), row["agency"]),
            (gettext("Pillar"), " · ".join(filter(None, [row["pillar"], row["sub_dimension"]]))),
            (gettext("State"), data["standing"]["label"]),
            (gettext("Progress"), formats.percent(decimal(data["percent"]))),
            (gettext("Milestones reached"), gettext("%(counted)s of %(total)s") % steps),
            (gettext("Evidence"), _evidence(data["level"])),
            (gettext("Partners"), "; ".join(row["partners"])),
            (gettext("Program that it speeds up"), row["program"]),
            (gettext("Continues"), row["continues"]),
        ]
    )
    pictures = [picture_of(each) for each in data["pictures"]]
    return Section(gettext("In short"), [facts, *pictures])


def _evidence(level: Data) -> str:
    return f"{level['total']} ({level['label']})" if level["total"] else ""


def _story(data: Data) -> Section:
    row = data["quick_win"]
    labels = {
        "problem": pgettext("quick win", "Problem"),
        "innovation": gettext("Innovation"),
        "benefit": gettext("Benefit"),
        "uniqueness": gettext("What is new about it"),
        "resources": gettext("Resources"),
        "sustainability": gettext("How it lasts"),
    }
    parts = [(f"{labels[name]}:", row[name]) for name in STORY if row[name]]
    blocks: list[Block] = [Entry("", "", parts)] if parts else [Text(gettext("The story has not been written yet."))]
    return Section(gettext("What it solves"), blocks)


def _course(data: Data) -> Section:
    """Milestones and results."""
    blocks: list[Block] = [table_of(data["milestones"])]
    if data["chart"]:
        blocks.append(chart_of(data["chart"]))
    last = data["last"]
    if last is None:
        blocks.append(Text(gettext("No verified report tells its progress.")))
        return Section(gettext("Milestones and results"), blocks)
    said = [
        (gettext("What was done:"), last["narrative"]),
        (gettext("Obstacles:"), last["hindering_factors"]),
        (gettext("Follow-up plan:"), last["follow_up"]),
    ]
    heading = gettext("Verified report of %(period)s") % {"period": last["period"]}
    blocks.append(Entry(heading, "", [pair for pair in said if pair[1]]))
    return Section(gettext("Milestones and results"), blocks)


def _others(data: Data) -> Section:
    """Risks, and how another region does it."""
    practice = data["quick_win"]["is_practice"]
    words = (
        gettext("Published as a practice: other regions ask to replicate it in the portal, and the OPD answers there.")
        if practice
        else gettext("Not published as a practice yet; ask the OPD about replicating it.")
    )
    return Section(
        gettext("Risks and replication"), [table_of(data["risks"]), Text(words), table_of(data["replications"])]
    )
