"""Posts of an OPD and who holds them: terms begin and end on a day, and nothing that was entered changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Refused
from organizations import audit
from organizations.models import Agency, Membership, Post, User
from organizations.querysets import MembershipQuerySet
from organizations.roles import Can, Role
from organizations.scoping import require_within
from organizations.selectors.posts import candidates

BACKDATED = timedelta(days=31)
"""How far back a hand-over may be dated: the decree often comes after the person."""


@transaction.atomic
def make_post(agency: Agency, name: str, *, by: User) -> Post:
    """A new post of an OPD. Refused (`name`) without a name or with one that the OPD uses already."""
    post = Post(agency=agency, name=_checked_name(agency, name))
    post.store(by=by, reason="post made")
    require_within(post, by, Can.HAND_OVER)
    audit.record(by, "post.made", post, region=agency.region)
    return post


@transaction.atomic
def rename_post(post: Post, name: str, *, by: User, seen_version: int | None = None) -> Post:
    """Another name for the same post; its holder and its work stay."""
    held = _claim(post, by)
    before, held.name = held.name, _checked_name(held.agency, name, but=held)
    held.store(by=by, reason="post renamed", seen_version=post.version if seen_version is None else seen_version)
    audit.record(by, "post.renamed", held, region=held.agency.region, before=before)
    return held


@transaction.atomic
def hand_over(
    post: Post,
    to_user: User,
    *,
    by: User,
    from_day: date,
    acting: bool = False,
    until: date | None = None,
    leaves: bool = False,
    seen_version: int | None = None,
) -> Membership:
    """From `from_day` on `to_user` holds the post, as acting official (Plt) when `acting`, perhaps `until` a day.

    The term of whoever holds it ends the day before. The former holder stays in the OPD as staff without a post, or
    `leaves` it: then every term that they have there ends that day too. A term that was planned and never began is
    archived. The role goes with the post: the post of an OPD head makes a head, any other one OPD staff.
    Raises `Refused` (`to_user`, `from_day`, `until`), `Conflict` when somebody changed the post meanwhile.
    """
    held = _claim(post, by)
    _require_choosable(held, to_user, by=by, on=from_day)
    _require_days(from_day, until)
    terms = list(_terms(held).filter(Q(ends_on=None) | Q(ends_on__gte=from_day)))
    _require_change(terms, to_user, acting, from_day)
    role = _role_of(held, by=by)
    _end(terms, from_day - timedelta(days=1), by=by, leaves=leaves, staying=to_user)
    made = _begin(held, to_user, role, by=by, from_day=from_day, acting=acting, until=until)
    _touch(held, by, "post handed over", post.version if seen_version is None else seen_version)
    require_within(made, by, Can.HAND_OVER)
    audit.record(
        by,
        "post.handed_over",
        held,
        region=held.agency.region,
        to=str(to_user.uid),
        from_day=from_day.isoformat(),
        until=until.isoformat() if until else "",
        acting=acting,
        before=[str(term.user.uid) for term in terms],
    )
    return made


@transaction.atomic
def vacate(
    post: Post, *, by: User, last_day: date, leaves: bool = False, seen_version: int | None = None
) -> list[Membership]:
    """The term of whoever holds the post ends on `last_day`; from the next day on nobody holds it."""
    held = _claim(post, by)
    if last_day < timezone.localdate() - BACKDATED:
        raise Refused(_("Choose a day within the last %(days)s days or later.") % _days(), field="last_day")
    if last_day == date.max:
        raise Refused(_("This moment is out of range."), field="last_day")
    terms = list(_terms(held).filter(Q(ends_on=None) | Q(ends_on__gt=last_day)))
    if not terms:
        raise Refused(_("Nobody holds this post after that day."), field="last_day")
    _role_of(held, by=by)
    _end(terms, last_day, by=by, leaves=leaves)
    _touch(held, by, "post vacated", post.version if seen_version is None else seen_version)
    audit.record(
        by,
        "post.vacated",
        held,
        region=held.agency.region,
        last_day=last_day.isoformat(),
        before=[str(term.user.uid) for term in terms],
    )
    return terms


@transaction.atomic
def retire_post(post: Post, *, by: User, seen_version: int | None = None) -> Post:
    """Take a post that nobody holds out of use. Who calls asks first whether it answers for nothing any more."""
    held = _claim(post, by)
    today = timezone.localdate()
    if _terms(held).filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists():
        raise Refused(_("Somebody holds this post. Leave it vacant first."))
    held.version = post.version if seen_version is None else seen_version
    held.archive(by=by, reason="post retired")
    audit.record(by, "post.retired", held, region=held.agency.region)
    return held


def _claim(post: Post, by: User) -> Post:
    """The row, locked for this transaction; 403 for who may not hand it over, refused when it is out of use."""
    if not Post.objects.allowed(by, Can.HAND_OVER).filter(pk=post.pk).exists():
        raise PermissionDenied
    held: Post = Post.objects.select_for_update(of=("self",)).select_related("agency__region").get(pk=post.pk)
    if held.archived_at:
        raise Refused(_("This post is no longer in use."))
    return held


def _touch(post: Post, by: User, reason: str, seen_version: int) -> None:
    """A hand-over is a new version of the post: of two at the same time the second sees the first."""
    post.store(by=by, reason=reason, seen_version=seen_version)


def _checked_name(agency: Agency, name: str, but: Post | None = None) -> str:
    words = " ".join(name.split())
    if not words:
        raise Refused(_("Give the post a name, such as: Kepala Seksi Data."), field="name")
    if len(words) > 150:
        raise Refused(_("A name has at most 150 characters."), field="name")
    same = Post.objects.filter(agency=agency, name__iexact=words)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise Refused(_("The OPD has a post of this name already, perhaps one that is no longer used."), field="name")
    return words


def _terms(post: Post) -> MembershipQuerySet:
    return Membership.objects.filter(held_post=post, archived_at=None).select_related("user").order_by("starts_on")


def _require_choosable(post: Post, user: User, *, by: User, on: date) -> None:
    """Somebody of the OPD, for the region administrator also of the region's other OPDs."""
    days = {on, timezone.localdate()}
    if not any(each.user == user for day in days for each in candidates(post, seen_by=by, on=day)):
        raise Refused(_("Choose somebody who works in an OPD that you may hand posts over in."), field="to_user")


def _require_days(from_day: date, until: date | None) -> None:
    if from_day < timezone.localdate() - BACKDATED:
        raise Refused(_("Choose a day within the last %(days)s days or later.") % _days(), field="from_day")
    if until is not None and until < from_day:
        raise Refused(_("The last day lies before the first."), field="until")


def _require_change(terms: Iterable[Membership], user: User, acting: bool, from_day: date) -> None:
    for term in terms:
        if term.user_id == user.pk and term.ends_on is None and term.is_acting == acting:
            raise Refused(
                _("%(name)s holds this post already, from %(date)s.")
                % {"name": user.name, "date": formats.longdate(term.starts_on)},
                field="to_user",
            )
        if from_day <= term.starts_on < timezone.localdate() and from_day != term.starts_on:
            raise Refused(
                _("%(name)s began on %(date)s. Choose a later day.")
                % {"name": term.user.name, "date": formats.longdate(term.starts_on)},
                field="from_day",
            )


def _role_of(post: Post, *, by: User) -> str:
    """The role that goes with the post. That of an OPD head is given by the region, not by the head."""
    last = _terms(post).order_by("-starts_on", "-pk").first()
    role = last.role if last else Role.AGENCY_STAFF
    wide = by.access.reach(Can.HAND_OVER).covers(region_id=post.agency.region_id)
    if role == Role.AGENCY_HEAD and not wide:
        raise Refused(_("The post of the OPD's head is handed over by the region administrator."))
    return role


def _end(terms: Iterable[Membership], last_day: date, *, by: User, leaves: bool, staying: User | None = None) -> None:
    """End these terms on `last_day`; one that would never have begun is archived."""
    for term in terms:
        _end_one(term, last_day, by=by)
        if term.user != staying:
            _settle(term, last_day, by=by, leaves=leaves)


def _end_one(term: Membership, last_day: date, *, by: User) -> None:
    if term.starts_on > last_day:
        term.archive(by=by, reason="never began")
        return
    term.ends_on = last_day
    term.store(by=by, reason="post handed over")


def _settle(term: Membership, last_day: date, *, by: User, leaves: bool) -> None:
    """The former holder leaves the OPD, or stays in it as staff without a post. Only the region ends a head's role."""
    own = Membership.objects.filter(user=term.user_id, agency=term.agency_id, archived_at=None)
    own = own.filter(Q(ends_on=None) | Q(ends_on__gt=last_day)).exclude(pk=term.pk)
    if leaves:
        wide = by.access.reach(Can.HAND_OVER).covers(region_id=term.region_id)
        for row in own if wide else own.exclude(role=Role.AGENCY_HEAD):
            _end_one(row, last_day, by=by)
    elif not own.exists():
        key = {
            "user": term.user,
            "role": Role.AGENCY_STAFF,
            "region_id": term.region_id,
            "agency_id": term.agency_id,
            "held_post": None,
            "starts_on": last_day + timedelta(days=1),
        }
        stay = _again(key)
        stay.archived_at = stay.ends_on = None
        stay.store(by=by, reason="stays in the OPD without a post")


def _begin(
    post: Post, user: User, role: str, *, by: User, from_day: date, acting: bool, until: date | None
) -> Membership:
    key = {"user": user, "role": role, "region": post.agency.region, "agency": post.agency, "held_post": post}
    row = _again(key | {"starts_on": from_day})
    row.archived_at, row.ends_on, row.is_acting, row.post = None, until, acting, post.name
    row.store(by=by, reason="post handed over")
    return row


def _again(key: dict[str, Any]) -> Membership:
    """The term of this key that was ended or archived the same day comes back instead of a second one."""
    found: Membership | None = Membership.objects.filter(**key).first()
    return found or Membership(**key)


def _days() -> dict[str, int]:
    return {"days": BACKDATED.days}
