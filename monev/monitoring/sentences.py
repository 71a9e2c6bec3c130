"""A forecast in words that one can check with a pocket calculator: the numbers it rests on, and what follows."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext, ngettext

from core import formats
from monev.monitoring.earned_value import EarnedValue
from monev.monitoring.forecast import ACHIEVEMENT, MISS, PHYSICAL, Miss
from monev.monitoring.labels import predicate_label
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.forecasts import GroupForecast, ProgramForecast

Forecast = ProgramForecast | GroupForecast
ONE = Decimal(1)


def index(value: Decimal | None) -> str:
    """`0,91`: an index has two decimals everywhere."""
    return formats.number(value, 2)


def schedule_words(forecast: Forecast, period: Period) -> str:
    """What was done against what was planned, and what that makes of the year."""
    actual, planned = _progress(forecast)
    if actual is None or forecast.physical.index is None:
        return _nothing(forecast)
    facts = {
        "period": period,
        "actual": formats.percent(actual),
        "planned": formats.percent(planned),
        "spi": index(forecast.spi),
        "value": formats.percent(forecast.physical.index),
        "year_end": forecast.year_end,
    }
    if forecast.spi is None:
        return (
            gettext("Up to %(period)s %(actual)s are done, where nothing was planned yet: ahead of the plan.") % facts
        )
    here = gettext("Up to %(period)s %(actual)s are done of %(planned)s planned: schedule index %(spi)s.") % facts
    then = (
        gettext("If each program does the rest of its plan as it did so far, %(value)s are done by %(year_end)s.")
        if isinstance(forecast, GroupForecast)
        else gettext("If the rest of the plan is done as it was so far, %(value)s are done by %(year_end)s.")
    )
    return f"{here} {then % facts}"


def line_words(forecast: Forecast, period: Period) -> str:
    """The average month since January, and what it makes of the year."""
    actual, _planned = _progress(forecast)
    if actual is None or forecast.physical.line is None:
        return _nothing(forecast)
    return gettext(
        "In %(months)s months %(actual)s were done, %(pace)s points a month. If each month that is left brings as "
        "much, %(value)s are done by %(year_end)s."
    ) % {
        "months": period.last_month,
        "actual": formats.percent(actual),
        "pace": formats.number(actual / period.last_month, 1),
        "value": formats.percent(forecast.physical.line),
        "year_end": forecast.year_end,
    }


def earned_schedule_words(forecast: Forecast) -> str:
    """What earned schedule says, as a third opinion."""
    if forecast.physical.schedule is None:
        return ""
    facts = {"value": formats.percent(forecast.physical.schedule), "year_end": forecast.year_end}
    if isinstance(forecast, ProgramForecast) and forecast.schedule and forecast.schedule.index is not None:
        return gettext(
            "Earned schedule: the work stands where the plan stood after %(earned)s of %(month)s months; going on like "
            "this, %(value)s are done by %(year_end)s."
        ) % {
            **facts,
            "earned": formats.number(forecast.schedule.earned, 1),
            "month": formats.number(forecast.schedule.month, 0),
        }
    return (
        gettext(
            "Earned schedule, which asks in which month the plan stood where the work stands now, gives %(value)s by "
            "%(year_end)s."
        )
        % facts
    )


def cost_words(forecast: Forecast) -> str:
    """What the work is worth against what was paid, and what that makes of the spending."""
    value = _paid(forecast)
    if value is None or value.cpi is None or forecast.spending.index is None:
        return gettext("Nothing was spent, or nothing done, so far: there is no cost index to go by.")
    facts = {
        "ev": formats.rupiah_short(value.ev),
        "ac": formats.rupiah_short(value.ac),
        "cpi": index(value.cpi),
        "value": formats.rupiah_short(forecast.spending.index),
        "percent": formats.percent(forecast.absorption.index),
    }
    here = gettext("Work worth %(ev)s was done for %(ac)s: cost index %(cpi)s.") % facts
    then = gettext("At this cost the work of the year takes %(value)s, %(percent)s of the ceiling.") % facts
    return f"{here} {then} {_cost_meaning(value)}".rstrip()


def _cost_meaning(value: EarnedValue) -> str:
    if value.cpi is None or value.cpi == ONE:
        return ""
    if value.cpi > ONE:
        return gettext("Above 1 the work is cheaper than planned, or not all of it is paid yet.")
    return gettext("Below 1 the work is dearer than planned, or was paid in advance.")


def completion_words(forecast: Forecast) -> str:
    """What all the work will cost, and how well the rest must go to stay within the ceiling."""
    value = _paid(forecast)
    if value is None or value.eac is None:
        return ""
    facts = {"eac": formats.rupiah_short(value.eac), "bac": formats.rupiah_short(value.bac), "tcpi": index(value.tcpi)}
    if isinstance(forecast, GroupForecast):
        return _completion_of_group(value, facts)
    if value.tcpi is None:
        return gettext("All the work would cost %(eac)s, with a ceiling of %(bac)s that is used up.") % facts
    return (
        gettext(
            "All the work would cost %(eac)s, with a ceiling of %(bac)s; to stay within it the rest needs a cost index "
            "of %(tcpi)s."
        )
        % facts
    )


def _completion_of_group(value: EarnedValue, facts: dict[str, str]) -> str:
    """The same for the programs that reported: their ceilings are not all there are."""
    if value.tcpi is None:
        return (
            gettext("All the work of the programs that reported would cost %(eac)s; their ceiling is used up.") % facts
        )
    return (
        gettext(
            "All the work of the programs that reported would cost %(eac)s, with a ceiling of %(bac)s; to stay within "
            "it the rest needs a cost index of %(tcpi)s."
        )
        % facts
    )


def spending_line_words(forecast: Forecast, period: Period) -> str:
    """The average month of spending since January, and what it makes of the year."""
    spent, value = _spent(forecast), forecast.spending.line
    if spent is None or value is None:
        return gettext("No spending was reported for this period.")
    return gettext(
        "In %(months)s months %(spent)s were spent, %(pace)s a month. If it goes on like this, %(value)s are spent by "
        "%(year_end)s, %(percent)s of the ceiling."
    ) % {
        "months": period.last_month,
        "spent": formats.rupiah_short(spent),
        "pace": formats.rupiah_short(spent / period.last_month),
        "value": formats.rupiah_short(value),
        "year_end": forecast.year_end,
        "percent": formats.percent(forecast.absorption.line),
    }


def achievement_words(forecast: Forecast, *, by_line: bool) -> str:
    """What becomes of the indicators, by either method."""
    value = forecast.achievement.line if by_line else forecast.achievement.index
    if value is None:
        return gettext("No indicator shows yet where it is going.")
    facts = {
        "value": formats.percent(value),
        "year_end": forecast.year_end,
        "now": formats.percent(_achieved(forecast)),
    }
    if by_line:
        words = gettext(
            "If the indicators go on from period to period as so far, achievement goes from %(now)s to %(value)s by "
            "%(year_end)s."
        )
    else:
        words = gettext("If the results follow the work, achievement goes from %(now)s to %(value)s by %(year_end)s.")
    return words % facts


def headline_words(forecast: GroupForecast) -> str:
    """The whole in one sentence: achievement with its predicate, and how many programs will miss their target."""
    value = forecast.achievement.leading(forecast.rules)
    if value is None and not forecast.physical.known:
        return gettext("No program has a report to go by yet.")
    facts = {
        "year_end": forecast.year_end,
        "value": formats.percent(value),
        "predicate": predicate_label(forecast.predicate),
        "number": forecast.states[MISS],
        "total": forecast.total,
    }
    if forecast.is_final:
        words = gettext("Reached by %(year_end)s: achievement %(value)s (%(predicate)s).")
        counted = ngettext(
            "%(number)s of %(total)s program missed its target.",
            "%(number)s of %(total)s programs missed their target.",
            forecast.total,
        )
    else:
        words = gettext("Forecast for %(year_end)s: achievement %(value)s (%(predicate)s).")
        counted = ngettext(
            "%(number)s of %(total)s program will miss its target.",
            "%(number)s of %(total)s programs will miss their target.",
            forecast.total,
        )
    return f"{words} {counted}" % facts


def reason_words(forecast: ProgramForecast) -> str:
    """Why a program will miss its target or may; for one without a forecast, why there is none."""
    if forecast.misses:
        return "; ".join(miss_words(each, forecast) for each in forecast.misses)
    return "" if forecast.physical.known or forecast.achievement.known else _nothing(forecast)


def miss_words(miss: Miss, forecast: ProgramForecast) -> str:
    """What falls short, of what, by how much; and when it is not the leading method that says so."""
    facts = {
        "value": formats.percent(miss.forecast),
        "target": formats.percent(miss.target),
        "by": formats.number(miss.by, 1),
        "over": formats.rupiah_short(forecast.over_ceiling),
    }
    if miss.kind == PHYSICAL:
        words = gettext("physical progress %(value)s of %(target)s, %(by)s points short") % facts
    elif miss.kind == ACHIEVEMENT:
        words = gettext("achievement %(value)s, %(by)s points short") % facts
    else:
        return gettext("spending %(value)s of the ceiling, %(over)s too much without a change of the budget") % facts
    return words if miss.is_leading else gettext("%(words)s (by another method)") % {"words": words}


def _nothing(forecast: Forecast) -> str:
    actual, _planned = _progress(forecast)
    if actual is None:
        return gettext("no report of this period counts")
    return gettext("nothing was due yet and nothing done")


def _progress(forecast: Forecast) -> tuple[Decimal | None, Decimal | None]:
    if isinstance(forecast, GroupForecast):
        return forecast.actual, forecast.planned
    return forecast.figure.actual, forecast.figure.planned


def _paid(forecast: Forecast) -> EarnedValue | None:
    return forecast.paid if isinstance(forecast, GroupForecast) else forecast.value


def _spent(forecast: Forecast) -> Decimal | None:
    return forecast.group.spending if isinstance(forecast, GroupForecast) else forecast.figure.spending


def _achieved(forecast: Forecast) -> Decimal | None:
    own = forecast.group if isinstance(forecast, GroupForecast) else forecast.figure
    return own.achievement.value
