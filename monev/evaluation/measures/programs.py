"""Rules about programs and action items: what ran against the plan, what goes on, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import formats
from monev.evaluation.measures.facts import LAST, NOW, ActionFact, Facts, ProgramFact, Record
from monev.evaluation.measures.measure import Measure, lacking, measured, share_of
from monev.evaluation.measures.sentences import KINDS

RUN = ("running", "done")
"""States of an action item that count as run."""


def programs_last_year(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the programs planned for last year that reported verified progress then."""
    return _programs(facts, LAST, facts.of(LAST), "programs_run", "no_programs")


def pillar_programs(facts: Facts, parameters: Mapping[str, Any], pillar_id: int | None) -> Measure:
    """Percent of the pillar's programs planned for the year that reported verified progress."""
    return _programs(facts, NOW, facts.of(NOW, pillar_id), "pillar_programs", "no_pillar_programs")


def _programs(facts: Facts, year: str, rows: tuple[ProgramFact, ...], found: str, missing: str) -> Measure:
    number = facts.number(year)
    if not rows:
        return lacking(missing, year=number)
    running = [each for each in rows if each.is_running]
    share = share_of(len(running), len(rows))
    return measured(share, found, map(ran, running), done=len(running), total=len(rows), year=number, share=share)


def ran(program: ProgramFact) -> Record:
    """A program with the report that proves its progress."""
    standing = program.standing
    note = f"{standing.period}: {formats.percent(standing.percent)}" if standing else ""
    return Record("program", str(program.pk), program.record.label, note)


def actions_last_year(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the action items planned for last year that ran, by verified reports."""
    return _actions(facts, LAST, None, "actions_run", "no_actions")


def actions_of_kind(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the year's action items of one kind that ran, by verified reports."""
    kind = str(parameters.get("kind", ""))
    return _actions(facts, NOW, kind, "actions_of_kind", "no_actions_of_kind")


def _actions(facts: Facts, year: str, kind: str | None, found: str, missing: str) -> Measure:
    number = facts.number(year)
    words: dict[str, str] = {} if kind is None else {"kind": str(KINDS.get(kind, kind))}
    planned = [
        (program, action)
        for program in facts.of(year)
        for action in program.actions
        if action.start_year <= number <= action.end_year and kind in (None, action.kind)
    ]
    if not planned:
        return lacking(missing, year=number, **words)
    done = [(program, action) for program, action in planned if action.states.get(str(number)) in RUN]
    share = share_of(len(done), len(planned))
    return measured(
        share, found, _by_program(done), done=len(done), total=len(planned), year=number, share=share, **words
    )


def _by_program(done: Iterable[tuple[ProgramFact, ActionFact]]) -> list[Record]:
    names: dict[int, list[str]] = {}
    for program, action in done:
        names.setdefault(program.pk, []).append(action.name)
    labels = {program.pk: program.record.label for program, _action in done}
    return [Record("program", str(pk), labels[pk], "; ".join(items)) for pk, items in names.items()]


def programs_continued(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of last year's running programs that go on with verified progress."""
    before = {each.lineage for each in facts.of(LAST) if each.is_running}
    if not before:
        return lacking("nothing_ran_last_year", last=facts.year - 1)
    going = [each for each in facts.of(NOW) if each.lineage in before and each.is_running]
    share = share_of(len(going), len(before))
    return measured(
        share,
        "programs_continued",
        map(ran, going),
        done=len(going),
        total=len(before),
        last=facts.year - 1,
        year=facts.year,
        share=share,
    )


def programs_new(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many programs begin in the year or came with a new version of the plan."""
    if not facts.of(NOW):
        return lacking("no_programs", year=facts.year)
    before = {each.lineage for each in facts.of(LAST)}
    new = [each for each in facts.of(NOW) if each.lineage not in before]
    return measured(len(new), "programs_new", [each.record for each in new], total=len(new), year=facts.year)
