"""Accepting an invitation: once, in time, by whoever reads the mail of that address; never into somebody's account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.giving import givable
from accounts.models import Invitation
from accounts.services.sending import digest_of
from core.errors import Refused
from organizations import audit
from organizations.models import Membership, User

GONE = _("This link has been used, was withdrawn or is too old. Ask whoever invited you to send it again.")
TAKEN = _("This address has an account already. Log in and open the link again.")


def invitation_of(token: str) -> Invitation | None:
    """The invitation to which a link leads, while it works; looking at it changes nothing."""
    rows = Invitation.objects.usable(timezone.now()).filter(digest=digest_of(token))
    row: Invitation | None = rows.select_related("region", "agency", "invited_by").first()
    return row


def account_of(invitation: Invitation) -> User | None:
    """Whoever has this address already: such a person logs in first and sets nothing here."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str | None) -> User:
    """A new person with the role of the invitation; without a password they enter through an identity provider."""
    row = _claim(invitation)
    if User.objects.filter(email=row.email).exists():
        raise Refused(TAKEN)
    try:
        with transaction.atomic():
            user = User.objects.create_user(row.email, password, name=" ".join(name.split()) or row.name)
    except IntegrityError as problem:  # two invitations of one address, accepted at the same moment
        raise Refused(TAKEN) from problem
    audit.record(user, "person.entered", user, region=row.region, invitation=str(row.uid))
    _take_role(row, user)
    return user


@transaction.atomic
def accept_as(invitation: Invitation, user: User) -> Membership:
    """A person who has an account takes one more role. Only the person with this address can."""
    row = _claim(invitation)
    if user.email != row.email or not user.is_active:
        raise Refused(_("This invitation is for another address than the one with which you logged in."))
    return _take_role(row, user)


def _claim(invitation: Invitation) -> Invitation:
    """Locked, and looked at again: of two who accept at the same time one is refused. What its sender may no longer
    give is given to nobody."""
    rows = Invitation.objects.select_for_update(of=("self",)).usable(timezone.now())
    row: Invitation | None = rows.filter(pk=invitation.pk).first()
    if row is None or not row.invited_by.is_active or row.role not in givable(row.invited_by.access, row.region_id):
        raise Refused(GONE)
    return row


def _take_role(row: Invitation, user: User) -> Membership:
    made = Membership(
        user=user,
        role=row.role,
        region=row.region,
        agency=row.agency,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    try:
        made.full_clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem
    made.store(by=user, reason="invitation accepted")
    row.accepted_at, row.accepted_by, row.digest = timezone.now(), user, None
    row.store(by=user, reason="accepted")
    audit.record(user, "invitation.accepted", row, region=row.region, role=row.role)
    return made
