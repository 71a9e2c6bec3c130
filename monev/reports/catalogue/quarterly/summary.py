"""The first section: how things stand, what changed since the last period, and how much of it is certain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext, ngettext, pgettext

from core import formats
from core.documents import Block, Column, Facts, Section, Table, Text, Value
from core.numbers import round_half_up
from monev.monitoring.forecast import MISS
from monev.monitoring.labels import counted, light_label, missing_rule, predicate_label, predicate_rule
from monev.reports.catalogue.quarterly import council, rfk
from monev.reports.catalogue.quarterly.reading import Data, decimal, difference, roll_up, rules


def summary(data: Data) -> Section:
    """What is it, is it good or bad, what changed, how complete is it, by which rule."""
    notes = Text(" ".join([predicate_rule(rules(data)), missing_rule(rules(data)), basis(data)]), is_note=True)
    if "before" not in data:
        return Section(gettext("Summary"), [_facts(data), notes])
    blocks: list[Block] = [*(Text(each) for each in _paragraphs(data)), main_figures(data), notes]
    return Section(gettext("Summary"), blocks)


def basis(data: Data) -> str:
    """Verified only, or with preliminary figures."""
    if data["preliminary"]:
        return gettext("Preliminary: reports that were handed in but not verified yet are counted.")
    return gettext("Verified reports only.")


def _paragraphs(data: Data) -> Iterator[str]:
    """What the council is told, in the order in which it asks."""
    if not data["total"]["programs"]:
        yield gettext("No program runs in this year.")
    elif not data["total"]["reported"]:
        yield gettext("No report of %(period)s counts yet, so there are no figures of this period.") % _period(data)
    else:
        yield " ".join(filter(None, [_progress(data), _money(data), _indicators(data)]))
        yield " ".join(filter(None, [_lights(data["total"]), _furthest_behind(data), _weakest_pillar(data)]))
    yield " ".join(filter(None, [_outlook(data), council.in_words(data), _complete(data["total"])]))


def _period(data: Data) -> dict[str, str]:
    return {"period": data["period"]["label"]}


def _progress(data: Data) -> str:
    total = data["total"]
    actual, planned = decimal(total["physical"]["value"]), decimal(total["planned"])
    if actual is None:
        return gettext("No physical progress was reported for %(period)s.") % _period(data)
    here = gettext(
        "Up to the end of %(period)s physical progress is %(actual)s, where %(planned)s were planned; the programs "
        "that reported are %(standing)s."
    ) % {
        **_period(data),
        "actual": formats.percent(actual),
        "planned": formats.percent(planned),
        "standing": _standing(decimal(total["deviation"])),
    }
    return f"{here} {_gain(data, 'physical', actual)}".rstrip()


def _standing(deviation: Decimal | None) -> str:
    if deviation is None or round_half_up(deviation, 1) == 0:
        return gettext("on their plan")
    if deviation > 0:
        words = gettext("ahead of their plan (deviation %(points)s)")
    else:
        words = gettext("behind it (deviation %(points)s)")
    return words % {"points": formats.points(deviation)}


def _gain(data: Data, name: str, now: Decimal) -> str:
    """`Pada TW II 2026 41,0 %: naik 21,5 poin.`"""
    before = data["before"]
    then = decimal(before["total"][name]) if before else None
    if then is None:
        return ""
    return gettext("At the end of %(period)s it was %(value)s (%(change)s).") % {
        "period": before["label"],
        "value": formats.percent(then),
        "change": formats.points(now - then),
    }


def _money(data: Data) -> str:
    total = data["total"]
    spent, absorbed = decimal(total["spending"]), decimal(total["absorption"])
    if spent is None or absorbed is None:
        return gettext("No spending was reported.")
    here = gettext("Spending is %(spending)s of a ceiling of %(ceiling)s, an absorption of %(absorption)s.") % {
        "spending": formats.rupiah(spent),
        "ceiling": formats.rupiah(decimal(total["ceiling"])),
        "absorption": formats.percent(absorbed),
    }
    return f"{here} {_gain(data, 'absorption', absorbed)}".rstrip()


def _indicators(data: Data) -> str:
    reached = roll_up(data["total"]["achievement"])
    if reached.value is None:
        return gettext("The achievement of the indicators cannot be measured yet.")
    here = gettext("The mean achievement of the indicators is %(percent)s, predicate %(predicate)s.") % {
        "percent": formats.percent(reached.value),
        "predicate": predicate_label(data["total"]["predicate"]),
    }
    return f"{here} {_gain(data, 'achievement', reached.value)}".rstrip()


def _lights(total: Data) -> str:
    lights = total["lights"]
    here = ngettext(
        "Of %(total)s program %(green)s is on schedule, %(amber)s late and %(red)s seriously late.",
        "Of %(total)s programs %(green)s are on schedule, %(amber)s late and %(red)s seriously late.",
        total["programs"],
    ) % {"total": total["programs"], **{name: lights[name] for name in ("green", "amber", "red")}}
    silent = gettext("Without a figure: %(none)s.") % {"none": lights["none"]}
    return f"{here} {silent}" if lights["none"] else here


def _furthest_behind(data: Data) -> str:
    rows = [(late, each) for each in data["programs"] if (late := decimal(each["deviation"])) is not None and late < 0]
    if not rows:
        return gettext("No program is behind its plan.")
    worst, program = min(rows, key=lambda pair: (pair[0], pair[1]["code"]))
    return gettext("Furthest behind is %(program)s (%(agency)s) with %(deviation)s.") % {
        "program": program["name"],
        "agency": program["agency"],
        "deviation": formats.points(worst),
    }


def _weakest_pillar(data: Data) -> str:
    known = [(value, each) for each in data["pillars"] if (value := decimal(each["achievement"]["value"])) is not None]
    if len(known) < 2:
        return ""
    (high, best), (low, weakest) = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    return gettext(
        "Among the pillars achievement is highest in %(best)s (%(high)s), lowest in %(weakest)s (%(low)s)."
    ) % {
        "best": rfk.group_label(best),
        "high": formats.percent(high),
        "weakest": rfk.group_label(weakest),
        "low": formats.percent(low),
    }


def _outlook(data: Data) -> str:
    """Where the year will end, if it goes on as so far."""
    forecast = data["forecast"]
    if not forecast["curve"]:
        return ""
    facts = {
        "year_end": forecast["year_end"],
        "value": formats.percent(decimal(forecast["curve"]["value"])),
        "number": forecast["states"][MISS],
        "total": data["total"]["programs"],
    }
    return (
        ngettext(
            "If the work goes on as so far, physical progress reaches %(value)s by %(year_end)s, and %(number)s of "
            "%(total)s program will miss its target.",
            "If the work goes on as so far, physical progress reaches %(value)s by %(year_end)s, and %(number)s of "
            "%(total)s programs will miss their target.",
            facts["total"],
        )
        % facts
    )


def _facts(data: Data) -> Facts:
    total = data["total"]
    lights = [f"{light_label(key)}: {total['lights'][key]}" for key in ("green", "amber", "red")]
    lights.append(f"{light_label(None)}: {total['lights']['none']}")
    return Facts(
        [
            (gettext("Achievement of indicators"), _achievement(data)),
            (gettext("Physical progress"), _physical(data)),
            (gettext("Spending"), _spending(total)),
            (gettext("Programs by state"), "; ".join(lights)),
            (gettext("Completeness"), _completeness(total)),
        ]
    )


def _achievement(data: Data) -> str:
    reached = roll_up(data["total"]["achievement"])
    if reached.value is None:
        return gettext("Not measurable: no counted report has an indicator with a target (%(counted)s).") % {
            "counted": counted(reached)
        }
    return gettext("%(percent)s – %(predicate)s (%(counted)s)") % {
        "percent": formats.percent(reached.value),
        "predicate": predicate_label(data["total"]["predicate"]),
        "counted": counted(reached),
    }


def _physical(data: Data) -> str:
    total = data["total"]
    return gettext("%(actual)s, planned %(planned)s, deviation %(deviation)s (%(counted)s)") % {
        "actual": formats.percent(decimal(total["physical"]["value"])),
        "planned": formats.percent(decimal(total["planned"])),
        "deviation": formats.points(decimal(total["deviation"])),
        "counted": counted(roll_up(total["physical"])),
    }


def _spending(total: Data) -> str:
    return gettext("%(spending)s of a ceiling of %(ceiling)s (%(absorption)s)") % {
        "spending": formats.rupiah(decimal(total["spending"])),
        "ceiling": formats.rupiah(decimal(total["ceiling"])),
        "absorption": formats.percent(decimal(total["absorption"])),
    }


def _completeness(total: Data) -> str:
    return ngettext(
        "%(counted)s of %(total)s program counted, %(verified)s verified",
        "%(counted)s of %(total)s programs counted, %(verified)s verified",
        total["programs"],
    ) % {"counted": total["reported"], "total": total["programs"], "verified": total["verified"]}


def _complete(total: Data) -> str:
    """The same as a sentence, with what is missing."""
    if not total["programs"]:
        return ""
    return gettext("%(reported)s of %(total)s programs have a report that counts; %(verified)s are verified.") % {
        "reported": total["reported"],
        "total": total["programs"],
        "verified": total["verified"],
    }


class Figure(NamedTuple):
    """One line of the main figures: what, its unit, now, before."""

    label: str
    unit: str
    now: Decimal | None
    before: Decimal | None


def main_figures(data: Data) -> Table:
    """The main figures beside those of the period before."""
    before = data["before"]
    columns = [
        Column("label", gettext("Figure"), share=5),
        Column("unit", gettext("Unit"), share=2),
        Column("now", data["period"]["label"], "number", share=4),
    ]
    if before:
        columns += [
            Column("before", before["label"], "number", share=4),
            Column("change", pgettext("figure", "Change"), share=4),
        ]
    note = gettext("Cumulative within the year, so the first period of a year has none before it.")
    return Table(
        name=gettext("Main figures"),
        title=gettext("Main figures") if not before else gettext("Main figures, and what changed"),
        columns=columns,
        rows=[_figure_row(each) for each in _figures(data["total"], before["total"] if before else {})],
        note="" if before else note,
    )


def _figures(total: Data, before: Data) -> Iterator[Figure]:
    percent, points, rupiah, programs = "%", gettext("points"), "Rp", gettext("programs")
    yield Figure(
        gettext("Achievement of indicators"),
        percent,
        decimal(total["achievement"]["value"]),
        decimal(before.get("achievement")),
    )
    yield Figure(
        gettext("Physical, actual"), percent, decimal(total["physical"]["value"]), decimal(before.get("physical"))
    )
    for name, label, unit in (
        ("planned", gettext("Physical, planned"), percent),
        ("deviation", gettext("Deviation"), points),
        ("spending", gettext("Spending, actual"), rupiah),
        ("absorption", gettext("Absorption"), percent),
        ("reported", gettext("Programs reported"), programs),
        ("verified", gettext("Programs verified"), programs),
    ):
        yield Figure(label, unit, decimal(total[name]), decimal(before.get(name)))
    for light in ("green", "amber", "red"):
        then = before["lights"][light] if before else None
        yield Figure(light_label(light), programs, decimal(total["lights"][light]), decimal(then))


def _figure_row(figure: Figure) -> dict[str, Value]:
    return {
        "label": figure.label,
        "unit": figure.unit,
        "now": _rounded(figure.now, figure.unit),
        "before": _rounded(figure.before, figure.unit),
        "change": _change(figure),
    }


def _rounded(value: Decimal | None, unit: str) -> Decimal | None:
    """Percent and points with one decimal, as everywhere; rupiah and counts as they are."""
    return value if value is None or unit not in ("%", gettext("points")) else round_half_up(value, 1)


def _change(figure: Figure) -> str:
    moved = difference(figure.now, figure.before)
    if moved is None:
        return formats.NOTHING
    if figure.unit in ("%", gettext("points")):
        return formats.points(moved)
    sign = "+" if moved > 0 else ""
    text = formats.rupiah(moved) if figure.unit == "Rp" else formats.number(moved, 0)
    return f"{sign}{text}"
