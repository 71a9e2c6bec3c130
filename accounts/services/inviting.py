"""Inviting, sending again, withdrawing. The link is made when its mail is sent, and only its hash is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.giving import givable, needs_agency
from accounts.models import Invitation
from core.errors import Refused
from core.jobs import wake
from organizations import audit
from organizations.models import Agency, Membership, Region, User
from organizations.roles import Can, Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody wants to invite, and to what."""

    email: str
    name: str
    role: str
    region: Region | None
    agency: Agency | None = None
    starts_on: date = field(default_factory=timezone.localdate)
    ends_on: date | None = None


@transaction.atomic
def invite(wanted: Wanted, *, by: User) -> Invitation:
    """A new invitation, its mail under way. Refused (`email`, `role`, `agency`, `ends_on`) where it makes no sense."""
    require_givable(wanted.role, wanted.region, by=by)
    email, name = wanted.email.strip().lower(), " ".join(wanted.name.split())
    _require_sense(wanted, email)
    row = Invitation(
        email=email,
        name=name,
        role=wanted.role,
        region=wanted.region,
        agency=wanted.agency if needs_agency(wanted.role) else None,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        language=(get_language() or settings.LANGUAGE_CODE)[:5],
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    try:
        with transaction.atomic():
            row.store(by=by, reason="invited")
    except IntegrityError as problem:  # the button was pressed twice
        raise _invited_already() from problem
    audit.record(by, "invitation.made", row, region=row.region, role=row.role, agency=_code(row.agency))
    wake("accounts.tasks.send_invitation", row.pk)
    return row


@transaction.atomic
def invite_all(rows: Sequence[Wanted], *, by: User) -> list[Invitation]:
    """All of them, or none when one is refused."""
    return [invite(each, by=by) for each in rows]


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """A new link by a new mail, from whoever sends it now; the one before works no more."""
    row = _claim(invitation, by=by)
    row.digest, row.sent_at, row.problem, row.invited_by = None, None, "", by
    row.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    row.store(by=by, reason="sent again")
    audit.record(by, "invitation.sent_again", row, region=row.region)
    wake("accounts.tasks.send_invitation", row.pk)
    return row


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """The link works no more."""
    row = _claim(invitation, by=by)
    row.withdrawn_at, row.digest = timezone.now(), None
    row.store(by=by, reason="withdrawn")
    audit.record(by, "invitation.withdrawn", row, region=row.region)
    return row


@transaction.atomic
def forget_unanswered() -> int:
    """Invitations that led to nothing lose whom they were sent to, in their history too; how many."""
    before = timezone.now() - timedelta(days=settings.INVITATION_KEEP_DAYS)
    over = Q(withdrawn_at__lt=before) | Q(withdrawn_at=None, expires_at__lt=before)
    found = Invitation.objects.filter(over, accepted_at=None).exclude(email="", name="")
    numbers = list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
    rows, told = Invitation.objects.filter(pk__in=numbers), {"email": "", "name": "", "problem": ""}
    rows.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    Invitation.history.model.objects.filter(id__in=numbers).update(**told)
    return rows.update(**told, digest=None)


def require_givable(role: str, region: Region | None, *, by: User) -> None:
    """403 for somebody who administers nothing there; refused (`role`) for a role that is not theirs to give."""
    roles = givable(by.access, region.pk if region else None)
    if not roles:
        raise PermissionDenied
    if role not in roles:
        raise Refused(_("You cannot give this role here."), field="role")


def _claim(invitation: Invitation, *, by: User) -> Invitation:
    row: Invitation | None = (
        Invitation.objects.allowed(by, Can.ADMINISTER).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    )
    if row is None or not givable(by.access, row.region_id):
        raise PermissionDenied
    if not row.is_open:
        raise Refused(_("This invitation was accepted or withdrawn already."))
    return row


def _require_sense(wanted: Wanted, email: str) -> None:
    if not email or not wanted.name.strip():
        raise Refused(_("Give an e-mail address and a name."), field="email" if not email else "name")
    if needs_agency(wanted.role) and (wanted.agency is None or wanted.agency.region_id != _key(wanted.region)):
        raise Refused(_("Choose the OPD in which the person works."), field="agency")
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    if wanted.ends_on is not None and wanted.ends_on < timezone.localdate():
        raise Refused(_("The last day is over already."), field="ends_on")
    place = {"region": wanted.region, "agency": wanted.agency if needs_agency(wanted.role) else None}
    if Invitation.objects.open().filter(email=email, role=wanted.role, **place).exists():
        raise _invited_already()
    require_no_conflict(email, wanted.role, wanted.region, wanted.starts_on)


def _invited_already() -> Refused:
    return Refused(_("This address is invited to this role already. Send that invitation again."), field="email")


def require_no_conflict(email: str, role: str, region: Region | None, starts_on: date) -> None:
    """The role is not held already, and nobody assesses a region in which they have another one."""
    held = Membership.objects.filter(user__email=email, region=region, archived_at=None)
    lasting = held.annotate(last=Coalesce("ends_on", date.max)).filter(last__gte=starts_on)
    if region is None and lasting.filter(role=role).exists():
        raise Refused(_("This person has this role already."), field="email")
    others = held.exclude(role=Role.ASSESSOR) if role == Role.ASSESSOR else lasting.filter(role=Role.ASSESSOR)
    if region is not None and others.exists():
        raise Refused(
            _("Conflict of interest: nobody assesses a region in which they have another role."), field="role"
        )


def _key(region: Region | None) -> int | None:
    return region.pk if region else None


def _code(agency: Agency | None) -> str:
    return agency.code if agency else ""
