"""What citizens write: sent, let through or not, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens import news, spam
from citizens.models import Feedback, FeedbackContact
from core.errors import Refused
from core.limits import is_over
from masterplan.models.plans import Program
from monev.monitoring.periods import today_in
from notices.services.telling import tell
from organizations.models import Membership, Region, User
from organizations.roles import GRANTS, Breadth, Can
from organizations.scoping import require_within

State = Feedback.State
SAME_TEXT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sending:
    """What somebody typed into the form; `sender` is the fingerprint of their address."""

    text: str
    name: str = ""
    email: str = ""
    language: str = "id"
    sender: str = ""


@transaction.atomic
def send_feedback(program: Program, sending: Sending) -> Feedback:
    """Keep what a citizen wrote until a moderator looks at it."""
    region = program.plan_version.plan.region
    digest = spam.digest_of(sending.text)
    _refuse_repeated(region, digest)
    _refuse_flood(region, sending.sender)
    row = Feedback(
        region=region,
        agency=program.lead_agency,
        program_lineage=program.lineage,
        program_name=program.name,
        text=sending.text,
        digest=digest,
        language=sending.language,
    )
    row.store(by=None, reason="sent by a citizen")
    if sending.name or sending.email:
        FeedbackContact.objects.create(feedback=row, name=sending.name, email=sending.email)
    _tell_moderators(row)
    return row


def _refuse_repeated(region: Region, digest: str) -> None:
    since = timezone.now() - SAME_TEXT
    if Feedback.objects.of_region(region).filter(digest=digest, created_at__gte=since).exists():
        raise Refused(
            _("The same text was sent before and has arrived. There is no need to send it again."), field="text"
        )


def _refuse_flood(region: Region, sender: str) -> None:
    if is_over(f"feedback:sender:{sender}", settings.FEEDBACK_PER_ADDRESS):
        raise Refused(
            _("From your connection much was sent within an hour. What you typed is still here; send it later."),
            field="text",
        )
    if is_over(f"feedback:region:{region.pk}", settings.FEEDBACK_PER_REGION):
        raise Refused(
            _("Very much is being written just now. What you typed is still here; please send it in an hour."),
            field="text",
        )


@transaction.atomic
def approve_feedback(row: Feedback, *, by: User) -> Feedback:
    """Show it on the public page; its OPD is told to answer."""
    _require_state(row, State.NEW, State.REJECTED)
    row.state, row.moderated_by, row.moderated_at, row.rejection_reason = State.APPROVED, by, timezone.now(), ""
    row.store(by=by, reason="feedback approved")
    require_within(row, by, Can.MODERATE)
    _tell_agency(row)
    return row


@transaction.atomic
def reject_feedback(row: Feedback, reason: str, *, by: User) -> Feedback:
    """Do not show it, with a reason for the record; who wrote is forgotten at once."""
    _require_state(row, State.NEW, State.APPROVED, State.ANSWERED)
    if not reason.strip():
        raise Refused(_("Say why it is not shown."), field="reason")
    row.state, row.moderated_by, row.moderated_at = State.REJECTED, by, timezone.now()
    row.rejection_reason = reason.strip()
    row.store(by=by, reason="feedback rejected")
    require_within(row, by, Can.MODERATE)
    FeedbackContact.objects.filter(feedback=row).delete()
    return row


@transaction.atomic
def answer_feedback(row: Feedback, text: str, *, by: User) -> Feedback:
    """The OPD answers in public; an answer can be bettered. The mail to the citizen goes out after this."""
    _require_state(row, State.APPROVED, State.ANSWERED)
    if not text.strip():
        raise Refused(_("Write an answer first."), field="answer")
    row.state, row.answer, row.answered_by, row.answered_at = State.ANSWERED, text.strip(), by, timezone.now()
    row.store(by=by, reason="feedback answered")
    require_within(row, by, Can.ENTER)
    return row


def _require_state(row: Feedback, *states: str) -> None:
    row.refresh_from_db(fields=["state", "version"])
    if row.state not in states:
        raise Refused(_("Somebody dealt with this feedback meanwhile: %(state)s.") % {"state": row.get_state_display()})


def _people(row: Feedback, can: Can) -> list[User]:
    """Who may do this with the row today, by the clocks of the region."""
    today = today_in(row.region.time_zone)
    breadths = {role: rights[can] for role, rights in GRANTS.items() if can in rights}
    whole = [role for role, breadth in breadths.items() if breadth is Breadth.REGION]
    single = [role for role, breadth in breadths.items() if breadth is Breadth.AGENCY]
    reach = Q(role__in=whole, region=row.region_id) | Q(role__in=single, agency=row.agency_id)
    rows: Any = Membership.objects.in_force(today).filter(reach).select_related("user").order_by("user_id")
    return list({each.user_id: each.user for each in rows}.values())


def _tell_moderators(row: Feedback) -> None:
    tell(
        news.FEEDBACK_SENT.code,
        _people(row, Can.MODERATE),
        key=str(row.uid),
        params={"program": row.program_name},
        url=reverse("citizens:moderation-list", args=[row.region.code]),
        region=row.region,
    )


def _tell_agency(row: Feedback) -> None:
    tell(
        news.FEEDBACK_APPROVED.code,
        _people(row, Can.ENTER),
        key=str(row.uid),
        params={"program": row.program_name, "agency": str(row.agency)},
        url=reverse("citizens:feedback-answer", args=[row.uid]),
        region=row.region,
    )
