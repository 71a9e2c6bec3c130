"""Which post answers for which program, quick win or pledge: given, moved, taken away; never a report with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.duties import Duty
from monev.monitoring.news import POST_RECEIVED
from monev.monitoring.selectors.due import agency_id_of
from monev.monitoring.selectors.duties import Key, duty_key, subject_key
from monev.monitoring.selectors.subjects import Subject
from notices.services.telling import tell
from organizations import audit
from organizations.models import Agency, Membership, Post, User
from organizations.roles import Can
from organizations.scoping import require_within
from organizations.services.posts import hand_over, retire_post


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one subject: the post that they saw (None: the OPD as a whole) and the one they want."""

    subject: Subject
    seen: int | None
    wanted: int | None

    @property
    def is_change(self) -> bool:
        return self.seen != self.wanted


class Overtaken(Refused):
    """Somebody else gave some of the subjects to another post meanwhile; `now` says to which, by subject."""

    def __init__(self, now: dict[Key, int | None]) -> None:
        super().__init__(
            _("Somebody else changed some of these rows meanwhile. They are marked: compare, and save again.")
        )
        self.now = now


@transaction.atomic
def assign(subject: Subject, post: Post | None, *, by: User) -> Duty | None:
    """`post` answers for the subject from now on; None: no post does, it is the work of the OPD as a whole.

    Raises PermissionDenied without the right to hand over in the subject's OPD, `Refused` (`post`) for a post of
    another OPD or one out of use.
    """
    agency = Agency.objects.select_related("region").get(pk=agency_id_of(subject))
    _require_right(agency, by)
    duty, changed = _place(subject, post, agency, by=by)
    if changed:
        audit.record(by, "duty.assigned", subject, region=agency.region, post=post.name if post else "")
    return duty


@transaction.atomic
def assign_all(agency: Agency, choices: Iterable[Choice], *, by: User) -> int:
    """Every change of a table of duties, or none of them. Returns how many; raises `Overtaken` as `assign` does."""
    _require_right(agency, by)
    changes = [each for each in choices if each.is_change]
    posts = {post.pk: post for post in Post.objects.select_for_update(of=("self",)).filter(agency=agency)}
    _require_as_seen(agency, changes)
    for each in changes:
        if agency_id_of(each.subject) != agency.pk:
            raise PermissionDenied
        if each.wanted is not None and each.wanted not in posts:
            raise Refused(_("Choose a post of this OPD."), field="post")
        _place(each.subject, posts[each.wanted] if each.wanted else None, agency, by=by)
    if changes:
        names = {subject_text(each.subject): posts[each.wanted].name if each.wanted else "" for each in changes}
        audit.record(by, "duties.assigned", agency, region=agency.region, count=len(changes), posts=names)
    return len(changes)


@transaction.atomic
def move_duties(from_post: Post, to_post: Post, *, by: User) -> int:
    """Everything that one post answers for goes to another post of the same OPD. Returns how much it was."""
    _require_right(from_post.agency, by)
    if to_post.pk == from_post.pk or to_post.agency_id != from_post.agency_id or to_post.archived_at:
        raise Refused(_("Choose another post of this OPD."), field="to_post")
    rows = list(Duty.objects.select_for_update(of=("self",)).filter(post=from_post, archived_at=None).order_by("pk"))
    if not rows:
        raise Refused(_("This post answers for nothing."), field="to_post")
    for duty in rows:
        duty.post = to_post
        duty.store(by=by, reason="duties moved")
        require_within(duty, by, Can.HAND_OVER)
    region = from_post.agency.region
    audit.record(by, "duties.moved", from_post, region=region, to=to_post.name, count=len(rows))
    return len(rows)


@transaction.atomic
def hand_over_post(post: Post, to_user: User, *, by: User, **terms: Any) -> Membership:
    """Hand a post over (see `organizations.services.posts.hand_over`) and tell the successor what comes with it."""
    made = hand_over(post, to_user, by=by, **terms)
    if to_user != by:
        duties = Duty.objects.filter(post=post, archived_at=None).count()
        tell(
            POST_RECEIVED.code,
            [to_user],
            key=f"{made.pk}:{made.version}",
            params={
                "post": made.post,
                "agency": str(made.agency),
                "by": by.name,
                "duties": duties,
                "from_on": made.starts_on.isoformat(),
            },
            url=reverse("monitoring:work-list"),
            region=made.region,
        )
    return made


@transaction.atomic
def close_post(post: Post, *, by: User, seen_version: int | None = None) -> Post:
    """Take a post out of use that nobody holds and that answers for nothing any more."""
    if Duty.objects.filter(post=post, archived_at=None).exists():
        raise Refused(_("This post still answers for something. Move its duties to another post first."))
    return retire_post(post, by=by, seen_version=seen_version)


def subject_text(subject: Any) -> str:
    """The subject in the audit log."""
    return str(subject)[:120]


def _require_right(agency: Agency, by: User) -> None:
    """The right, and the OPD locked: of two who give out its work at the same time one waits for the other."""
    if not Agency.objects.allowed(by, Can.HAND_OVER).filter(pk=agency.pk).exists():
        raise PermissionDenied
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def _require_as_seen(agency: Agency, changes: Collection[Choice]) -> None:
    """What somebody else changed is shown, not overwritten; the same change made twice is no conflict."""
    stored = _stored(each.subject for each in changes)
    now: dict[Key, int | None] = {}
    for each in changes:
        duty = stored.get(subject_key(each.subject))
        current = duty.post_id if duty and duty.post.agency_id == agency.pk and not duty.post.archived_at else None
        if current not in (each.seen, each.wanted):
            now[subject_key(each.subject)] = current
    if now:
        raise Overtaken(now)


def _stored(subjects: Iterable[Subject]) -> dict[Key, Duty]:
    """The duties in use of these subjects, locked."""
    rows = list(subjects)
    found: dict[Key, Duty] = {}
    for column in ("program_lineage", "quick_win", "pledge"):
        values = [value for row in rows for name, value in (_column(row),) if name == column]
        duties = Duty.objects.select_for_update(of=("self",)).filter(**{f"{column}__in": values}, archived_at=None)
        for duty in duties.select_related("post") if values else ():
            found[duty_key(duty)] = duty
    return found


def _column(subject: Subject) -> tuple[str, Any]:
    """The column of a duty that names the subject, and its value."""
    if isinstance(subject, Program):
        return "program_lineage", subject.lineage
    return ("pledge", subject.pk) if isinstance(subject, Pledge) else ("quick_win", subject.pk)


def _place(subject: Subject, post: Post | None, agency: Agency, *, by: User) -> tuple[Duty | None, bool]:
    """The duty as it is now, and whether anything changed."""
    if post is not None and (post.agency_id != agency.pk or post.archived_at):
        raise Refused(_("Choose a post of this OPD."), field="post")
    duty = _stored([subject]).get(subject_key(subject))
    if post is None:
        if duty is None:
            return None, False
        duty.archive(by=by, reason="duty taken back")
        return None, True
    if duty is None:
        column, value = _column(subject)
        name = column if column == "program_lineage" else f"{column}_id"
        duty = Duty(post=post, **{name: value})
    elif duty.post_id == post.pk:
        return duty, False
    duty.post = post
    duty.store(by=by, reason="duty assigned")
    require_within(duty, by, Can.HAND_OVER)
    return duty, True
