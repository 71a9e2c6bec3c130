"""Directives (arahan): the council gives one, the OPD answers, the council closes it, sends it back or reopens it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from masterplan.models.commitments import Pledge
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.plans import Program
from masterplan.models.preparation import Decision, Directive, Meeting
from masterplan.workflow import Move, Step, find_move
from organizations import audit
from organizations.models import Agency, Region, User
from organizations.roles import Can
from organizations.scoping import require_within


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of an OPD until when. `about` and `about_url` name the figure that the council looked at."""

    agency: Agency
    text: str
    due_on: date
    program_lineage: uuid.UUID | None = None
    meeting: Meeting | None = None
    decision: Decision | None = None
    pledge: Pledge | None = None
    about: str = ""
    about_url: str = ""

    @property
    def of_meeting(self) -> Meeting | None:
        """The meeting in which it was given, or in which the decision was taken that it carries out."""
        return self.decision.meeting if self.decision is not None else self.meeting


@transaction.atomic
def give_directive(region: Region, order: Order, *, by: User, today: date) -> Directive:
    """Give `order` in the name of the council. Raises PermissionDenied without the right, `Refused` at a field."""
    _check(region, order, today)
    directive = Directive(
        region=region,
        agency=order.agency,
        text=order.text.strip(),
        given_by=by,
        given_on=today,
        due_on=order.due_on,
        program_lineage=order.program_lineage,
        meeting=order.of_meeting,
        decision=order.decision,
        pledge=order.pledge,
        about=order.about.strip()[:300],
        about_url=order.about_url,
    )
    directive.store(by=by, reason="directive given")
    require_within(directive, by, Can.DIRECT)
    audit.record(by, "directive.given", directive, region=region, agency=str(order.agency))
    return directive


def _check(region: Region, order: Order, today: date) -> None:
    """What the order names belongs together, and to the region."""
    if not order.text.strip():
        raise Refused(_("Say what the OPD has to do."), field="text")
    if order.due_on <= today:
        raise Refused(_("The due date has to lie in the future."), field="due_on")
    if order.agency.region_id != region.pk:
        raise Refused(_("This OPD belongs to another region."), field="agency")
    if order.program_lineage and not _leads(order.agency, order.program_lineage):
        raise Refused(_("This program is led by another OPD. Choose the OPD that leads it."), field="program")
    if order.of_meeting is not None and order.of_meeting.council.region_id != region.pk:
        raise Refused(_("This meeting belongs to another region."), field="meeting")
    if order.pledge is not None and order.pledge.commitment.agency_id != order.agency.pk:
        raise Refused(_("Another OPD made this commitment."), field="agency")
    if order.about_url and not is_own_page(order.about_url):
        raise Refused(_("The page of the figure is not one of the portal."))


def is_own_page(url: str) -> bool:
    """Whether an address leads to a page of the portal.

    >>> is_own_page("/daerah/52.07/dasbor/?periode=2026-3"), is_own_page("//contoh.example/"), is_own_page("https://x.id")
    (True, False, False)
    """
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _leads(agency: Agency, lineage: uuid.UUID) -> bool:
    return Program.objects.in_force().filter(lineage=lineage, lead_agency=agency).exists()


@transaction.atomic
def answer_directive(directive: Directive, text: str, *, by: User) -> DirectiveAnswer:
    """Write down what the OPD did. An answer adds to the course and overwrites nothing, so two may come at once.

    Raises PermissionDenied for others than the OPD; `Refused` at `text`; `IllegalStep` once it is closed.
    """
    held = _held(directive)
    move = _move(held, Step.ANSWER, by)
    said = _said(move, text)
    answer = DirectiveAnswer(directive=held, text=said, answered_by=by, is_example=held.is_example)
    answer.store(by=by, reason="directive answered")
    held.answer = said
    _take(held, move, by=by, answer=answer)
    return answer


@transaction.atomic
def take_step(
    directive: Directive,
    step: str,
    *,
    by: User,
    today: date,
    words: str = "",
    due_on: date | None = None,
    seen_version: int | None = None,
) -> DirectiveStep:
    """Close it, send it back or reopen it, as somebody who saw `seen_version` (default: as it was loaded).

    Raises PermissionDenied; `Conflict` when something came meanwhile; `IllegalStep`; `Refused` at `words` or `due_on`.
    """
    held = _held(directive)
    if held.version != (directive.version if seen_version is None else seen_version):
        raise Conflict(held)
    move = _move(held, step, by)
    said = _said(move, words)
    new_due = due_on if move.moves_due else None
    if new_due is not None and new_due <= today:
        raise Refused(_("The due date has to lie in the future."), field="due_on")
    if move.target == Directive.Status.OPEN and (new_due or held.due_on) <= today:
        raise Refused(_("The old due date has passed: give the OPD a new one."), field="due_on")
    held.due_on = new_due or held.due_on
    held.closed_on = today if move.target == Directive.Status.CLOSED else None
    return _take(held, move, by=by, words=said, due_on=new_due)


def _held(directive: Directive) -> Directive:
    """The row until the transaction ends, so that one step comes after the other."""
    rows = Directive.objects.select_related("region", "agency", "given_by").filter(archived_at=None)
    held: Directive = rows.select_for_update(of=("self",)).get(pk=directive.pk)
    return held


def _move(held: Directive, step: str, by: User) -> Move:
    move = find_move(held.status, step)
    if not Directive.objects.allowed(by, move.can).filter(pk=held.pk).exists():
        raise PermissionDenied
    return move


def _said(move: Move, words: str) -> str:
    said = words.strip()
    if move.needs_words and not said:
        raise Refused(_WORDS[move.step], field="text" if move.step == Step.ANSWER else "words")
    return said


_WORDS = {
    Step.ANSWER: _("Say what was done and what is still to come."),
    Step.SEND_BACK: _("Say what is missing, so that the OPD knows what to do."),
    Step.CLOSE: _("The OPD has not answered. Say why the directive is closed without an answer."),
    Step.REOPEN: _("Say why it is reopened, so that the OPD knows what to do."),
}


def _take(
    held: Directive,
    move: Move,
    *,
    by: User,
    words: str = "",
    due_on: date | None = None,
    answer: DirectiveAnswer | None = None,
) -> DirectiveStep:
    before, held.status = held.status, move.target
    held.store(by=by, reason=f"directive {move.step}")
    row = DirectiveStep(
        directive=held, step=move.step, words=words, due_on=due_on, answer=answer, by=by, is_example=held.is_example
    )
    row.store(by=by, reason=f"directive {move.step}")
    audit.record(
        by, f"directive.{move.step}", held, region=held.region, from_state=before, to_state=move.target, note=words
    )
    return row
