"""What looks wrong in a report: the facts that the rules look at, and findings with a text that says what to do.

The rules themselves are in `quality_rules`, what each is for in `quality_catalogue`. A finding blocks nothing: a
warning asks for a correction or an explanation, a notice for a second look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from core import formats
from monev.monitoring.quality_codes import (
    ABOVE_CEILING,
    AMOUNT_SCALE,
    BEHIND_UNEXPLAINED,
    COPIED_NARRATIVE,
    DEAD_LINK,
    EVIDENCE_EARLIER,
    EVIDENCE_EXPIRED,
    EVIDENCE_LATER,
    EXACT_TARGETS,
    FINISHED_LITTLE_SPENT,
    IMPLAUSIBLE,
    ITEMS_DONE,
    ITEMS_OPEN,
    JUMP,
    KEPT_UNPROVEN,
    LATE_UNEXPLAINED,
    MILESTONE_OVERDUE,
    MONEY_WITHOUT_PROGRESS,
    NIL_REPEATED,
    NO_EVIDENCE,
    NO_HANDOVER,
    PHYSICAL_FELL,
    PROGRESS_WITHOUT_MONEY,
    SHARED_EVIDENCE,
    SILENT,
    SPENDING_FELL,
    SPENDING_UNPROVEN,
    SPENT_AT_ONCE,
    VALUE_UNCHANGED,
)

WARNING = "warning"
NOTICE = "notice"
LONGEST_ABOUT = 250
HUNDRED = Decimal(100)

SEVERITIES: Mapping[str, str] = {
    PHYSICAL_FELL: WARNING,
    SPENDING_FELL: WARNING,
    ABOVE_CEILING: WARNING,
    AMOUNT_SCALE: WARNING,
    NO_EVIDENCE: WARNING,
    JUMP: NOTICE,
    IMPLAUSIBLE: WARNING,
    SHARED_EVIDENCE: NOTICE,
    SILENT: NOTICE,
    MONEY_WITHOUT_PROGRESS: NOTICE,
    PROGRESS_WITHOUT_MONEY: NOTICE,
    FINISHED_LITTLE_SPENT: NOTICE,
    SPENT_AT_ONCE: NOTICE,
    ITEMS_DONE: NOTICE,
    ITEMS_OPEN: WARNING,
    BEHIND_UNEXPLAINED: WARNING,
    LATE_UNEXPLAINED: NOTICE,
    MILESTONE_OVERDUE: NOTICE,
    COPIED_NARRATIVE: NOTICE,
    NIL_REPEATED: NOTICE,
    VALUE_UNCHANGED: NOTICE,
    EXACT_TARGETS: NOTICE,
    SPENDING_UNPROVEN: NOTICE,
    NO_HANDOVER: NOTICE,
    KEPT_UNPROVEN: WARNING,
    EVIDENCE_LATER: NOTICE,
    EVIDENCE_EARLIER: NOTICE,
    EVIDENCE_EXPIRED: WARNING,
    DEAD_LINK: WARNING,
}

TEXTS: Mapping[str, str] = {
    PHYSICAL_FELL: gettext_noop(
        "Physical progress fell from %(previous_percent)s to %(percent)s. It is cumulative: correct it, or explain in "
        "the narrative why work was undone."
    ),
    SPENDING_FELL: gettext_noop(
        "Spending from %(source)s fell from %(previous_rupiah)s to %(rupiah)s. It is cumulative: correct it, or "
        "explain the money that was returned."
    ),
    ABOVE_CEILING: gettext_noop(
        "Spending from %(source)s is %(rupiah)s, above the ceiling of %(ceiling_rupiah)s. Correct the amount, or have "
        "the ceiling changed first."
    ),
    AMOUNT_SCALE: gettext_noop(
        "Spending from %(source)s is %(rupiah)s, far beyond the ceiling of %(ceiling_rupiah)s. Count the zeros: it may "
        "have been typed a thousand times too large."
    ),
    NO_EVIDENCE: gettext_noop("100 percent is reported without evidence. Attach a file or a link that proves it."),
    JUMP: gettext_noop(
        "Physical progress rose by %(points)s in one period. Check the figure, and attach evidence of what was done."
    ),
    IMPLAUSIBLE: gettext_noop(
        "%(indicator)s: %(number)s lies outside the plausible range of %(lowest_number)s to %(highest_number)s. Check "
        "the figure and its unit."
    ),
    SHARED_EVIDENCE: gettext_noop(
        "The file %(file)s is also evidence of %(program)s. Make sure that it proves this program's progress too."
    ),
    SILENT: gettext_noop(
        "Nothing was reported for %(count)s periods. Report the state of today, or “nihil” with a reason."
    ),
    MONEY_WITHOUT_PROGRESS: gettext_noop(
        "%(rupiah)s is spent but physical progress is zero. Enter the progress, or explain what was paid for."
    ),
    PROGRESS_WITHOUT_MONEY: gettext_noop(
        "Physical progress is %(percent)s but nothing is spent. Enter the spending, or explain who pays."
    ),
    FINISHED_LITTLE_SPENT: gettext_noop(
        "The work is reported as finished, but only %(absorption_percent)s of the ceiling is spent. Enter the spending "
        "that is missing, or say why it cost less."
    ),
    SPENT_AT_ONCE: gettext_noop(
        "All of the ceiling from %(source)s (%(rupiah)s) is reported as spent in the first quarter. Make sure that it "
        "is what was paid out, not what was budgeted."
    ),
    ITEMS_DONE: gettext_noop(
        "All action items are done, but physical progress is %(percent)s. Correct one of them, or say what remains."
    ),
    ITEMS_OPEN: gettext_noop(
        "Physical progress is %(percent)s, but %(count)s of %(total)s action items are not done. Correct one of them."
    ),
    BEHIND_UNEXPLAINED: gettext_noop(
        "Progress is %(deviation_points)s off the plan, and no obstacle is named. Say what holds it up and what is "
        "done about it."
    ),
    LATE_UNEXPLAINED: gettext_noop(
        "The report comes after the close of the period and names no obstacle. Say in one sentence why it is late."
    ),
    MILESTONE_OVERDUE: gettext_noop(
        "The milestone %(milestone)s was due on %(due_day)s and is not reached; no obstacle and no follow-up is named. "
        "Say what holds it up and until when it will be reached."
    ),
    COPIED_NARRATIVE: gettext_noop(
        "What was done is told in the same words as for the last period. Say what was done in this one."
    ),
    NIL_REPEATED: gettext_noop(
        "“Nihil” is reported for the %(count)s. period in a row. Say when the work goes on, or propose to change the "
        "plan."
    ),
    VALUE_UNCHANGED: gettext_noop(
        "%(indicator)s: the value is %(number)s for %(count)s periods in a row, while physical progress rose by "
        "%(points)s. Check whether it was measured again."
    ),
    EXACT_TARGETS: gettext_noop(
        "All %(count)s indicators reach exactly their targets. Make sure that the values were measured, not copied "
        "from the plan."
    ),
    SPENDING_UNPROVEN: gettext_noop(
        "Spending grew by %(rupiah)s since the last report, and no evidence is attached. Attach what shows the payment "
        "or what was bought."
    ),
    NO_HANDOVER: gettext_noop(
        "100 percent is reported, but no hand-over record is attached and no evidence was judged sufficient. Attach "
        "the record of hand-over."
    ),
    KEPT_UNPROVEN: gettext_noop(
        "The pledge is reported as kept without evidence. Attach a file or a link that proves it."
    ),
    EVIDENCE_LATER: gettext_noop(
        "%(file)s is dated %(dated_day)s, after the close of the period. Evidence bears the day on which it was made: "
        "correct its date, or attach what proves the state of the period."
    ),
    EVIDENCE_EARLIER: gettext_noop(
        "%(file)s is dated %(dated_day)s, before the year that is reported on. Attach what proves the work of this "
        "year."
    ),
    EVIDENCE_EXPIRED: gettext_noop(
        "%(file)s held until %(until_day)s and had expired before the period ended. Attach the renewed one."
    ),
    DEAD_LINK: gettext_noop(
        "The link %(file)s is dead: nobody who checks it can open it. Share it again, or attach the file itself."
    ),
}

Param = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """A realised value, the range in which it is plausible (None: open), and how it stands to target and past.

    `realised` is the year so far, to be compared with `target`. `unchanged`: in how many reports in a row, this one
    included, the value is the same; `risen`: points by which physical progress rose meanwhile.
    """

    name: str
    value: Decimal | None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    target: Decimal | None = None
    realised: Decimal | None = None
    unchanged: int = 1
    risen: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of this report that another program shows as evidence too (same SHA-256)."""

    file: str
    program: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: what it is called, its kind and dates, the verdict on it, whether its link is dead.

    `outlasts`: a decree or regulation is in force for years, so it may be older than the year.
    """

    name: str
    dated_on: date | None = None
    expires_on: date | None = None
    is_handover: bool = False
    outlasts: bool = False
    is_dead: bool = False
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """A milestone of a quick win that is due by the end of the period and not reached."""

    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules look at. Percent and spending are cumulative; mappings go from source of funds to rupiah.

    `deviation` is in points (negative: behind the plan), `light` its traffic light. `nil_periods`: for how many periods
    in a row, this one included, 'nihil' is reported. `items`: states of the program's action items.
    """

    physical: Decimal | None = None
    previous_physical: Decimal | None = None
    spending: Mapping[str, Decimal] = field(default_factory=dict)
    previous_spending: Mapping[str, Decimal] = field(default_factory=dict)
    ceilings: Mapping[str, Decimal] = field(default_factory=dict)
    evidence_count: int = 0
    shared_files: tuple[SharedFile, ...] = ()
    indicators: tuple[IndicatorFact, ...] = ()
    periods_since_update: int = 0
    is_nil: bool = False
    nil_periods: int = 0
    narrative: str = ""
    previous_narrative: str = ""
    is_explained: bool = False
    is_late: bool = False
    deviation: Decimal | None = None
    light: str | None = None
    items: tuple[str, ...] = ()
    overdue: tuple[MilestoneFact, ...] = ()
    pledge_kept: bool = False
    proofs: tuple[Proof, ...] = ()
    last_month: int = 12
    year_began_on: date | None = None
    ended_on: date | None = None
    closed_on: date | None = None

    @property
    def spent(self) -> Decimal:
        return sum(self.spending.values(), Decimal(0))

    @property
    def spent_before(self) -> Decimal:
        return sum(self.previous_spending.values(), Decimal(0))

    @property
    def ceiling(self) -> Decimal:
        return sum(self.ceilings.values(), Decimal(0))

    @property
    def is_finished(self) -> bool:
        return self.physical is not None and self.physical >= HUNDRED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong. `params` are plain values; `message` formats them in the reader's language.

    `about` tells two findings of one rule apart: the source of funds, the indicator, the file that it concerns. No two
    findings of a report share code and `about`.
    """

    code: str
    severity: str
    params: Mapping[str, Param] = field(default_factory=dict)
    about: str = ""


def message(finding: Finding) -> str:
    """The text in the active language. Parameters may have become text on the way through JSON."""
    return gettext(TEXTS[finding.code]) % {name: _shown(name, value) for name, value in finding.params.items()}


def shared_files(own: Mapping[str, str], elsewhere: Mapping[str, Iterable[str]]) -> tuple[SharedFile, ...]:
    """The files (hash -> file name) that other programs (hash -> names) use as evidence too.

    >>> shared_files({"ab": "foto.jpg"}, {"ab": ["Desa Digital"], "cd": ["Lain"]})
    (SharedFile(file='foto.jpg', program='Desa Digital'),)
    """
    pairs = ((name, program) for digest, name in own.items() for program in elsewhere.get(digest, ()))
    return tuple(SharedFile(name, program) for name, program in pairs)


def _shown(name: str, value: Param) -> str:
    """The last word of a parameter's name says what it is: `previous_percent`, `ceiling_rupiah`, `due_day`."""
    kind = name.rsplit("_", 1)[-1]
    if kind == "day":
        return formats.longdate(date.fromisoformat(str(value)))
    formatter = {
        "percent": formats.percent,
        "rupiah": formats.rupiah,
        "points": formats.points,
        "number": formats.number,
    }.get(kind)
    return formatter(value) if formatter else str(value)
