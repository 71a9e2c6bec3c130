"""Words for the codes of the calculations, and the sentences that state the rule beside a figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import formats
from monev.monitoring import forecast, progress, rules
from monev.monitoring.achievement import RollUp
from monev.monitoring.rules import Rules

PREDICATES = {
    rules.VERY_HIGH: pgettext_lazy("predicate", "Very high"),
    rules.HIGH: pgettext_lazy("predicate", "High"),
    rules.MEDIUM: pgettext_lazy("predicate", "Medium"),
    rules.LOW: pgettext_lazy("predicate", "Low"),
    rules.VERY_LOW: pgettext_lazy("predicate", "Very low"),
}

LIGHTS = {
    progress.GREEN: _("On schedule"),
    progress.AMBER: _("Late"),
    progress.RED: _("Seriously late"),
}

FORECASTS = {
    forecast.MISS: _("Will miss its target"),
    forecast.AT_RISK: _("At risk"),
    forecast.ON_COURSE: _("On course"),
    forecast.UNKNOWN: _("No forecast"),
}

METHODS = {
    rules.BY_INDEX: _("schedule and cost index (earned value)"),
    rules.BY_LINE: _("straight line"),
    rules.BY_SCHEDULE: _("earned schedule"),
}


def predicate_label(code: str | None) -> str:
    """`Sangat tinggi`; a band that a region named itself is shown as it is named."""
    return formats.NOTHING if code is None else str(PREDICATES.get(code, code))


def light_label(code: str | None) -> str:
    """The words beside the colour: colour alone says nothing to some."""
    return gettext("No figure") if code is None else str(LIGHTS[code])


def predicate_rule(used: Rules) -> str:
    """Which rule gave the predicate, for the line under a table."""
    if used.predicate_rounding == rules.ROUNDED:
        return gettext("Predicate on the figure rounded to a whole number (rules %(version)s).") % _version(used)
    return gettext("Predicate by the lower bound of each band, not rounded (rules %(version)s).") % _version(used)


def light_rule(used: Rules) -> str:
    """Which thresholds gave the colours, for the line under a chart."""
    return gettext(
        "Green from %(green)s, amber from %(amber)s, red below; once %(strict_from)s are planned, red below "
        "%(strict_red)s (rules %(version)s)."
    ) % {
        "green": _points(used.light_green),
        "amber": _points(used.light_amber),
        "strict_from": formats.percent(used.strict_from, 0),
        "strict_red": _points(used.strict_red),
        **_version(used),
    }


def forecast_rule(used: Rules) -> str:
    """Which method leads and from where on a program misses its target, for the line under a table."""
    return gettext(
        "The forecast goes by: %(method)s. A program will miss its target when it ends more than %(physical)s points "
        "below its plan, or its achievement more than %(achievement)s points below 100; it is at risk when another "
        "method says so or its spending goes above the ceiling (rules %(version)s)."
    ) % {
        "method": METHODS[used.forecast_method],
        "physical": formats.number(used.forecast_physical),
        "achievement": formats.number(used.forecast_achievement),
        **_version(used),
    }


def forecast_label(state: str) -> str:
    """The verdict of a forecast in words."""
    return str(FORECASTS[state])


def against_plan(planned: Decimal, deviation: Decimal | None, light: str | None) -> str:
    """`rencana 70,0 % · deviasi -8,0 poin (Terlambat)`."""
    plan = gettext("planned %(value)s") % {"value": formats.percent(planned)}
    if deviation is None:
        return plan
    behind = gettext("deviation %(value)s (%(light)s)") % {
        "value": formats.points(deviation),
        "light": light_label(light),
    }
    return f"{plan} · {behind}"


def against_ceiling(ceiling: Decimal, absorption: Decimal | None) -> str:
    """`pagu Rp 750.000.000 · serapan 55,0 %`."""
    if not ceiling:
        return gettext("no ceiling in the plan")
    limit = gettext("ceiling %(value)s") % {"value": formats.rupiah(ceiling)}
    share = gettext("absorption %(value)s") % {"value": formats.percent(absorption)}
    return f"{limit} · {share}"


def against_target(target: str, unit: str, achievement: Decimal | None) -> str:
    """`target 60 desa · capaian 68,3 %`."""
    if not target:
        return gettext("no target this year")
    goal = gettext("target %(value)s") % {"value": f"{target} {unit}".strip()}
    if achievement is None:
        return goal
    reached = gettext("achievement %(value)s") % {"value": formats.percent(achievement)}
    return f"{goal} · {reached}"


def due(day: date) -> str:
    """`jatuh tempo 1 September 2026`."""
    return gettext("due %(date)s") % {"date": formats.longdate(day)}


def counted(roll_up: RollUp) -> str:
    """`11 dari 14 program`: how many a mean rests on."""
    params = {"counted": roll_up.counted, "total": roll_up.total}
    return ngettext("%(counted)s of %(total)s program", "%(counted)s of %(total)s programs", roll_up.total) % params


def missing_rule(used: Rules) -> str:
    """What became of programs without a figure."""
    if used.missing_policy == rules.AS_ZERO:
        return gettext("Programs without a figure count as zero.")
    return gettext("Programs without a figure are left out of the mean.")


def score_rule(scored: ScoredBy) -> str:
    """How the quality score is made, for the line under a table."""
    rules_used = scored.rules
    return gettext(
        "Score of what was due: complete %(complete)s, on time %(on_time)s, with evidence %(evidence)s, unquestioned "
        "%(unquestioned)s of 100 parts (rules %(version)s). What was not sent counts as zero."
    ) % {**_shares(rules_used), **_version(rules_used)}


class ScoredBy(Protocol):
    """Anything that names the rules it was scored with."""

    @property
    def rules(self) -> Rules: ...


def _shares(used: Rules) -> dict[str, str]:
    """The weights of the quality score as parts of a hundred."""
    weights = {
        "complete": used.weight_complete,
        "on_time": used.weight_on_time,
        "evidence": used.weight_evidence,
        "unquestioned": used.weight_unquestioned,
    }
    total = sum(weights.values(), Decimal(0))
    return {name: formats.number(weight / total * 100, 0) for name, weight in weights.items()}


def _points(value: Decimal) -> str:
    return formats.points(value, 0 if value == value.to_integral_value() else 1)


def _version(used: Rules) -> dict[str, str]:
    return {"version": used.version}
