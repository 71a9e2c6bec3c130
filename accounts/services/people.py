"""People of a region: roles given and ended, accounts closed and opened. Nobody does it to themselves."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.giving import givable
from accounts.selectors.members import memberships_of
from accounts.services.inviting import Wanted, require_givable
from accounts.services.sessions import drop_sessions
from core.errors import Refused
from organizations import audit
from organizations.models import Membership, Region, User

OFFICES = ("staff", "superuser")
"""What opens the administration, beside all roles."""


@transaction.atomic
def give_role(person: User, wanted: Wanted, *, by: User) -> Membership:
    """One more role for somebody who is of this region already; strangers are invited, so that they agree."""
    require_givable(wanted.role, wanted.region, by=by)
    require_of_place(person, wanted.region, by=by)
    row = Membership(
        user=person,
        role=wanted.role,
        region=wanted.region,
        agency=wanted.agency,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
    )
    try:
        row.full_clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), field="role") from problem
    _require_once(row)
    try:
        with transaction.atomic():
            row.store(by=by, reason="role given")
    except IntegrityError as problem:  # somebody gave it at the same moment
        raise Refused(_("This person has this role already."), field="role") from problem
    audit.record(by, "membership.given", row, region=row.region, role=row.role, person=str(person.uid))
    return row


@transaction.atomic
def end_role(membership: Membership, *, by: User, last_day: date) -> Membership:
    """The last day of a role. One that has not begun by then never does."""
    row: Membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require_givable(row.role, row.region, by=by)
    _require_other(row.user, by)
    if row.archived_at or (row.ends_on is not None and row.ends_on < timezone.localdate()):
        raise Refused(_("This role has ended already."))
    if last_day < timezone.localdate() - timedelta(days=31):
        raise Refused(_("Choose a day within the last 31 days or later."), field="last_day")
    if row.ends_on is not None and last_day > row.ends_on:
        raise Refused(_("This role ends earlier already: choose a day until then."), field="last_day")
    if row.starts_on > last_day:
        row.archive(by=by, reason="never began")
    else:
        row.ends_on = last_day
        row.store(by=by, reason="role ended")
    audit.record(by, "membership.ended", row, region=row.region, role=row.role, last_day=last_day.isoformat())
    return row


@transaction.atomic
def close_account(person: User, *, by: User, region: Region | None) -> User:
    """The person can no longer log in, at once and everywhere; what they did stays."""
    row = _claim(person, by=by, region=region)
    if not row.is_active:
        raise Refused(_("This account is closed already."))
    row.is_active = False
    row.save(update_fields=["is_active"])
    drop_sessions([row])
    audit.record(by, "person.closed", row, region=region)
    return row


@transaction.atomic
def open_account(person: User, *, by: User, region: Region | None) -> User:
    """The person can log in again, with the roles that are in force."""
    row = _claim(person, by=by, region=region)
    if row.is_active:
        raise Refused(_("This account is open already."))
    row.is_active = True
    row.save(update_fields=["is_active"])
    audit.record(by, "person.opened", row, region=region)
    return row


@transaction.atomic
def keep_role(row: Membership, *, by: User) -> None:
    """A role as the administration gives, changes or ends it; whoever opens it may do all of that."""
    before = Membership.objects.filter(pk=row.pk).select_related("user", "region").first()
    row.store(by=by, reason="admin")
    is_same = before is not None and _place(before) == _place(row)
    if before is not None and not is_same:
        _tell_of_role(by, "membership.ended", before)
    is_ended = is_same and row.ends_on is not None and before.ends_on != row.ends_on  # type: ignore[union-attr]
    _tell_of_role(by, "membership.ended" if is_ended else "membership.given", row)


@transaction.atomic
def rights_changed(person: User, *, before: User, by: User) -> None:
    """The administration closed or opened an account, or gave or took what opens the administration itself."""
    if before.is_active and not person.is_active:
        drop_sessions([person])
    if before.is_active != person.is_active:
        audit.record(by, "person.opened" if person.is_active else "person.closed", person, region=None)
    for role in OFFICES:
        held = getattr(person, f"is_{role}")
        if held != getattr(before, f"is_{role}"):
            audit.record(by, "membership.given" if held else "membership.ended", person, region=None, role=role)


def may_close(person: User, *, by: User) -> bool:
    """Whether all that the person is lies where `by` gives roles: an account is not closed over the head of others."""
    if person == by or person.is_superuser or person.is_staff:
        return False
    rows = _lasting(person)
    return bool(rows) and all(row.role in givable(by.access, row.region_id) for row in rows)


def require_of_place(person: User, region: Region | None, *, by: User) -> None:
    """403 where the person never had a role here."""
    _require_other(person, by)
    if not memberships_of(region).filter(user=person).exists():
        raise PermissionDenied


def _tell_of_role(by: User, verb: str, row: Membership) -> None:
    last_day = row.ends_on.isoformat() if row.ends_on else ""
    audit.record(by, verb, row, region=row.region, role=row.role, last_day=last_day, person=str(row.user.uid))


def _place(row: Membership) -> tuple[object, ...]:
    return row.user_id, row.role, row.region_id, row.agency_id


def _claim(person: User, *, by: User, region: Region | None) -> User:
    if not givable(by.access, region.pk if region else None):
        raise PermissionDenied
    require_of_place(person, region, by=by)
    row: User = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not may_close(row, by=by):
        raise Refused(
            _(
                "This person also has a role that is not yours to give. End the roles here, or ask the national "
                "administrator."
            )
        )
    return row


def _lasting(person: User) -> list[Membership]:
    """Roles in force or to come; for somebody who has none any more, those that were."""
    rows = Membership.objects.filter(user=person, archived_at=None)
    return list(rows.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))) or list(rows)


def _require_other(person: User, by: User) -> None:
    if person == by:
        raise Refused(_("Somebody else does this for you: nobody changes their own rights."))


def _require_once(row: Membership) -> None:
    """Not the same role in the same place at the same time."""
    same = Membership.objects.filter(
        user=row.user, role=row.role, region=row.region, agency=row.agency, held_post=None, archived_at=None
    )
    same = same.filter(Q(ends_on=None) | Q(ends_on__gte=row.starts_on))
    if row.ends_on is not None:
        same = same.filter(starts_on__lte=row.ends_on)
    if same.exists():
        raise Refused(_("This person has this role already."), field="role")
