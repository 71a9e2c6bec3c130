"""Following findings up: the secretariat gives one to an OPD, the OPD reports with evidence, the other verifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.evaluation import follow_up_news as news
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep
from monev.evaluation.services.follow_up_telling import tell_agency, tell_secretariat
from monev.evaluation.workflow import FollowUp, Move, find_move
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.services.evidence import clean_link, keep_file, keep_link
from organizations import audit
from organizations.models import Agency, User
from organizations.scoping import require_within

Step = FindingStep.Step
ALL_DONE = 100


@dataclass(frozen=True, slots=True)
class Proofs:
    """What is handed in with a report: files and a link; `words` say what they are (title: for a single one)."""

    files: Sequence[File[Any]] = ()
    link: str = ""
    words: dict[str, Any] | None = None


NO_PROOF = Proofs()


@transaction.atomic
def assign_finding(
    finding: Finding,
    agency: Agency,
    due_on: date,
    *,
    by: User,
    today: date,
    words: str = "",
    seen_version: int | None = None,
) -> FindingStep:
    """Give a finding to an OPD until a date, or move either of them; the people of the OPD are told.

    Raises PermissionDenied; `Conflict` when something came meanwhile; `IllegalStep`; `Refused` at a field.
    """
    held = _held(finding, seen_version)
    move = _move(held, FollowUp.ASSIGN, by)
    if agency.region_id != held.region_id:
        raise Refused(_("This OPD belongs to another region."), field="agency")
    if due_on <= today:
        raise Refused(_("The due date has to lie in the future."), field="due_on")
    held.agency, held.due_on = agency, due_on
    row = FindingStep(step=Step.ASSIGNED, agency=agency, due_on=due_on, words=words.strip())
    _take(held, move, row, by=by)
    tell_agency(news.ASSIGNED, row, by=by)
    return row


@transaction.atomic
def report_progress(
    finding: Finding, percent: int, words: str, proofs: Proofs = NO_PROOF, *, by: User
) -> tuple[FindingStep, list[Evidence]]:
    """How far the OPD is, in percent and words, perhaps with evidence. It adds to the course and overwrites nothing."""
    held = _held(finding)
    move = _move(held, FollowUp.PROGRESS, by)
    if not 0 <= percent < ALL_DONE:
        raise Refused(
            _("Progress lies between 0 and 99 percent; what is finished is reported as done."), field="percent"
        )
    return _report(held, move, FindingStep(step=Step.PROGRESS), percent, words, proofs, by)


@transaction.atomic
def report_done(
    finding: Finding, words: str, proofs: Proofs = NO_PROOF, *, by: User
) -> tuple[FindingStep, list[Evidence]]:
    """The OPD reports it as done, with evidence now or before; the secretariat is told, and verifies it."""
    held = _held(finding)
    move = _move(held, FollowUp.REPORT, by)
    made = _report(held, move, FindingStep(step=Step.REPORTED), ALL_DONE, words, proofs, by)
    if move.needs_evidence and not FindingEvidence.objects.filter(step__finding=held, archived_at=None).exists():
        raise Refused(_("Show what proves it: a file, a photo or a link."), field="evidence_file")
    tell_secretariat(news.REPORTED, made[0], by=by)
    return made


def _report(
    held: Finding, move: Move, row: FindingStep, percent: int, words: str, proofs: Proofs, by: User
) -> tuple[FindingStep, list[Evidence]]:
    said = _said(move, words, _("Say what was done and what is still to come."))
    held.progress_percent, held.follow_up = percent, said
    row.words, row.progress_percent = said, percent
    _take(held, move, row, by=by)
    return row, _attach(held, row, proofs, by)


@transaction.atomic
def verify_follow_up(finding: Finding, *, by: User, words: str = "", seen_version: int | None = None) -> FindingStep:
    """The secretariat confirms that it is done; nobody verifies what they reported themselves. The OPD is told."""
    held = _held(finding, seen_version)
    move = _move(held, FollowUp.VERIFY, by)
    _require_other_than_reporter(held, by)
    held.verified_at, held.verified_by = timezone.now(), by
    row = FindingStep(step=Step.VERIFIED, words=words.strip(), progress_percent=held.progress_percent)
    _take(held, move, row, by=by)
    tell_agency(news.VERIFIED, row, by=by)
    return row


@transaction.atomic
def return_follow_up(
    finding: Finding,
    words: str,
    *,
    by: User,
    today: date,
    due_on: date | None = None,
    seen_version: int | None = None,
) -> FindingStep:
    """Send it back with what is missing; the progress is again what was reported before. The OPD is told."""
    held = _held(finding, seen_version)
    move = _move(held, FollowUp.RETURN, by)
    said = _said(move, words, _("Say what is missing, so that the OPD knows what to do."))
    if held.status == Finding.Status.REPORTED:
        _require_other_than_reporter(held, by)
    if due_on is not None and due_on <= today:
        raise Refused(_("The due date has to lie in the future."), field="due_on")
    if due_on is None and (held.due_on is None or held.due_on <= today):
        raise Refused(_("The old due date has passed: give the OPD a new one."), field="due_on")
    held.due_on = due_on or held.due_on
    held.progress_percent = _progress_before(held)
    held.verified_at, held.verified_by = None, None
    row = FindingStep(step=Step.RETURNED, words=said, due_on=due_on, progress_percent=held.progress_percent)
    _take(held, move, row, by=by)
    tell_agency(news.RETURNED, row, by=by)
    return row


def is_reporter(finding: Finding, user: User) -> bool:
    """Whether this person reported it as done since it was last sent back."""
    for row in finding.steps.filter(archived_at=None).order_by("-at", "-pk"):
        if row.step == Step.RETURNED:
            return False
        if row.step == Step.REPORTED and row.by_id == user.pk:
            return True
    return False


def _require_other_than_reporter(held: Finding, by: User) -> None:
    if is_reporter(held, by):
        raise Refused(_("You reported this yourself; somebody else of the secretariat has to verify it."))


def _progress_before(held: Finding) -> int:
    last = held.steps.filter(step=Step.PROGRESS, archived_at=None).order_by("-at", "-pk").first()
    return (last.progress_percent or 0) if last else 0


def _held(finding: Finding, seen_version: int | None = None) -> Finding:
    """The row until the transaction ends, so that one step comes after the other. `Conflict` for an older version."""
    rows = Finding.objects.select_related("region", "agency").filter(archived_at=None)
    held: Finding = rows.select_for_update(of=("self",)).get(pk=finding.pk)
    if seen_version is not None and held.version != seen_version:
        raise Conflict(held)
    return held


def _move(held: Finding, step: str, by: User) -> Move:
    """The move, for somebody who may take it."""
    if held.kind == Finding.Kind.STRENGTH:
        raise Refused(_("A strength asks for nothing; recommendations and weaknesses are followed up."))
    move = find_move(held.status, step)
    if not Finding.objects.allowed(by, move.can).filter(pk=held.pk).exists():
        raise PermissionDenied
    return move


def _said(move: Move, words: str, missing: Any) -> str:
    said = words.strip()
    if move.needs_words and not said:
        raise Refused(missing, field="words")
    return said


def _take(held: Finding, move: Move, row: FindingStep, *, by: User) -> None:
    """Write the new state and its step."""
    before, held.status = held.status, move.target
    reason = f"follow-up {row.step}"
    held.store(by=by, reason=reason)
    row.finding, row.by, row.is_example = held, by, held.is_example
    row.store(by=by, reason=reason)
    require_within(row, by, move.can)
    audit.record(
        by, f"finding.{row.step}", held, region=held.region, from_state=before, to_state=move.target, note=row.words
    )


def _attach(held: Finding, row: FindingStep, proofs: Proofs, by: User) -> list[Evidence]:
    """Keep what was handed in as evidence of the OPD; each piece proves this step."""
    words = {"kind": "other", "title": "", "dated_on": None, "expires_on": None, "place": None} | (proofs.words or {})
    said = words if len(proofs.files) + bool(proofs.link) == 1 else words | {"title": ""}
    agency: Any = held.agency
    found = [keep_file(agency, each, said, by=by, is_example=held.is_example) for each in proofs.files]
    if proofs.link:
        found.append(_known_link(held, proofs.link) or keep_link(agency, proofs.link, said, by=by))
    for evidence in dict.fromkeys(found):
        proof = FindingEvidence(step=row, evidence=evidence, is_example=held.is_example)
        proof.store(by=by, reason="attached")
        audit.record(by, "evidence.attached", evidence, region=held.region, report=str(row))
    return list(dict.fromkeys(found))


def _known_link(held: Finding, link: str) -> Evidence | None:
    """The same link that the OPD showed for this finding before."""
    rows = Evidence.objects.filter(finding_steps__step__finding=held, agency=held.agency, link=clean_link(link))
    return rows.first()
