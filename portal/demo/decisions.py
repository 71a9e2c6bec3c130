"""Example course of the directives: answers with evidence, what the council said; and the next meeting with its agenda.

Loaded last: the agenda compiles itself from the figures, directives and pledges that are there.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from masterplan.models.commitments import Pledge
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.preparation import Council, Directive, Meeting
from masterplan.services.agenda import add_item
from masterplan.workflow import Step
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from organizations.models import Region, User
from organizations.roles import Role
from portal.demo import papers
from portal.demo.evidence import keep
from portal.demo.people import holder
from portal.demo.periods import moment
from portal.demo.proofs import DISCLAIMER, GREY, PNG, Proof
from portal.demo.store import REASON, examples
from portal.reference.files import toml
from portal.services.agenda import compile_agenda

Row = dict[str, Any]


def load(region: Region, today: date) -> None:
    """Answers and steps of each directive, then the next meeting."""
    content = toml("demo/governance.toml")
    for row in content["directive"]:
        directive = Directive.objects.select_related("region", "agency").get(region=region, text=row["text"])
        _course(directive, row, today)
    _next_meeting(region, content["planned"], today)


def _course(directive: Directive, row: Row, today: date) -> None:
    operator = User.objects.filter(memberships__agency=directive.agency, memberships__role=Role.AGENCY_STAFF)
    by = operator.order_by("pk").first()
    for said in row.get("answers", ()):
        at = moment(directive.region, today - timedelta(days=said["days_ago"]), 10)
        answer = examples([DirectiveAnswer(directive=directive, text=said["text"], answered_by=by, answered_at=at)])[0]
        examples([DirectiveStep(directive=directive, step=Step.ANSWER, answer=answer, by=by, at=at)])
        _prove(answer, said, by, at.date())
    if promised := row.get("pledge"):
        directive.pledge = Pledge.objects.get(commitment__agency=directive.agency, text=promised)
        directive.store(by=None, reason=REASON)
    chair = holder(Role.COUNCIL)
    if back := row.get("sent_back"):
        at = moment(directive.region, today - timedelta(days=back["days_ago"]), 14)
        examples([DirectiveStep(directive=directive, step=Step.SEND_BACK, words=back["words"], by=chair, at=at)])
    if directive.closed_on:
        at = moment(directive.region, directive.closed_on, 14)
        words = row.get("closed_words", "")
        examples([DirectiveStep(directive=directive, step=Step.CLOSE, words=words, by=chair, at=at)])


def _prove(answer: DirectiveAnswer, said: Row, by: User | None, day: date) -> None:
    """A picture, and a link where there is one."""
    found = []
    owner = {"region": answer.agency.region, "agency": answer.agency, "dated_on": day, "uploaded_by": by}
    if title := said.get("proof"):
        picture = Proof(title, Evidence.Kind.PHOTO, "", f"arahan-{answer.pk}.png", PNG, papers.picture(GREY, title))
        file = {"stored_file": keep(picture), "file_name": picture.file_name, "kind": picture.kind}
        found.append(Evidence(title=title, note=DISCLAIMER, **file, **owner))
    if link := said.get("link"):
        found.append(Evidence(title=f"{said['proof']} (tautan)", link=link, note=DISCLAIMER, **owner))
    examples(EvidenceUse(evidence=row, directive_answer=answer) for row in examples(found))


def _next_meeting(region: Region, row: Row, today: date) -> None:
    meeting = Meeting(
        council=Council.objects.get(region=region),
        state=Meeting.State.PLANNED,
        held_on=today + timedelta(days=row["due_in"]),
        starts_at=time.fromisoformat(row["starts_at"]),
        place=row["place"],
        agenda=row["agenda"],
    )
    stored = examples([meeting])[0]
    compile_agenda(stored, by=None)
    for text in row["own_items"]:
        add_item(stored, text, by=holder(Role.COUNCIL))
