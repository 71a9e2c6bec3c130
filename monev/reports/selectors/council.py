"""What a report says of the council: its directives, and the decisions of its meetings that are still due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from masterplan.models.directives import DirectiveAnswer
from masterplan.models.preparation import Council, Decision, Directive, Meeting
from monev.monitoring.selectors.inputs import first_day, last_day
from monev.monitoring.selectors.region_year import RegionYear

OVERDUE = "overdue"


def directive_rows(year: RegionYear, names: Mapping[UUID, str], today: date) -> list[dict[str, Any]]:
    """The directives that wait for somebody, and those that were answered or closed in the period; as they are today.

    The overdue ones first, then by the day on which they are due.
    """
    answers = _answers(year)
    begin, end = first_day(year.period), last_day(year.period)
    rows = [_directive(each, answers.get(each.pk), year, names, today) for each in year.more["directives"]]
    kept = [row for row in rows if row["state"] != Directive.Status.CLOSED or _is_within(row, begin, end)]
    for row in kept:
        row["is_answered_in_period"] = bool(row["answered_on"] and begin <= row["answered_on"] <= end)
    return sorted(kept, key=lambda row: (row["state"] != OVERDUE, row["due_on"], row["text"]))


def _answers(year: RegionYear) -> dict[int, tuple[date, str]]:
    """By directive the day and the words of its last answer."""
    zone = ZoneInfo(year.region.time_zone)
    last: dict[int, DirectiveAnswer] = {}
    for row in sorted(year.more["answers"], key=lambda each: (each.answered_at, each.pk)):
        last[row.directive_id] = row
    return {pk: (row.answered_at.astimezone(zone).date(), row.text) for pk, row in last.items()}


def _is_within(row: Mapping[str, Any], begin: date, end: date) -> bool:
    return any(row[name] and begin <= row[name] <= end for name in ("answered_on", "closed_on"))


def _directive(
    row: Directive, answer: tuple[date, str] | None, year: RegionYear, names: Mapping[UUID, str], today: date
) -> dict[str, Any]:
    answered_on, words = answer or (None, row.answer)
    return {
        "text": row.text,
        "agency": str(year.agencies[row.agency_id]),
        "program": names.get(row.program_lineage, "") if row.program_lineage else "",
        "given_on": row.given_on,
        "due_on": row.due_on,
        "state": OVERDUE if row.is_overdue(today) else str(row.status),
        "answered_on": answered_on,
        "answer": words,
        "closed_on": row.closed_on,
        "is_example": row.is_example,
    }


def decision_rows(year: RegionYear, today: date) -> list[dict[str, Any]]:
    """The decisions of the period's meetings, and earlier ones with a directive that is not closed; newest first."""
    meetings = {each.pk: each for each in year.more["meetings"]}
    councils = {each.pk: each for each in year.more["councils"]}
    given: dict[int, list[Directive]] = defaultdict(list)
    for each in year.more["directives"]:
        if each.decision_id:
            given[each.decision_id].append(each)
    begin = first_day(year.period)
    found = []
    for row in sorted(year.more["decisions"], key=lambda each: (each.position, each.pk)):
        meeting = meetings.get(row.meeting_id)
        if meeting and (meeting.held_on >= begin or _open(given[row.pk])):
            found.append(_decision(row, meeting, councils[meeting.council_id], given[row.pk], year, today))
    return sorted(found, key=lambda row: row["held_on"], reverse=True)


def _open(directives: Iterable[Directive]) -> list[Directive]:
    return [each for each in directives if each.status != Directive.Status.CLOSED]


def _decision(
    row: Decision, meeting: Meeting, council: Council, given: list[Directive], year: RegionYear, today: date
) -> dict[str, Any]:
    waiting = _open(given)
    return {
        "text": row.text,
        "council": council.name,
        "held_on": meeting.held_on,
        "agencies": sorted({str(year.agencies[each.agency_id]) for each in given}),
        "directives": len(given),
        "open": len(waiting),
        "overdue": sum(each.is_overdue(today) for each in waiting),
        "due_on": min((each.due_on for each in waiting), default=None),
        "is_example": row.is_example,
    }
