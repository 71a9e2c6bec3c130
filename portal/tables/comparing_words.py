"""What a comparison says in words: names of the figures, what became of programs, one sentence for the whole page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import formats
from core.documents import State, Tone
from core.numbers import round_half_up
from monev.monitoring.achievement import RollUp
from monev.monitoring.labels import counted
from portal.selectors.comparing import GroupPair, Measure, PeriodComparison, ProgramPair

MEASURES = {
    "achievement": _("Achievement"),
    "physical": _("Physical progress"),
    "planned": _("Planned physical progress"),
    "deviation": _("Deviation from the plan"),
    "absorption": _("Absorption"),
    "ceiling": _("Ceiling"),
    "spending": _("Spending"),
    "programs": _("Programs"),
    "reported": _("Programs whose report counts"),
    "verified": _("Programs with a verified report"),
    "green": _("Programs on schedule"),
    "amber": _("Programs that are late"),
    "red": _("Programs that are seriously late"),
    "quality_value": _("Data quality (score)"),
    "quality_complete": _("Reports that are complete"),
    "quality_on_time": _("Reports on time"),
    "quality_evidence": _("Reports with evidence"),
    "quality_unquestioned": _("Reports without an open question"),
    "due": _("Reports due"),
    "sent": _("Reports sent"),
    "completeness": _("Programs that reported"),
    "index": _("Index of the national evaluation"),
}
UNITS = {"percent": "%", "points": _("points"), "rupiah": "Rp", "count": "", "index": _("of 4")}
DECIMALS = {"percent": 1, "points": 1, "rupiah": 2, "count": 0, "index": 2}
MOVES: dict[str, tuple[object, Tone]] = {
    "up": (pgettext_lazy("program between two periods", "rose"), "good"),
    "down": (pgettext_lazy("program between two periods", "fell"), "bad"),
    "same": (pgettext_lazy("program between two periods", "did not move"), "warning"),
    "first": (pgettext_lazy("program between two periods", "reports now, not before"), "active"),
    "silent": (pgettext_lazy("program between two periods", "no longer reports"), "bad"),
    "new": (pgettext_lazy("program between two periods", "new in the plan"), "active"),
    "gone": (pgettext_lazy("program between two periods", "no longer in the plan"), "none"),
    "none": (pgettext_lazy("program between two periods", "no report in either"), "none"),
}
KINDS = {
    "region": pgettext_lazy("group of programs", "Region"),
    "pillar": pgettext_lazy("group of programs", "Pillar"),
    "agency": pgettext_lazy("group of programs", "OPD"),
}


def measure_label(measure: Measure) -> str:
    """The name of a figure."""
    return str(MEASURES[measure.code])


def shown(value: Decimal | None, unit: str) -> str:
    """A figure with its unit: `62,0 %`, `Rp 1.500.000`, `3,28 / 4`."""
    if unit == "percent":
        return formats.percent(value)
    if unit == "points":
        return formats.points(value)
    if unit == "rupiah":
        return formats.rupiah(value)
    if unit == "index":
        return formats.NOTHING if value is None else f"{formats.number(value, 2)} / 4"
    return formats.number(value, 0)


def shown_difference(measure: Measure) -> str:
    """The difference with its sign: percentages differ in points, sums in rupiah."""
    value = measure.difference
    if value is None:
        return formats.NOTHING
    if measure.unit in ("percent", "points"):
        return formats.points(value)
    if measure.unit == "rupiah":
        return f"+{formats.rupiah(value)}" if value > 0 else formats.rupiah(value)
    text = formats.number(value, DECIMALS[measure.unit])
    return f"+{text}" if value > 0 else text


def rests_on(roll_up: RollUp | None) -> str:
    """`11 dari 14 program`; nothing for a figure that is no mean."""
    return counted(roll_up) if roll_up and roll_up.total else formats.NOTHING


def move_state(pair: ProgramPair) -> State:
    """What became of a program, as a word with a tone."""
    label, tone = MOVES[pair.move]
    return State(str(label), tone, pair.move)


def group_name(pair: GroupPair) -> str:
    """`LI Smart Living`; programs without a pillar are named so."""
    group = pair.either
    return f"{group.letters} {group.label}".strip() or gettext("No pillar yet")


HEADLINES = ("achievement", "physical", "deviation", "absorption", "spending", "quality_value", "completeness", "index")


@dataclass(frozen=True, slots=True)
class Headline:
    """A main figure of both sides as text, with what it rests on."""

    label: str
    a: str
    b: str
    difference: str
    rests_a: str
    rests_b: str
    url_a: str = ""
    url_b: str = ""


FIGURES = {
    "achievement": "capaian",
    "physical": "fisik",
    "deviation": "fisik",
    "absorption": "keuangan",
    "spending": "keuangan",
    "completeness": "laporan",
}
"""The page on which each figure explains itself, by its name in addresses."""


def headlines(measures: Iterable[Measure], *, address: Callable[[str, str], str]) -> list[Headline]:
    """The figures that stand at the top of a comparison. `address(side, figure)`: where a figure explains itself."""
    return [
        Headline(
            measure_label(each),
            shown(each.a, each.unit),
            shown(each.b, each.unit),
            shown_difference(each),
            rests_on(each.rests_a),
            rests_on(each.rests_b),
            *(address(side, figure) if (figure := FIGURES.get(each.code)) else "" for side in ("a", "b")),
        )
        for each in measures
        if each.code in HEADLINES
    ]


def moved(measure: Measure) -> str:
    """How the figure of a page moved, in a sentence; says so where a side has no figure."""
    value, name = measure.difference, measure_label(measure)
    if value is None:
        return gettext("%(name)s cannot be compared: one side has no figure.") % {"name": name}
    facts = {"name": name, "a": shown(measure.a, measure.unit), "b": shown(measure.b, measure.unit)}
    if not round_half_up(value, DECIMALS[measure.unit]):
        return gettext("%(name)s did not change: %(b)s.") % facts
    facts["by"] = _unsigned(measure)
    if value > 0:
        return gettext("%(name)s rose by %(by)s, from %(a)s to %(b)s.") % facts
    return gettext("%(name)s fell by %(by)s, from %(a)s to %(b)s.") % facts


def differs(measure: Measure, a: str, b: str) -> str:
    """Which of two sides stands higher in a figure, in a sentence."""
    value, name = measure.difference, measure_label(measure)
    facts = {"name": name, "a": shown(measure.a, measure.unit), "b": shown(measure.b, measure.unit)}
    if value is None:
        return gettext("%(name)s cannot be compared: one side has no figure.") % facts
    if not round_half_up(value, DECIMALS[measure.unit]):
        return gettext("%(name)s is the same on both sides: %(b)s.") % facts
    facts |= {"by": _unsigned(measure), "first": b if value > 0 else a, "second": a if value > 0 else b}
    if value < 0:
        facts |= {"a": facts["b"], "b": facts["a"]}
    return gettext("%(name)s: %(first)s stands %(by)s above %(second)s (%(b)s against %(a)s).") % facts


def period_sentence(found: PeriodComparison) -> str:
    """The whole page of two periods in a few sentences.

    Physical progress and spending begin anew with each year: two years are told by achievement and deviation.
    """
    if found.crosses_years:
        by_deviation = gettext("By their deviation from the plan: %(moves)s") % {"moves": moves_sentence(found.moves)}
        return " ".join((moved(found.total["achievement"]), moved(found.total["deviation"]), by_deviation))
    parts = [moved(found.total["physical"]), moves_sentence(found.moves)]
    same = found.like_for_like
    if same.difference is not None and same.rests_b and same.rests_b.total != found.b.total.total:
        parts.append(
            gettext("Only the %(programs)s that reported in both: %(difference)s.")
            % {"programs": _programs(same.rests_b.total), "difference": shown_difference(same)}
        )
    parts.append(moved(found.total["spending"]))
    return " ".join(parts)


def moves_sentence(moves: dict[str, int]) -> str:
    """`8 program naik, 3 turun, 2 tetap; 1 baru melapor, 0 tidak lagi melapor; 2 baru dalam rencana.`"""
    facts = {"up": _programs(moves["up"])} | {key: moves[key] for key in ("down", "same")}
    parts = [gettext("%(up)s rose, %(down)s fell, %(same)s did not move") % facts]
    more = {
        "first": gettext("%(count)s reported for the first time"),
        "silent": gettext("%(count)s no longer reported"),
        "new": gettext("%(count)s are new in the plan"),
        "gone": gettext("%(count)s are no longer in the plan"),
        "none": gettext("%(count)s reported in neither"),
    }
    parts += [text % {"count": moves[key]} for key, text in more.items() if moves[key]]
    return "; ".join(parts) + "."


def _programs(count: int) -> str:
    return ngettext("%(count)s program", "%(count)s programs", count) % {"count": count}


def _unsigned(measure: Measure) -> str:
    """How large a difference is, without its sign."""
    value = abs(measure.difference or Decimal(0))
    if measure.unit == "rupiah":
        return formats.rupiah(value)
    number = formats.number(value, DECIMALS[measure.unit])
    if measure.unit in ("percent", "points"):
        return gettext("%(number)s points") % {"number": number}
    return number


def rules_note(versions: Sequence[str]) -> str:
    """By which rules the figures were calculated; a warning where the sides follow different ones."""
    found = list(dict.fromkeys(versions))
    if len(found) > 1:
        return gettext(
            "The two sides follow different rules of calculation (%(a)s and %(b)s): a part of the difference can come "
            "from the rules."
        ) % {"a": found[0], "b": found[1]}
    return gettext("Both sides follow the rules of calculation %(version)s.") % {"version": ", ".join(found)}
