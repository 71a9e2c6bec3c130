"""Example posts of the OPDs with who holds them and what they answer for; one is vacant, so that the alarm shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.duties import Duty
from organizations.models import Agency, Membership, Post, User
from organizations.roles import Role
from portal.demo.people import FIRST_DAY, holder
from portal.demo.store import examples
from portal.reference.files import toml
from quickwins.models import QuickWin

Subject = Program | QuickWin | Pledge


def load(
    agencies: Iterable[Agency],
    operators: dict[int, User],
    programs: Iterable[Program],
    wins: Iterable[QuickWin],
    promised: Iterable[Pledge],
    today: date,
) -> None:
    """A post per OPD that answers for everything; the OPDs of the content file have several of them."""
    content = toml("demo/posts.toml")
    offices = {agency.code: agency for agency in agencies}
    own = {row["agency"] for row in content["post"]}
    posts = examples(Post(agency=offices[row["agency"]], name=row["name"]) for row in content["post"])
    usual = examples(Post(agency=each, name=content["usual"]) for each in offices.values() if each.code not in own)
    pairs = list(zip(content["post"], posts, strict=True))
    examples(_terms(pairs, usual, operators, content, today))
    work: dict[int, list[Subject]] = {}
    everything: list[Subject] = [*programs, *wins, *promised]
    for subject in everything:
        work.setdefault(_agency_id(subject), []).append(subject)
    examples(_duties([post for _row, post in pairs], usual, work))


def _terms(
    pairs: list[tuple[dict[str, Any], Post]],
    usual: list[Post],
    operators: dict[int, User],
    content: dict[str, Any],
    today: date,
) -> Iterator[Membership]:
    for post in usual:
        yield _term(post, operators[post.agency_id])
    for row, post in pairs:
        if row["holder"] == "staff":
            yield _term(post, holder(Role.AGENCY_STAFF))
        elif row["holder"] == "operator":
            yield _term(post, operators[post.agency_id], is_acting=row.get("acting", False))
        else:
            yield _term(post, _former(post, content), ends_on=today - timedelta(days=content["vacant_for_days"]))


def _term(post: Post, user: User, **columns: Any) -> Membership:
    return Membership(
        user=user,
        role=Role.AGENCY_STAFF,
        region=post.agency.region,
        agency=post.agency,
        post=post.name,
        held_post=post,
        starts_on=FIRST_DAY,
        **columns,
    )


def _former(post: Post, content: dict[str, Any]) -> User:
    """Who held the vacant post: somebody who cannot log in."""
    place = post.agency.region.code.replace(".", "")
    user = User(email=f"pejabat.lama@{place}.example", name=content["former"], is_example=True)
    user.set_unusable_password()
    user.save()
    return user


def _duties(own: list[Post], usual: list[Post], work: dict[int, list[Subject]]) -> Iterator[Duty]:
    """The usual post answers for everything; posts of one OPD take turns, and every fourth thing has no post yet."""
    for post in usual:
        yield from (_duty(post, subject) for subject in work.get(post.agency_id, []))
    by_agency: dict[int, list[Post]] = {}
    for post in own:
        by_agency.setdefault(post.agency_id, []).append(post)
    for agency_id, posts in by_agency.items():
        for place, subject in enumerate(work.get(agency_id, [])):
            if place % (len(posts) + 1) < len(posts):
                yield _duty(posts[place % (len(posts) + 1)], subject)


def _duty(post: Post, subject: Subject) -> Duty:
    if isinstance(subject, Program):
        return Duty(post=post, program_lineage=subject.lineage)
    return Duty(post=post, pledge=subject) if isinstance(subject, Pledge) else Duty(post=post, quick_win=subject)


def _agency_id(subject: Subject) -> int:
    if isinstance(subject, Program):
        return subject.lead_agency_id
    return subject.commitment.agency_id if isinstance(subject, Pledge) else subject.agency_id
