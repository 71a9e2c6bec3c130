"""What looks wrong in a progress report: each finding has a code, a severity and a text that says what to do.

The rules of DESIGN.md 'Workflow of a progress report', run at submit and again for the verifier. A finding blocks
nothing: a warning asks for a correction or an explanation, a notice for a second look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from core import formats
from monev.monitoring.rules import Rules

WARNING = "warning"
NOTICE = "notice"
LONGEST_ABOUT = 250

PHYSICAL_FELL = "physical_fell"
SPENDING_FELL = "spending_fell"
ABOVE_CEILING = "above_ceiling"
AMOUNT_SCALE = "amount_scale"
NO_EVIDENCE = "no_evidence"
JUMP = "jump"
IMPLAUSIBLE = "implausible"
SHARED_EVIDENCE = "shared_evidence"
SILENT = "silent"
MONEY_WITHOUT_PROGRESS = "money_without_progress"
PROGRESS_WITHOUT_MONEY = "progress_without_money"

SEVERITIES = {
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
}

TEXTS = {
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
}

Param = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """A realised value and the range in which it is plausible (None: open)."""

    name: str
    value: Decimal | None
    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of this report that another program shows as evidence too (same SHA-256)."""

    file: str
    program: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules look at. Percent and spending are cumulative; mappings go from source of funds to rupiah."""

    physical: Decimal | None = None
    previous_physical: Decimal | None = None
    spending: Mapping[str, Decimal] = field(default_factory=dict)
    previous_spending: Mapping[str, Decimal] = field(default_factory=dict)
    ceilings: Mapping[str, Decimal] = field(default_factory=dict)
    evidence_count: int = 0
    shared_files: tuple[SharedFile, ...] = ()
    indicators: tuple[IndicatorFact, ...] = ()
    periods_since_update: int = 0

    @property
    def spent(self) -> Decimal:
        return sum(self.spending.values(), Decimal(0))


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


def check(facts: ReportFacts, rules: Rules) -> list[Finding]:
    """All findings, warnings first, each rule in its fixed order.

    >>> [finding.code for finding in check(ReportFacts(physical=Decimal(100)), Rules())]
    ['no_evidence', 'jump']
    """
    found = _distinct(finding for rule in _RULES for finding in rule(facts, rules))
    return sorted(found, key=lambda finding: finding.severity != WARNING)


def _distinct(found: Iterable[Finding]) -> list[Finding]:
    """Two indicators or files of the same name are told apart by a number; as short as the column that keeps it."""
    kept: dict[tuple[str, str], Finding] = {}
    for finding in found:
        about, number = finding.about[:LONGEST_ABOUT], 1
        while (finding.code, about) in kept:
            number += 1
            about = f"{finding.about[: LONGEST_ABOUT - 10]} ({number})"
        kept[finding.code, about] = replace(finding, about=about)
    return list(kept.values())


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
    """The last word of a parameter's name says what it is: `previous_percent`, `ceiling_rupiah`."""
    kind = name.rsplit("_", 1)[-1]
    formatter = {
        "percent": formats.percent,
        "rupiah": formats.rupiah,
        "points": formats.points,
        "number": formats.number,
    }.get(kind)
    return formatter(value) if formatter else str(value)


def _finding(code: str, about: str = "", **params: Param) -> Finding:
    return Finding(code, SEVERITIES[code], params, about)


def _physical_fell(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    now, before = facts.physical, facts.previous_physical
    if now is not None and before is not None and now < before:
        yield _finding(PHYSICAL_FELL, percent=now, previous_percent=before)


def _spending_fell(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    for source, before in facts.previous_spending.items():
        now = facts.spending.get(source)
        if now is not None and now < before:
            yield _finding(SPENDING_FELL, source, source=source, rupiah=now, previous_rupiah=before)


def _above_ceiling(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Far above is more likely a slip of the zeros than overspending: the text differs. No ceiling: none of either."""
    for source, spent in facts.spending.items():
        ceiling = facts.ceilings.get(source)
        if ceiling is None or spent <= ceiling:
            continue
        slip = ceiling > 0 and spent >= ceiling * rules.scale_factor
        code = AMOUNT_SCALE if slip else ABOVE_CEILING
        yield _finding(code, source, source=source, rupiah=spent, ceiling_rupiah=ceiling)


def _no_evidence(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    if facts.physical is not None and facts.physical >= 100 and not facts.evidence_count:
        yield _finding(NO_EVIDENCE)


def _jump(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """More than `rules.jump_points` since the last report; a first report starts from zero."""
    rise = Decimal(0) if facts.physical is None else facts.physical - (facts.previous_physical or 0)
    if rise > rules.jump_points:
        yield _finding(JUMP, points=rise)


def _implausible(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    for each in facts.indicators:
        if each.value is None:
            continue
        low = each.lowest is not None and each.value < each.lowest
        high = each.highest is not None and each.value > each.highest
        if low or high:
            yield _finding(
                IMPLAUSIBLE,
                each.name,
                indicator=each.name,
                number=each.value,
                lowest_number=each.lowest,
                highest_number=each.highest,
            )


def _shared_evidence(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """One finding a file, naming all the programs that show it too."""
    programs: dict[str, list[str]] = {}
    for shared in facts.shared_files:
        programs.setdefault(shared.file, []).append(shared.program)
    for file, names in programs.items():
        yield _finding(SHARED_EVIDENCE, file, file=file, program=", ".join(names))


def _silent(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    if facts.periods_since_update >= rules.silent_periods:
        yield _finding(SILENT, count=facts.periods_since_update)


def _money_without_progress(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    if facts.spent > 0 and facts.physical is not None and facts.physical == 0:
        yield _finding(MONEY_WITHOUT_PROGRESS, rupiah=facts.spent)


def _progress_without_money(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Only where there is a budget: a program without a ceiling spends nothing rightly."""
    if facts.physical and facts.spent == 0 and any(ceiling > 0 for ceiling in facts.ceilings.values()):
        yield _finding(PROGRESS_WITHOUT_MONEY, percent=facts.physical)


_RULES: tuple[Callable[[ReportFacts, Rules], Iterable[Finding]], ...] = (
    _physical_fell,
    _spending_fell,
    _above_ceiling,
    _no_evidence,
    _jump,
    _implausible,
    _shared_evidence,
    _silent,
    _money_without_progress,
    _progress_without_money,
)
