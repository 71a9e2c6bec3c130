"""Directives with their evidence and news: what masterplan writes, monitoring keeps and people are told, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.preparation import Directive
from masterplan.services import directives
from masterplan.services.directives import Order
from masterplan.workflow import Step
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.reminders import Crew, crew
from monev.monitoring.services.answer_evidence import attach_answer_file, attach_answer_link
from monev.monitoring.services.evidence import Attached
from notices.kinds import Kind
from notices.services.telling import tell
from organizations.models import Region, User
from organizations.roles import Role
from portal import news

SHOWN = 200
"""Characters of a text that stand in a notice."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What is handed in with an answer: files and a link; `words` say what they are (title: for a single one)."""

    files: Sequence[File[Any]] = ()
    link: str = ""
    words: dict[str, Any] | None = None


@transaction.atomic
def give(region: Region, order: Order, *, by: User) -> Directive:
    """Give a directive; the people of the OPD are told at once."""
    directive = directives.give_directive(region, order, by=by, today=today_in(region.time_zone))
    tell_agency(news.GIVEN, directive, by=by, key=str(directive.uid))
    return directive


@transaction.atomic
def answer(directive: Directive, text: str, proofs: Proofs, *, by: User) -> tuple[DirectiveAnswer, list[Attached]]:
    """Answer with evidence: all of it, or nothing when one file is refused. Who gave the directive is told."""
    made = directives.answer_directive(directive, text, by=by)
    attached = _attach(made, proofs, by)
    tell_giver(made.directive, made, by=by)
    return made, attached


def _attach(made: DirectiveAnswer, proofs: Proofs, by: User) -> list[Attached]:
    words = {"kind": "other", "title": "", "dated_on": None, "expires_on": None, "place": None} | (proofs.words or {})
    count = len(proofs.files) + bool(proofs.link)
    said = words if count == 1 else words | {"title": ""}  # one title cannot name several
    found = [attach_answer_file(made, each, said, by=by) for each in proofs.files]
    if proofs.link:
        found.append(attach_answer_link(made, proofs.link, said, by=by))
    return found


@transaction.atomic
def take_step(
    directive: Directive, step: str, *, by: User, words: str, due_on: date | None, seen_version: int
) -> DirectiveStep:
    """Close, send back or reopen; the people of the OPD are told."""
    made = directives.take_step(
        directive,
        step,
        by=by,
        today=today_in(directive.region.time_zone),
        words=words,
        due_on=due_on,
        seen_version=seen_version,
    )
    tell_agency(_KINDS[Step(made.step)], made.directive, by=by, key=str(made.uid), words=made.words)
    return made


_KINDS = {Step.CLOSE: news.CLOSED, Step.SEND_BACK: news.SENT_BACK, Step.REOPEN: news.REOPENED}


def tell_agency(kind: Kind, directive: Directive, *, by: User | None, key: str, words: str = "") -> int:
    """Staff and heads of the OPD, without the one who acts."""
    people = _without(by, agency_people(crew_of(directive.region), directive.agency_id))
    return tell_of(kind, directive, people, by=by, key=key, words=words)


def tell_giver(directive: Directive, made: DirectiveAnswer, *, by: User) -> int:
    """Who gave it; where that person stands in the region no more, all of the council."""
    found = crew_of(directive.region)
    giver = [directive.given_by_id] if directive.given_by_id in found.people else []
    people = found.those(giver) or found.those([*found.roles[Role.COUNCIL], *found.roles[Role.SECRETARY]])
    return tell_of(news.ANSWERED, directive, _without(by, people), by=by, key=str(made.uid), words=made.text)


def agency_people(found: Crew, agency_id: int) -> list[User]:
    """Staff and heads of an OPD, each once."""
    return found.those([*found.staff.get(agency_id, []), *found.heads.get(agency_id, [])])


def crew_of(region: Region) -> Crew:
    """The people of the region today."""
    return crew(region.pk, today_in(region.time_zone))


def _without(by: User | None, people: Iterable[User]) -> list[User]:
    return [each for each in people if by is None or each.pk != by.pk]


def tell_of(kind: Kind, directive: Directive, people: list[User], *, by: User | None, key: str, words: str) -> int:
    """Tell `people` of a directive; the same `key` once."""
    params = {
        "agency": str(directive.agency),
        "text": _short(directive.text),
        "words": _short(words),
        "by": by.name if by else "",
        "due_on": directive.due_on.isoformat(),
    }
    url = reverse("portal:directive-detail", args=[directive.pk])
    return tell(kind.code, people, key=key, params=params, url=url, region=directive.region)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
