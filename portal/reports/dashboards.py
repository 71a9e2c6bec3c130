"""What the book of a pillar, the sheet of an OPD and the pack of a meeting share: a dashboard, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Entry
from core.errors import Refused
from core.tables import DataTable
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.reports.catalogue.quarterly.reading import Data
from monev.reports.previews import Lack, Preview
from monev.reports.wishes import Wish
from portal.reports.contents import frozen_group
from portal.reports.curves import frozen_points
from portal.reports.freezing import frozen_table
from portal.reports.readers import reader_of
from portal.selectors.answers import Actor, Answers, answers
from portal.selectors.dashboard import WHOLE, Dashboard, Part, all_periods, dashboard, load_dashboard_year
from portal.sentences import source_line
from portal.tables.dashboard import dashboard_tables

PROGRAMS = ("name", "agency", "planned", "actual", "deviation", "achievement", "absorption", "light", "counts")
DEVIATIONS = ("name", "agency", "planned", "actual", "deviation", "light", "obstacle", "follow_up")
WIDTHS = {"name": 7, "light": 3, "counts": 3}
QUICK_WINS = ("title", "agency", "percent", "state")


def dashboard_of(wish: Wish, part: Part = WHOLE) -> Dashboard:
    """The dashboard of the part at the end of the period, as the page shows it. Raises `Refused` without one."""
    region, period = wish.required_region, wish.required_period
    year = load_dashboard_year(region, period, all_periods(region), seen_by=reader_of(region))
    found = dashboard(year, preliminary=wish.include_preliminary, part=part)
    if found is None:
        raise Refused(gettext("The plan has no program here in this year."), field="period")
    return found


def part_preview(wish: Wish, part: Part) -> Preview:
    """How many programs the paper will hold, and what they lack."""
    try:
        data = dashboard_of(wish, part)
    except Refused as refused:
        return Preview([], [Lack(str(refused.message))], 0)
    group = data.group
    facts = [
        (gettext("Programs"), str(group.total)),
        (gettext("Programs verified"), str(group.verified)),
        (gettext("Programs handed in"), str(group.reported if data.preliminary else _handed_in(data))),
        (gettext("Quick wins"), str(len(data.quick_wins))),
    ]
    return Preview(facts, list(_lacks(data)), rows=group.total + len(data.quick_wins))


def _handed_in(data: Dashboard) -> int:
    """How many programs would count with preliminary figures."""
    figures = dashboard(data.year, preliminary=True, part=data.part)
    return figures.group.reported if figures else 0


def _lacks(data: Dashboard) -> Iterable[Lack]:
    handed_in = _handed_in(data)
    if missing := data.group.total - handed_in:
        text = ngettext("%(count)s program has no report.", "%(count)s programs have no report.", missing)
        yield Lack(text % {"count": missing})
    if waiting := handed_in - data.group.verified:
        text = ngettext("%(count)s report is not verified yet.", "%(count)s reports are not verified yet.", waiting)
        yield Lack(text % {"count": waiting})


def tables_of(data: Dashboard) -> dict[str, DataTable]:
    """The tables of the page."""
    return dashboard_tables(data, source=source_line(data.figures))


def frozen_dashboard(data: Dashboard, *, without: str = "") -> dict[str, Any]:
    """Figures, answers, curve, programs, deviations and quick wins of the part; `without` a column that says the same
    in every row."""
    tables = tables_of(data)
    return {
        "group": frozen_group(data.group, data.figures.rules),
        "answers": list(_answers(data, answers(data))),
        "curve": frozen_points(data.curve),
        "programs": frozen_table(
            tables["programs"], *_but(PROGRAMS, without), shares={"name": 7, "light": 3, "counts": 3}
        ),
        "deviations": frozen_table(tables["deviations"], *_but(DEVIATIONS, without), shares=WIDTHS | {"name": 4}),
        "quick_wins": frozen_table(tables["quick_wins"], *_but(QUICK_WINS, without)),
    }


def _but(keys: tuple[str, ...], without: str) -> list[str]:
    return [each for each in keys if each != without]


def short_answers(data: Data) -> Entry:
    """Where not, why, who must act: in the words of the page."""
    pairs = [(question, answer) for question, answer in data["answers"]]
    return Entry("", "", pairs)


def _answers(data: Dashboard, found: Answers) -> Iterable[tuple[str, str]]:
    yield gettext("Where not?"), _where(data, found)
    yield (
        gettext("Why?"),
        "\n".join(_reason(each) for each in found.reasons) or gettext("No obstacle is reported for a late program."),
    )
    yield gettext("Who must act?"), "\n".join(_actor(each) for each in found.actors) or gettext("Nobody is behind.")


def _where(data: Dashboard, found: Answers) -> str:
    behind = [f"{each.label} {formats.points(each.deviation)}" for each in found.behind]
    red, amber = data.group.lights["red"], data.group.lights["amber"]
    if red:
        behind.append(
            ngettext("%(number)s program seriously late", "%(number)s programs seriously late", red) % {"number": red}
        )
    if amber:
        behind.append(ngettext("%(number)s program late", "%(number)s programs late", amber) % {"number": amber})
    return "; ".join(behind) or gettext("No part is behind its plan.")


def _reason(figure: ProgramFigure) -> str:
    obstacle = figure.entry.hindering_factors if figure.entry else ""
    return f"{figure.program.name}: {Truncator(obstacle).chars(160)}"


def _actor(actor: Actor) -> str:
    parts = [
        ngettext("%(number)s program seriously late", "%(number)s programs seriously late", actor.red),
        ngettext("%(number)s not reported", "%(number)s not reported", actor.silent),
        ngettext("%(number)s directive overdue", "%(number)s directives overdue", actor.overdue),
    ]
    counts = (actor.red, actor.silent, actor.overdue)
    said = [text % {"number": count} for text, count in zip(parts, counts, strict=True) if count]
    return f"{actor.group.label}: {', '.join(said)}"
