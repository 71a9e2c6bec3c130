"""Rules about the plan and the bodies that carry it: regulation, meetings, functions, OPDs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core import formats
from monev.evaluation.measures.facts import NOW, CouncilFact, DocumentFact, Facts, ProgramFact, Record
from monev.evaluation.measures.measure import Measure, lacking, measured, share_of
from monev.evaluation.measures.sentences import BODIES

BILLION = Decimal(1_000_000_000)
REGULATIONS = ("regent_regulation", "regional_regulation")
SHORT = {
    "regent_regulation": "Perbup/Perwal",
    "regional_regulation": "Perda",
    "decree": "SK",
    "circular": "SE",
}


def plan_regulation(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many documents of these kinds adopt the plan.

    A regulation (Perda, Perbup, Perwal) that is entered does; another kind only where the version in force names it.
    """
    kinds = tuple(parameters.get("kinds") or REGULATIONS)
    words = ", ".join(SHORT.get(each, each) for each in kinds)
    known = [each for each in facts.documents if each.kind in kinds and each.year <= facts.year]
    found = [each for each in known if each.kind in REGULATIONS or each.pk == facts.plan_document_id]
    records = [_document(each) for each in found]
    if facts.has_plan:
        records.insert(0, Record("plan", str(facts.plan_id), facts.plan_name))
    is_named = any(each.pk == facts.plan_document_id for each in found)
    code = "plan_regulation_named" if is_named else "plan_regulation" if facts.has_plan else "plan_regulation_only"
    return measured(len(found), code, records, total=len(found), kinds=words, plan=facts.plan_name)


def _document(row: DocumentFact) -> Record:
    return Record("document" if row.can_be_opened else "preparation", str(row.pk), row.title, row.number)


def council_meetings(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many meetings the body held in the year."""
    bodies, name = _bodies(facts, parameters)
    if not bodies:
        return lacking("no_council", body=name)
    names = ", ".join(each.name for each in bodies)
    records = _meetings(bodies)
    return measured(len(records), "council_meetings", records, bodies=names, total=len(records), year=facts.year)


def council_functions(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Conditions met, 0 to 4: decree in force, met, took decisions, at least half of the directives closed."""
    bodies, name = _bodies(facts, parameters)
    if not bodies:
        return lacking("no_council", body=name)
    meetings = [each for body in bodies for each in body.meetings]
    directives = [each for body in bodies for each in body.directives]
    decisions, closed = sum(each.decisions for each in meetings), sum(each.is_closed for each in directives)
    conditions = (
        any(each.is_in_force for each in bodies),
        bool(meetings),
        decisions > 0,
        bool(directives) and closed * 2 >= len(directives),
    )
    decrees = [Record("document", str(each.decree_id), each.decree) for each in bodies if each.decree_id]
    return measured(
        sum(conditions),
        "council_functions",
        [*decrees, *_meetings(bodies), *(Record("directive", str(each.pk), each.text) for each in directives)],
        body=", ".join(each.name for each in bodies),
        met=sum(conditions),
        year=facts.year,
        meetings=len(meetings),
        decisions=decisions,
        closed=closed,
        directives=len(directives),
    )


def _bodies(facts: Facts, parameters: Mapping[str, Any]) -> tuple[list[CouncilFact], str]:
    kind = parameters.get("council", "council")
    return [each for each in facts.councils if each.kind == kind], str(BODIES.get(kind, kind))


def _meetings(bodies: list[CouncilFact]) -> list[Record]:
    rows = sorted((each for body in bodies for each in body.meetings), key=lambda each: (each.held_on, each.pk))
    return [Record("meeting", str(each.pk), each.council, formats.longdate(each.held_on)) for each in rows]


def agencies_involved(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the region's OPDs that lead or support a program with verified progress in the year."""
    if not facts.agencies:
        return lacking("no_agencies")
    running = [each for each in facts.of(NOW) if each.is_running]
    involved = {agency for each in running for agency in each.agencies} & set(facts.agencies)
    share = share_of(len(involved), len(facts.agencies))
    records = [Record("agency", str(pk), facts.agencies[pk]) for pk in sorted(involved, key=facts.agencies.__getitem__)]
    return measured(
        share, "agencies_involved", records, done=len(involved), total=len(facts.agencies), year=facts.year, share=share
    )


def apbd_share(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """Percent of the regional budget (external figure, thousand million rupiah) that the running programs take up."""
    total = facts.figures.get(parameters.get("indicator", "apbd_total"))
    if total is None or not total.value:
        return lacking("no_apbd_total", [Record("figure", "apbd_total", "APBD")], year=facts.year)
    running = [each for each in facts.of(NOW) if each.is_running and each.apbd]
    amount = sum((each.apbd for each in running), Decimal(0))
    budget = total.value * BILLION
    share = (amount * 100 / budget).quantize(Decimal("0.000001"))
    records = [Record("figure", total.code, total.name, formats.rupiah_short(budget)), *_funded(running)]
    return measured(share, "apbd_share", records, year=facts.year, of_year=total.year, amount=amount, share=share)


def _funded(programs: list[ProgramFact]) -> list[Record]:
    return [
        Record(each.record.kind, each.record.key, each.record.label, formats.rupiah_short(each.apbd))
        for each in programs
    ]


def other_funds(facts: Facts, parameters: Mapping[str, Any]) -> Measure:
    """How many sources outside APBD and partnerships the programs of the year use."""
    programs = facts.of(NOW)
    if not programs:
        return lacking("no_programs", year=facts.year)
    sources = sorted({name for each in programs for name in each.other_sources})
    funded = [each for each in programs if each.other_sources or each.partners]
    partners = sorted({name for each in programs for _kind, name in each.partners})
    records = [
        Record(
            "program",
            str(each.pk),
            each.record.label,
            ", ".join([*each.other_sources, *(n for _k, n in each.partners)]),
        )
        for each in funded
    ]
    return measured(
        len(sources) + len(partners),
        "other_funds",
        records,
        year=facts.year,
        sources=len(sources),
        partners=len(partners),
    )
