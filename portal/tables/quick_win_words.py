"""What lists and pages of quick wins say in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, pgettext_lazy

from core import formats
from core.documents import State, Tone
from portal.selectors.quick_wins import (
    DONE,
    LATE,
    ON_TRACK,
    SILENT,
    STANDINGS,
    MilestoneLine,
    QuickWinLine,
    QuickWinPage,
)
from portal.tables.program_words import Answer
from quickwins.models import Replication

STANDING_WORDS: dict[str, tuple[object, Tone, str]] = {
    DONE: (pgettext_lazy("quick win", "all milestones reached"), "good", "done"),
    ON_TRACK: (pgettext_lazy("quick win", "on schedule"), "good", "green"),
    LATE: (pgettext_lazy("quick win", "a milestone is overdue"), "bad", "red"),
    SILENT: (pgettext_lazy("quick win", "nothing reported yet"), "none", "missing"),
}


def standing_state(line: QuickWinLine) -> State:
    """How a quick win stands, as a word with its sign."""
    label, tone, badge = STANDING_WORDS[line.standing]
    return State(str(label), tone, line.standing, badge)


def list_sentence(lines: Sequence[QuickWinLine]) -> str:
    """`6 quick win: 2 ada tonggak terlambat, 3 sesuai jadwal, ...`."""
    if not lines:
        return gettext("No quick win fits this choice.")
    counts = Counter(each.standing for each in lines)
    total = ngettext("%(count)s quick win", "%(count)s quick wins", len(lines)) % {"count": len(lines)}
    parts = ", ".join(f"{counts[code]} {STANDING_WORDS[code][0]}" for code in STANDINGS if counts[code])
    return f"{total}: {parts}."


def milestone_words(line: MilestoneLine) -> str:
    """`tenggat 1 September 2026 · tercapai 28 Agustus 2026, 4 hari lebih awal`."""
    due = gettext("due %(day)s") % {"day": formats.longdate(line.milestone.due_on)}
    if line.done_on is None:
        if line.is_overdue:
            return due + " · " + gettext("overdue for %(days)s") % {"days": _days(line.days)}
        return due
    reached = gettext("reached %(day)s") % {"day": formats.longdate(line.done_on)}
    if line.days > 0:
        return f"{due} · {reached}, " + gettext("%(days)s late") % {"days": _days(line.days)}
    if line.days < 0:
        return f"{due} · {reached}, " + gettext("%(days)s early") % {"days": _days(-line.days)}
    return f"{due} · {reached}, " + gettext("on the day")


def milestone_state(line: MilestoneLine) -> State:
    """Reached, overdue or open."""
    if line.done_on is not None:
        return State(gettext("reached"), "good", "done", "done")
    if line.is_overdue:
        return State(gettext("overdue"), "bad", "overdue", "late")
    return State(gettext("still open"), "none", "open", "planned")


def milestones_summary(lines: Sequence[MilestoneLine]) -> str:
    """How many milestones are reached, which are overdue, which is next; what the marks mean."""
    if not lines:
        return gettext("No milestone is recorded.")
    reached = sum(each.done_on is not None for each in lines)
    text = gettext("%(reached)s of %(total)s milestones are reached.") % {"reached": reached, "total": len(lines)}
    overdue = [each.milestone.name for each in lines if each.is_overdue]
    if overdue:
        text += " " + gettext("Overdue: %(names)s.") % {"names": "; ".join(overdue)}
    return text + " " + gettext("A diamond marks the due date, a dot the day on which it was reached.")


def progress_summary(page: QuickWinPage) -> str:
    """Where the quick win stands against the due dates of its milestones."""
    told = [each for each in page.progress if each.actual is not None]
    if not told:
        return gettext("No progress counts yet; the line shows what the due dates of the milestones ask for.")
    last = told[-1]
    return gettext(
        "At the end of %(period)s %(actual)s of the quick win is done; by the due dates of the milestones it should be "
        "%(planned)s."
    ) % {"period": last.period, "actual": formats.percent(last.actual), "planned": formats.percent(last.planned)}


def risks_summary(page: QuickWinPage) -> str:
    """How many risks are open, and the greatest of them."""
    still_open = [each for each in page.risks if not each.is_mitigated]
    if not page.risks:
        return gettext("No risk is recorded.")
    if not still_open:
        return gettext("All %(count)s risks are mitigated.") % {"count": len(page.risks)}
    worst = still_open[0]
    text = gettext(
        "%(open)s of %(total)s risks are open. Greatest: %(risk)s (likelihood %(likelihood)s, impact %(impact)s)."
    )
    return text % {
        "open": len(still_open),
        "total": len(page.risks),
        "risk": Truncator(worst.text).chars(120),
        "likelihood": worst.get_likelihood_display(),
        "impact": worst.get_impact_display(),
    }


def answers(page: QuickWinPage) -> list[Answer]:
    """On track, where not, why, who must act."""
    line = page.line
    state = standing_state(line)
    done = formats.percent(line.percent)
    track = gettext("%(percent)s done; %(reached)s of %(total)s milestones are reached.") % {
        "percent": done,
        "reached": line.reached,
        "total": len(line.milestones),
    }
    late = "; ".join(f"{each.milestone.name} ({_days(each.days)})" for each in line.overdue)
    where = gettext("Overdue: %(names)s.") % {"names": late} if late else gettext("No milestone is overdue.")
    return [
        Answer(gettext("On track?"), track, "#riwayat", state.badge, state.label),
        Answer(gettext("Where not?"), where, "#tonggak-bagian"),
        Answer(gettext("Why?"), _why(page), "#hambatan"),
        Answer(gettext("Who must act?"), _who(page), "#riwayat"),
    ]


def _why(page: QuickWinPage) -> str:
    last = next((each.report for each in page.reports if each.report.hindering_factors), None)
    if last is None:
        return gettext("The OPD reported no obstacle.")
    return f"{Truncator(last.hindering_factors).chars(220)} ({last.period})"


def _who(page: QuickWinPage) -> str:
    """Who is next: the OPD with its next milestone, the verifier with a report that waits, the owner of a request."""
    agency, upcoming = page.quick_win.agency.name, page.line.upcoming
    parts = []
    if page.reports and page.reports[0].report.state in ("submitted", "approved"):
        waits = gettext("The verifier: the report for %(period)s waits for verification.")
        parts.append(waits % {"period": page.reports[0].report.period})
    if upcoming is not None:
        facts = {"agency": agency, "name": upcoming.milestone.name, "day": formats.longdate(upcoming.milestone.due_on)}
        parts.append(gettext("%(agency)s: %(name)s, due %(day)s.") % facts)
    else:
        parts.append(gettext("%(agency)s leads the quick win.") % {"agency": agency})
    asked = sum(each.status == Replication.Status.ASKED for each in page.replications)
    if asked:
        words = ngettext("%(count)s request to replicate it waits.", "%(count)s requests to replicate it wait.", asked)
        parts.append(words % {"count": asked})
    return " ".join(parts)


def years_of(lines: Iterable[QuickWinLine]) -> list[int]:
    """The years that occur, the newest first."""
    return sorted({each.quick_win.year for each in lines}, reverse=True)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
