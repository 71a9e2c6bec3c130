"""A figure of a dashboard explains itself: formula, inputs, rows that count and rows left out, who verified them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import formats
from core.documents import Kind
from monev.monitoring.achievement import capped
from monev.monitoring.labels import light_rule, missing_rule, predicate_rule
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.group_figures import GroupFigure, weight_of
from monev.monitoring.selectors.program_figures import ProgramFigure
from organizations.models import User
from portal.selectors.dashboard import Dashboard


@dataclass(frozen=True, slots=True)
class Input:
    """A program behind a figure. `weight` and `value` enter the formula; `part` is what it adds to the result."""

    figure: ProgramFigure
    weight: Decimal | None
    value: Decimal | None
    part: Decimal | None
    evidence: int
    verified_by: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A program that does not enter a figure, and why."""

    figure: ProgramFigure
    reason: str


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who verified the reports behind a figure, how many, and when last."""

    name: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """One figure with everything that it rests on. `worked` is the formula with the numbers put in."""

    slug: str
    title: str
    value: Decimal | None
    kind: Kind
    formula: str
    worked: str
    weight_label: str
    value_label: str
    value_kind: Kind
    part_label: str
    part_kind: Kind
    inputs: tuple[Input, ...]
    left_out: tuple[LeftOut, ...]
    verifiers: tuple[Verifier, ...]
    rules: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(self.inputs) + len(self.left_out)


@dataclass(frozen=True, slots=True)
class _Mean:
    """A figure that is a weighted mean over programs."""

    title: Any
    formula: Any
    read: Callable[[ProgramFigure], Decimal | None]
    roll_up: Callable[[GroupFigure], Any]
    why: Callable[[ProgramFigure], str]


def explained(slug: str, data: Dashboard) -> Explained | None:
    """The figure `slug` of a dashboard; None for a name that is not among `FIGURES`. One query."""
    make = FIGURES.get(slug)
    return make(slug, data) if make else None


def _achievement(slug: str, data: Dashboard) -> Explained:
    return _mean(
        slug,
        data,
        _Mean(
            title=_("Achievement"),
            formula=_(
                "Mean of the achievement of the programs, each between %(floor)s and %(cap)s, weighted by %(weight)s. "
                "The achievement of a program is the mean of its indicators: the realised value of the year so far "
                "against the target of the year, by the formula of the indicator."
            ),
            read=lambda each: each.achievement.value,
            roll_up=lambda group: group.achievement,
            why=_why_no_achievement,
        ),
    )


def _physical(slug: str, data: Dashboard) -> Explained:
    return _mean(
        slug,
        data,
        _Mean(
            title=_("Physical progress"),
            formula=_(
                "Mean of the physical progress of the programs (percent of the work of the year), "
                "weighted by %(weight)s."
            ),
            read=lambda each: each.actual,
            roll_up=lambda group: group.physical,
            why=_why_no_report,
        ),
    )


def _mean(slug: str, data: Dashboard, mean: _Mean) -> Explained:
    programs, rules = data.group.programs, data.year.inputs.rules
    roll_up = mean.roll_up(data.group)
    weigh = (lambda each: each.ceiling) if slug == "fisik" else (lambda each: weight_of(each, programs))
    equal = not any(weigh(each) for each in programs)
    rows, left_out = [], []
    for each in programs:
        value, weight = capped(mean.read(each), rules), Decimal(1) if equal else weigh(each)
        if value is None or not weight:
            left_out.append(LeftOut(each, mean.why(each) if value is None else gettext("no weight in the plan")))
        else:
            rows.append((each, weight, value, value * weight / roll_up.weight_total))
    words = _weight_words(programs, equal, by_ceiling=slug == "fisik")
    facts = {"floor": formats.percent(rules.floor_averaging, 0), "cap": formats.percent(rules.cap_averaging, 0)}
    return Explained(
        slug=slug,
        title=str(mean.title),
        value=roll_up.value,
        kind="percent",
        formula=str(mean.formula) % {**facts, "weight": words},
        worked=_worked_mean(roll_up.value, roll_up.weight_total, by_ceiling=words == _CEILING),
        weight_label=gettext("Weight"),
        value_label=str(mean.title),
        value_kind="percent",
        part_label=gettext("Part of the result"),
        part_kind="points",
        **_trail(data, rows, left_out),
        rules=(predicate_rule(rules), missing_rule(rules))
        if slug == "capaian"
        else (light_rule(rules), missing_rule(rules)),
    )


_CEILING = _("the ceiling of the year")


def _weight_words(programs: Sequence[ProgramFigure], equal: bool, *, by_ceiling: bool) -> Any:
    if equal:
        return gettext("equal weights (nothing else is known)")
    if not by_ceiling and any(each.program.weight is not None for each in programs):
        return gettext("the weights of the plan")
    return _CEILING


def _worked_mean(value: Decimal | None, weight: Decimal, *, by_ceiling: bool) -> str:
    if value is None:
        return gettext("No program has a figure yet, so there is no mean.")
    write = formats.rupiah if by_ceiling else formats.number
    return gettext("Sum of weight x figure %(sum)s, divided by the sum of weights %(weight)s, gives %(value)s.") % {
        "sum": write(value * weight),
        "weight": write(weight),
        "value": formats.percent(value, 2),
    }


def _money(slug: str, data: Dashboard) -> Explained:
    group = data.group
    rows = [
        (each, each.ceiling, each.spending, each.absorption) for each in group.programs if each.spending is not None
    ]
    left_out = [LeftOut(each, _why_no_report(each)) for each in group.programs if each.spending is None]
    worked = gettext("%(spent)s spent, divided by the ceiling of %(ceiling)s, gives %(value)s.") % {
        "spent": formats.rupiah(group.spending),
        "ceiling": formats.rupiah(group.ceiling),
        "value": formats.percent(group.absorption, 2),
    }
    return Explained(
        slug=slug,
        title=gettext("Spending"),
        value=group.absorption,
        kind="percent",
        formula=gettext(
            "Spending reported for the year so far, in percent of the ceilings of all programs, also of those that did "
            "not report. The ceiling of a source is that of the revised budget from the day it counts, before it that "
            "of the original one."
        ),
        worked=worked,
        weight_label=gettext("Ceiling"),
        value_label=gettext("Spending"),
        value_kind="rupiah",
        part_label=gettext("Absorption"),
        part_kind="percent",
        **_trail(data, rows, left_out),
        rules=(),
    )


def _reports(slug: str, data: Dashboard) -> Explained:
    group = data.group
    rows = [(each, each.ceiling, each.actual, None) for each in group.programs if each.is_counted]
    left_out = [LeftOut(each, _why_no_report(each)) for each in group.programs if not each.is_counted]
    share = Decimal(group.reported) / Decimal(group.total) * 100 if group.total else None
    return Explained(
        slug=slug,
        title=gettext("Reports that count"),
        value=share,
        kind="percent",
        formula=gettext(
            "Programs whose report of the period counts, in percent of the programs that run in the year. Verified "
            "reports count; submitted ones only where preliminary figures are switched on."
        ),
        worked=gettext("%(reported)s of %(total)s programs, %(verified)s of them verified.")
        % {"reported": group.reported, "total": group.total, "verified": group.verified},
        weight_label=gettext("Ceiling"),
        value_label=gettext("Physical progress"),
        value_kind="percent",
        part_label="",
        part_kind="text",
        **_trail(data, rows, left_out),
        rules=(missing_rule(data.year.inputs.rules),),
    )


FIGURES: dict[str, Callable[[str, Dashboard], Explained]] = {
    "capaian": _achievement,
    "fisik": _physical,
    "keuangan": _money,
    "laporan": _reports,
}
"""The figures that explain themselves, by their name in addresses."""


def _why_no_report(figure: ProgramFigure) -> str:
    """Why a program has no figure of the period."""
    if figure.entry is None:
        return gettext("no report that counts for this period")
    return gettext("the report says nothing about it")


def _why_no_achievement(figure: ProgramFigure) -> str:
    if figure.entry is None:
        return _why_no_report(figure)
    if not figure.indicators:
        return gettext("the plan has no indicator for it")
    return gettext("no indicator can be measured (no target of the year, or no value)")


_Rows = Sequence[tuple[ProgramFigure, Decimal | None, Decimal | None, Decimal | None]]


def _trail(data: Dashboard, rows: _Rows, left_out: list[LeftOut]) -> dict[str, Any]:
    """Inputs with evidence and verifier, what is left out, and the verifiers."""
    reports = {report.pk: report for report in data.year.reports["progress"]}
    names = _names({report.verified_by_id for report in reports.values() if report.verified_by_id})
    inputs = []
    for figure, weight, value, share in rows:
        report = reports.get(figure.entry.report_id) if figure.entry else None
        proofs = data.year.verdicts.get(("progress", report.pk), ()) if report else ()
        by = names.get(report.verified_by_id, "") if report else ""
        inputs.append(Input(figure, weight, value, share, len(proofs), by, report.verified_at if report else None))
    return {"inputs": tuple(inputs), "left_out": tuple(left_out), "verifiers": _verifiers(inputs)}


def _verifiers(inputs: Sequence[Input]) -> tuple[Verifier, ...]:
    found: dict[str, list[datetime]] = {}
    for each in inputs:
        if each.verified_by and each.verified_at:
            found.setdefault(each.verified_by, []).append(each.verified_at)
    return tuple(Verifier(name, len(moments), max(moments)) for name, moments in sorted(found.items()))


def _names(ids: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def rule_lines(rules: Rules) -> str:
    """Which version of the rules a figure was computed with."""
    return gettext("Rules of calculation: version %(version)s.") % {"version": rules.version}
