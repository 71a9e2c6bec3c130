"""Rules about quick wins, risks, working together with other regions, and the part that citizens take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from monev.evaluation.measures.facts import LAST, NOW, Facts, QuickWinFact, Record
from monev.evaluation.measures.measure import Measure, lacking, measured, share_of

REGION = "region"
PUBLIC = ("community", "university", "media")
Note = Callable[[QuickWinFact], str]


def quick_win_words(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the year's quick wins that describe the asked field."""
    name = str(parameters.get("field", ""))
    described = [each for each in facts.wins(NOW) if each.words.get(name, "").strip()]
    return _share(facts, "quick_win_words", described)


def quick_win_partners(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the year's quick wins with at least one partner."""
    return _share(facts, "quick_win_partners", [each for each in facts.wins(NOW) if each.partners], _partners)


def risks_identified(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the year's quick wins that name a risk."""
    return _share(facts, "risks_identified", [each for each in facts.wins(NOW) if each.risks], _risks)


def _share(facts: Facts, found: str, rows: list[QuickWinFact], note: Note | None = None) -> Measure:
    everything = facts.wins(NOW)
    if not everything:
        return lacking("no_quick_wins", year=facts.year)
    share = share_of(len(rows), len(everything))
    records = [Record("quick_win", str(each.pk), each.title, note(each) if note else "") for each in rows]
    return measured(share, found, records, done=len(rows), total=len(everything), year=facts.year, share=share)


def _partners(row: QuickWinFact) -> str:
    return ", ".join(name for _kind, name in row.partners)


def _risks(row: QuickWinFact) -> str:
    return "; ".join(each.text for each in row.risks)


def risks_mitigated(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the risks that have a mitigation, planned or done."""
    rows = [(win, risk) for win in facts.wins(NOW) for risk in win.risks]
    if not rows:
        return lacking("no_risks", year=facts.year)
    kept = [(win, risk) for win, risk in rows if risk.is_planned or risk.is_mitigated]
    share = share_of(len(kept), len(rows))
    return measured(
        share,
        "risks_mitigated",
        _unique(win.record for win, _risk in kept),
        done=len(kept),
        total=len(rows),
        share=share,
        finished=sum(risk.is_mitigated for _win, risk in rows),
    )


def _unique(records: Iterable[Record]) -> list[Record]:
    return list(dict.fromkeys(records))


def quick_wins_continued(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of last year's quick wins that one of this year continues."""
    before = {each.pk: each for each in facts.wins(LAST)}
    if not before:
        return lacking("no_quick_wins_last_year", last=facts.year - 1)
    going = [each for each in facts.wins(NOW) if each.predecessor_id in before]
    continued = {each.predecessor_id for each in going}
    share = share_of(len(continued), len(before))
    return measured(
        share,
        "quick_wins_continued",
        [
            Record("quick_win", str(each.pk), each.title, before[each.predecessor_id].title)
            for each in going
            if each.predecessor_id
        ],
        done=len(continued),
        total=len(before),
        last=facts.year - 1,
        year=facts.year,
        share=share,
    )


def quick_wins_new(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many quick wins of the year continue no earlier one."""
    if not facts.wins(NOW):
        return lacking("no_quick_wins", year=facts.year)
    new = [each for each in facts.wins(NOW) if each.predecessor_id is None]
    return measured(len(new), "quick_wins_new", [each.record for each in new], total=len(new), year=facts.year)


def collaboration(facts: Facts, parameters: Mapping[str, Any], pillar_id: int | None) -> Measure:
    """How many running programs, quick wins and replications of the pillar another region takes part in."""
    programs = [each for each in facts.of(NOW, pillar_id) if each.is_running and _regions(each.partners)]
    wins = facts.wins(NOW, pillar_id)
    joint = [each for each in wins if _regions(each.partners)]
    copied = [each for each in wins if each.replications]
    copies = sum(len(each.replications) for each in copied)
    records = [
        *(Record("program", str(each.pk), each.record.label, _regions(each.partners)) for each in programs),
        *(Record("quick_win", str(each.pk), each.title, _regions(each.partners)) for each in joint),
        *(Record("quick_win", str(each.pk), each.title, ", ".join(each.replications)) for each in copied),
    ]
    total = len(programs) + len(joint) + copies
    return measured(
        total,
        "collaboration",
        records,
        total=total,
        year=facts.year,
        programs=len(programs),
        wins=len(joint),
        copies=copies,
    )


def _regions(partners: Iterable[tuple[str, str]]) -> str:
    return ", ".join(name for kind, name in partners if kind == REGION)


def public_role(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many surveys and partnerships of the year bring citizens in."""
    rows = [(each.record, each.partners) for each in facts.of(NOW)]
    rows += [(each.record, each.partners) for each in facts.wins(NOW)]
    found = [(record, [name for kind, name in partners if kind in PUBLIC]) for record, partners in rows]
    partnerships = [Record(row.kind, row.key, row.label, ", ".join(names)) for row, names in found if names]
    names = {name for _row, names in found for name in names}
    return measured(
        len(facts.surveys_held) + len(names),
        "public_role",
        [*facts.surveys_held, *partnerships],
        year=facts.year,
        surveys=len(facts.surveys_held),
        partners=len(names),
    )
