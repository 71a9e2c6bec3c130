"""The rules of data quality: each a small pure function from the facts of one report to what looks wrong in them.

Sources: DESIGN.md 'Workflow of a progress report' (the first eleven); the practice of RFK forms, which ask for the
obstacle beside every deviation; and what assessors wrote about real regions: answers without valid evidence, spending
and progress that do not fit together (DOMAIN.md 'What assessors wrote'). Each rule is explained to people in
`quality_catalogue`, and in docs/scoring.md where it calculates. `Rules.quality_off` switches single rules off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from monev.monitoring import quality_codes as codes
from monev.monitoring.achievement import HUNDRED, ZERO
from monev.monitoring.progress import RED
from monev.monitoring.quality import LONGEST_ABOUT, SEVERITIES, WARNING, Finding, Param, ReportFacts
from monev.monitoring.rules import Rules

Check = Callable[[ReportFacts, Rules], Iterable[Finding]]

SHORTEST_NARRATIVE = 20
"""Letters; shorter texts ("selesai", "idem") repeat rightly."""
FEWEST_TARGETS = 2
GOOD_VERDICTS = ("sufficient", "strong")
OPEN_ITEMS = ("waiting", "running")


def check(facts: ReportFacts, rules: Rules) -> list[Finding]:
    """All findings of the rules that are switched on, warnings first, each rule in its fixed order.

    >>> from decimal import Decimal
    >>> [finding.code for finding in check(ReportFacts(physical=Decimal(100)), Rules())]
    ['no_evidence', 'jump']
    >>> check(ReportFacts(physical=Decimal(100)), Rules(quality_off=("no_evidence", "jump")))
    []
    """
    chosen = (CHECKS[code] for code in codes.CODES if code not in rules.quality_off)
    found = _distinct(finding for rule in chosen for finding in rule(facts, rules))
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


def _finding(code: str, about: str = "", **params: Param) -> Finding:
    return Finding(code, SEVERITIES[code], params, about)


def physical_fell(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Cumulative progress is lower than at the last report."""
    now, before = facts.physical, facts.previous_physical
    if now is not None and before is not None and now < before:
        yield _finding(codes.PHYSICAL_FELL, percent=now, previous_percent=before)


def jump(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """More than `rules.jump_points` since the last report; a first report starts from zero."""
    rise = ZERO if facts.physical is None else facts.physical - (facts.previous_physical or 0)
    if rise > rules.jump_points:
        yield _finding(codes.JUMP, points=rise)


def silent(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """`rules.silent_periods` or more passed without a report."""
    if facts.periods_since_update >= rules.silent_periods:
        yield _finding(codes.SILENT, count=facts.periods_since_update)


def nil_repeated(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """'Nihil' for `rules.nil_periods` periods in a row: nothing happens in a program that the plan says runs."""
    if facts.nil_periods >= rules.nil_periods:
        yield _finding(codes.NIL_REPEATED, count=facts.nil_periods)


def copied_narrative(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """The words of the last period again, whatever their spaces and capitals; 'nihil' repeats them rightly."""
    now, before = (" ".join(text.split()).casefold() for text in (facts.narrative, facts.previous_narrative))
    if now == before and len(now) >= SHORTEST_NARRATIVE and not facts.is_nil:
        yield _finding(codes.COPIED_NARRATIVE)


def behind_unexplained(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """A red light with neither obstacle nor follow-up: the RFK form asks for both beside a deviation."""
    if facts.light == RED and facts.deviation is not None and not facts.is_explained:
        yield _finding(codes.BEHIND_UNEXPLAINED, deviation_points=facts.deviation)


def late_unexplained(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Sent after the close of the period without a word why."""
    if facts.is_late and not facts.is_explained and not facts.is_nil:
        yield _finding(codes.LATE_UNEXPLAINED)


def items_done(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Every action item is done but the program is not; without a percentage nothing can be compared."""
    is_done = bool(facts.items) and all(state == "done" for state in facts.items)
    if is_done and facts.physical is not None and facts.physical < HUNDRED:
        yield _finding(codes.ITEMS_DONE, percent=facts.physical)


def items_open(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """The program is finished but action items wait or run; stopped ones count as settled."""
    waiting = sum(state in OPEN_ITEMS for state in facts.items)
    if facts.is_finished and waiting:
        yield _finding(codes.ITEMS_OPEN, percent=facts.physical, count=waiting, total=len(facts.items))


def milestone_overdue(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """A milestone is overdue, and nothing says why."""
    for each in () if facts.is_explained else facts.overdue:
        yield _finding(codes.MILESTONE_OVERDUE, each.name, milestone=each.name, due_day=each.due_on.isoformat())


def spending_fell(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Cumulative spending from a source is lower than at the last report."""
    for source, before in facts.previous_spending.items():
        now = facts.spending.get(source)
        if now is not None and now < before:
            yield _finding(codes.SPENDING_FELL, source, source=source, rupiah=now, previous_rupiah=before)


def above_ceiling(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Overspent, but not by so much that it looks like a slip of the zeros. No ceiling: nothing to compare."""
    yield from _above(codes.ABOVE_CEILING, facts, rules)


def amount_scale(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """`rules.scale_factor` times the ceiling or more: rather typed a thousand times too large than overspent."""
    yield from _above(codes.AMOUNT_SCALE, facts, rules)


def _above(code: str, facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    for source, spent in facts.spending.items():
        ceiling = facts.ceilings.get(source)
        if ceiling is None or spent <= ceiling:
            continue
        slip = ceiling > 0 and spent >= ceiling * rules.scale_factor
        if slip == (code == codes.AMOUNT_SCALE):
            yield _finding(code, source, source=source, rupiah=spent, ceiling_rupiah=ceiling)


def spent_at_once(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """The whole ceiling to the rupiah by the end of the first quarter: rather the budget was typed than the payment."""
    for source, spent in facts.spending.items():
        if facts.last_month <= 3 and spent > 0 and spent == facts.ceilings.get(source):
            yield _finding(codes.SPENT_AT_ONCE, source, source=source, rupiah=spent)


def money_without_progress(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Something is spent, nothing is done."""
    if facts.spent > 0 and facts.physical is not None and facts.physical == 0:
        yield _finding(codes.MONEY_WITHOUT_PROGRESS, rupiah=facts.spent)


def progress_without_money(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Only where there is a budget: a program without a ceiling spends nothing rightly."""
    if facts.physical and facts.spent == 0 and any(ceiling > 0 for ceiling in facts.ceilings.values()):
        yield _finding(codes.PROGRESS_WITHOUT_MONEY, percent=facts.physical)


def finished_little_spent(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Finished with less than `rules.finished_absorption` percent of the ceiling spent, but something."""
    if not facts.is_finished or not facts.spent or facts.ceiling <= 0:
        return
    absorbed = facts.spent / facts.ceiling * HUNDRED
    if absorbed < rules.finished_absorption:
        yield _finding(codes.FINISHED_LITTLE_SPENT, absorption_percent=absorbed)


def implausible(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """A value lies outside the range that the plan gives for the indicator."""
    for each in facts.indicators:
        if each.value is None:
            continue
        low = each.lowest is not None and each.value < each.lowest
        high = each.highest is not None and each.value > each.highest
        if low or high:
            yield _finding(
                codes.IMPLAUSIBLE,
                each.name,
                indicator=each.name,
                number=each.value,
                lowest_number=each.lowest,
                highest_number=each.highest,
            )


def value_unchanged(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """The same value in `rules.same_value_periods` reports in a row while the work went on."""
    for each in facts.indicators:
        if each.value is not None and each.unchanged >= rules.same_value_periods and each.risen > 0:
            yield _finding(
                codes.VALUE_UNCHANGED,
                each.name,
                indicator=each.name,
                number=each.value,
                count=each.unchanged,
                points=each.risen,
            )


def exact_targets(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Two or more indicators, and each hits its target to the last digit."""
    measured = [each for each in facts.indicators if each.realised is not None and each.target is not None]
    if len(measured) >= FEWEST_TARGETS and all(each.realised == each.target for each in measured):
        yield _finding(codes.EXACT_TARGETS, count=len(measured))


def no_evidence(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Finished, and nothing proves it."""
    if facts.is_finished and not facts.evidence_count:
        yield _finding(codes.NO_EVIDENCE)


def no_handover(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Finished with evidence, but neither a hand-over record nor anything that the verifier found sufficient."""
    enough = any(each.is_handover or each.verdict in GOOD_VERDICTS for each in facts.proofs)
    if facts.is_finished and facts.proofs and not enough:
        yield _finding(codes.NO_HANDOVER)


def spending_unproven(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Money was spent since the last report, and nothing is attached; a finished program is told by `no_evidence`."""
    grew = facts.spent - facts.spent_before
    if grew > 0 and not facts.evidence_count and not facts.is_finished:
        yield _finding(codes.SPENDING_UNPROVEN, rupiah=grew)


def kept_unproven(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """A pledge is kept, and nothing proves it."""
    if facts.pledge_kept and not facts.evidence_count:
        yield _finding(codes.KEPT_UNPROVEN)


def shared_evidence(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """One finding a file, naming all the programs that show it too."""
    programs: dict[str, list[str]] = {}
    for shared in facts.shared_files:
        programs.setdefault(shared.file, []).append(shared.program)
    for file, names in programs.items():
        yield _finding(codes.SHARED_EVIDENCE, file, file=file, program=", ".join(names))


def evidence_later(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Dated after the close of the period; days between its end and its close are for writing the report."""
    for each in facts.proofs:
        if each.dated_on and facts.closed_on and each.dated_on > facts.closed_on:
            yield _finding(codes.EVIDENCE_LATER, each.name, file=each.name, dated_day=each.dated_on.isoformat())


def evidence_earlier(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """Dated before the year whose work it shows; decrees and regulations stay in force."""
    for each in facts.proofs:
        if each.dated_on and facts.year_began_on and each.dated_on < facts.year_began_on and not each.outlasts:
            yield _finding(codes.EVIDENCE_EARLIER, each.name, file=each.name, dated_day=each.dated_on.isoformat())


def evidence_expired(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """It held until a day before the period ended."""
    for each in facts.proofs:
        if each.expires_on and facts.ended_on and each.expires_on < facts.ended_on:
            yield _finding(codes.EVIDENCE_EXPIRED, each.name, file=each.name, until_day=each.expires_on.isoformat())


def dead_link(facts: ReportFacts, rules: Rules) -> Iterable[Finding]:
    """The link was tried several times and is gone."""
    for each in facts.proofs:
        if each.is_dead:
            yield _finding(codes.DEAD_LINK, each.name, file=each.name)


RULES: tuple[Check, ...] = (
    physical_fell,
    jump,
    silent,
    nil_repeated,
    copied_narrative,
    behind_unexplained,
    late_unexplained,
    items_done,
    items_open,
    milestone_overdue,
    spending_fell,
    above_ceiling,
    amount_scale,
    spent_at_once,
    money_without_progress,
    progress_without_money,
    finished_little_spent,
    implausible,
    value_unchanged,
    exact_targets,
    no_evidence,
    no_handover,
    spending_unproven,
    kept_unproven,
    shared_evidence,
    evidence_later,
    evidence_earlier,
    evidence_expired,
    dead_link,
)
CHECKS: Mapping[str, Check] = MappingProxyType({rule.__name__: rule for rule in RULES})  # type: ignore[attr-defined]
"""By code the function that is the rule: they bear the same name."""
