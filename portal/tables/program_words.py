"""What the page of a program says in words: is it on track, where not, why, who must act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, pgettext_lazy

from core import formats
from core.documents import State, Tone
from monev.monitoring.labels import light_label
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.rules import LOW, VERY_LOW
from monev.monitoring.workflow import State as ReportState
from portal.selectors.program import ProgramPage, ReportLine
from portal.selectors.program_actions import UNTOLD, ActionLine, Told

ACTION_TONES: dict[str, Tone] = {"done": "good", "running": "active", "waiting": "none", "stopped": "bad"}
ACTION_BADGES = {"done": "done", "running": "running", "waiting": "upcoming", "stopped": "cancelled", UNTOLD: "missing"}
NO_STATE = pgettext_lazy("action item", "not reported")


def action_label(state: str) -> str:
    """The state of an action item in words."""
    return str(NO_STATE) if state == UNTOLD else str(ActionItemProgress.State(state).label)


def action_state(line: ActionLine) -> State:
    """The last state that counts, as a word with a tone."""
    code = line.state
    return State(action_label(code), ACTION_TONES.get(code, "none"), code, ACTION_BADGES[code])


def action_state_label(line: ActionLine, told: Told | None = None) -> str:
    """`selesai (TW III 2026)`: what was told last, or at one moment."""
    told = told or line.last
    if told is None:
        return str(NO_STATE)
    return f"{action_label(told.state)} ({told.period})"


def actions_summary(lines: Sequence[ActionLine], counts: Mapping[str, int]) -> str:
    """How many action items are in which state, and which are behind; what the marks in the drawing mean."""
    if not lines:
        return gettext("No action items are recorded.")
    total = ngettext("%(count)s action item", "%(count)s action items", len(lines)) % {"count": len(lines)}
    states = ", ".join(f"{count} {action_label(state)}" for state, count in counts.items() if count)
    late = [each.item.name for each in lines if each.is_behind]
    text = f"{total}: {states}."
    if late:
        text += " " + gettext("Behind: %(names)s.") % {"names": "; ".join(late)}
    if any(each.told for each in lines):
        text += " " + gettext(
            "A bar is filled when its step is done, half filled when it is under way. Marks on it: circle not started, "
            "triangle under way, square done, cross stopped."
        )
    return text


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four answers at the top of the page: the question, the answer, a link to its rows."""

    question: str
    text: str
    anchor: str = ""
    kind: str = ""
    state: str = ""


def answers(page: ProgramPage, *, today: date) -> list[Answer]:
    """Are we on track, where not, why, who must act: each with the way to its rows."""
    return [
        _on_track(page),
        Answer(gettext("Where not?"), " ".join(_where(page)) or gettext("Nothing is behind."), "#rencana-aksi-bagian"),
        Answer(gettext("Why?"), _why(page), "#hambatan"),
        Answer(gettext("Who must act?"), _who(page, today), "#riwayat"),
    ]


def _on_track(page: ProgramPage) -> Answer:
    question, figure = gettext("On track?"), page.figure
    if figure is None or figure.entry is None:
        return Answer(question, gettext("No figure counts for this period yet."), "#riwayat", "none", light_label(None))
    text = gettext("Physical progress %(actual)s of planned %(planned)s, deviation %(deviation)s.") % {
        "actual": formats.percent(figure.actual),
        "planned": formats.percent(figure.planned),
        "deviation": formats.points(figure.deviation),
    }
    if outlook := _outlook(page):
        text = f"{text} {outlook}"
    return Answer(question, text, "#riwayat", figure.light or "none", light_label(figure.light))


def _outlook(page: ProgramPage) -> str:
    """Where the year will end by the pace so far; nothing once it is over."""
    forecast, rules = page.forecast, page.rules
    if forecast is None or rules is None or forecast.is_final:
        return ""
    value = forecast.physical.leading(rules)
    if value is None:
        return ""
    facts = {"value": formats.percent(value), "planned": formats.percent(forecast.planned_end)}
    return gettext("By the pace so far the year ends at %(value)s of %(planned)s.") % facts


def _where(page: ProgramPage) -> Iterable[str]:
    """Indicators that are far from their target, steps that are behind, money beyond the ceiling."""
    figure = page.figure
    if figure is not None and figure.entry is not None:
        weak = [each.name for each in figure.indicators if each.predicate in (LOW, VERY_LOW)]
        if weak:
            yield gettext("Indicators far from their target: %(names)s.") % {"names": "; ".join(weak)}
        if figure.overspending:
            yield gettext("Spent above the ceiling: %(amount)s.") % {"amount": formats.rupiah(figure.overspending)}
    late = [each.item.name for each in page.actions if each.is_behind]
    if late:
        yield gettext("Action items behind: %(names)s.") % {"names": "; ".join(late)}


def _why(page: ProgramPage) -> str:
    """The obstacle of the chosen period in the words of the OPD, else the last one that was told."""
    entry = page.figure.entry if page.figure else None
    if entry is not None and entry.hindering_factors:
        return Truncator(entry.hindering_factors).chars(240)
    last = next((each.report for each in page.lines if each.report.hindering_factors), None)
    if last is None:
        return gettext("The OPD reported no obstacle.")
    return f"{Truncator(last.hindering_factors).chars(220)} ({last.period})"


def _who(page: ProgramPage, today: date) -> str:
    """Whose turn it is with the report of the chosen period, and what else is open."""
    parts = [_next_step(page, page.current, today)]
    related = page.related
    if related.open_directives:
        count = len(related.open_directives)
        parts.append(
            ngettext("%(count)s directive is open.", "%(count)s directives are open.", count) % {"count": count}
        )
    if related.remarks:
        count = len(related.remarks)
        parts.append(ngettext("%(count)s remark is open.", "%(count)s remarks are open.", count) % {"count": count})
    return " ".join(parts)


def _next_step(page: ProgramPage, line: ReportLine | None, today: date) -> str:
    facts: dict[str, Any] = {"agency": page.program.lead_agency.name, "period": page.period}
    if page.period is None or not page.runs:
        return gettext("%(agency)s leads the program.") % facts
    state = line.report.state if line else ReportState.DRAFT
    if state == ReportState.VERIFIED:
        return _after_verification(page, facts)
    if state == ReportState.SUBMITTED:
        return gettext("The verifier: the report for %(period)s waits for verification.") % facts
    if state == ReportState.APPROVED:
        return gettext("The verifier: the report for %(period)s was approved by the OPD and waits.") % facts
    if state == ReportState.RETURNED:
        return gettext("%(agency)s: correct the report for %(period)s that was returned.") % facts
    if page.period.is_locked:
        return gettext("%(period)s is locked without a report of %(agency)s.") % facts
    facts["day"] = formats.longdate(page.period.closes_on)
    if page.period.is_late(today):
        return gettext("%(agency)s: hand in the report for %(period)s, due since %(day)s.") % facts
    return gettext("%(agency)s: hand in the report for %(period)s until %(day)s.") % facts


def _after_verification(page: ProgramPage, facts: Mapping[str, Any]) -> str:
    figure = page.figure
    if figure is None or figure.light in (None, "green"):
        return gettext("%(agency)s goes on; the report for %(period)s is verified.") % facts
    follow_up = figure.entry.follow_up if figure.entry else ""
    if follow_up:
        plan = Truncator(follow_up).chars(200)
        return gettext("%(agency)s follows up: %(plan)s") % {**facts, "plan": plan}
    return gettext("%(agency)s: say how the delay will be made up; no follow-up was reported.") % facts


def trend(now: Any, before: Any, read: Any) -> str:
    """`+6,2 poin sejak TW II`: how a percentage moved since the period before; empty where it cannot be told."""
    a, b = (None if each is None else read(each) for each in (before, now))
    if a is None or b is None:
        return ""
    return gettext("%(points)s since the period before") % {"points": formats.points(b - a)}
