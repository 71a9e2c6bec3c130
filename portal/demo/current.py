"""Reports of the open period, made as people make them: entered, proven, submitted, verified or returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.services import entry, evidence, remarks, steps
from monev.monitoring.services.evidence_verdicts import judge
from monev.monitoring.workflow import Step
from organizations.models import User
from portal.demo import proofs
from portal.demo.proofs import Proof
from portal.demo.steps import Steps
from portal.demo.stories import DRAFT, RETURNED, VERIFIED
from portal.demo.told import Question, Scene, Told, questions, say, words


@dataclass(frozen=True)
class Handout:
    """What one operator hands in about one program, quick win or pledge, and what becomes of it."""

    subject: Any
    period: Period
    data: ReportData
    outcome: str
    operator: User
    proofs: tuple[Proof, ...] = ()
    reason: str = ""
    questions: tuple[Question, ...] = ()


def of_programs(told: list[Told], scene: Scene) -> Iterator[Handout]:
    """What the operators hand in about their programs."""
    steps_of = Steps(each.program for each in told)
    for each in told:
        nil = each.chapter.is_nil
        yield Handout(
            subject=each.program,
            period=each.period,
            data=ReportData(
                physical_percent=each.physical,
                spending={} if nil else dict(scene.plan.spending(each.program, each.days.quarter, each.chapter)),
                values={} if nil else _values(each, scene),
                actions=dict(steps_of.states(each.program, each.days.quarter.year, each.physical)),
                **words(each),
            ),
            outcome=each.chapter.outcome,
            operator=scene.operators[each.program.lead_agency_id],
            proofs=() if nil else proofs.of_chapter(each.program, each.days.quarter, each.chapter.evidence),
            reason=say("return_reasons", each),
            questions=questions(),
        )


def _values(each: Told, scene: Scene) -> dict[int, Decimal | None]:
    found = scene.plan.values(each.program, each.days.quarter, each.chapter, each.physical - each.before)
    return {indicator.pk: value for indicator, value in found}


def carry_out(handout: Handout, *, verifier: User) -> None:
    """Enter, attach, submit, then verify or return."""
    report = entry.enter(handout.subject, handout.period, handout.data, by=handout.operator, seen_version=0)
    uses = [(_attach(report, proof, handout.operator), proof) for proof in handout.proofs]
    if handout.outcome == DRAFT:
        return
    report = _take(report, Step.SUBMIT, handout.operator)
    if handout.outcome == VERIFIED:
        for use, proof in uses:
            judge(use, proofs.verdict_of(proof), by=verifier)
        _take(report, Step.VERIFY, verifier)
    elif handout.outcome == RETURNED:
        _return(report, handout, verifier)


def _return(report: Any, handout: Handout, verifier: User) -> None:
    """Questions at the fields first; the OPD answers what it can while it corrects the rest."""
    for question in handout.questions:
        remarks.add_remark(report, question.field, question.text, by=verifier)
    report = _take(report, Step.RETURN, verifier, handout.reason)
    for question in handout.questions:
        if question.answer:
            remarks.answer_remark(report, question.field, question.answer, by=handout.operator)


def _attach(report: Any, proof: Proof, by: User) -> EvidenceUse:
    if proof.link:
        return evidence.attach_link(report, proof.link, by=by, kind=proof.kind, title=proof.title).use
    uploaded = SimpleUploadedFile(proof.file_name, proof.content, proof.content_type)
    return evidence.attach_file(report, uploaded, by=by, kind=proof.kind, title=proof.title).use


def _take(report: Any, step: Step, by: User, reason: str = "") -> Any:
    return steps.take_step(report, step, by=by, reason=reason)
