"""What a person needs to see before a period is locked: what is missing, who answers for it, who was reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.duties import Vacancy, posts_by_subject, subject_key, vacancies
from monev.monitoring.selectors.locking import AgencyGap, OpenItem, PeriodState, period_state
from monev.monitoring.selectors.reminders import Crew, Reminded, crew_of, reminded
from monev.monitoring.selectors.work import TODO
from organizations.models import Agency, Post, User


@dataclass(frozen=True, slots=True)
class MissingLine:
    """Something that is not verified; the post that answers for it and who holds it today, where there is one."""

    item: OpenItem
    post: Post | None
    people: tuple[User, ...]

    @property
    def is_todo(self) -> bool:
        """Whether the OPD still has to send it; else it waits for approval or for the verifier."""
        return self.item.state in TODO


@dataclass(frozen=True, slots=True)
class MissingOf:
    """What one OPD leaves open, who answers there, and who of it was reminded when (the newest first)."""

    agency: Agency
    lines: tuple[MissingLine, ...]
    people: tuple[User, ...]
    is_silent: bool
    reminded: tuple[Reminded, ...]

    @property
    def todo(self) -> int:
        return sum(line.is_todo for line in self.lines)

    @property
    def waiting(self) -> int:
        """Sent, but not decided on."""
        return len(self.lines) - self.todo


@dataclass(frozen=True, slots=True)
class LockPage:
    """The state of a period with people beside it."""

    state: PeriodState
    missing: tuple[MissingOf, ...]
    vacancies: tuple[Vacancy, ...]
    today: date

    @property
    def todo(self) -> int:
        """What OPDs still have to send."""
        return sum(each.todo for each in self.missing)

    @property
    def waiting(self) -> int:
        """What was sent and waits for a decision."""
        return sum(each.waiting for each in self.missing)

    @property
    def unreminded(self) -> tuple[Agency, ...]:
        """OPDs that owe something and of which nobody was reminded."""
        return tuple(each.agency for each in self.missing if each.todo and not each.reminded)


def lock_page(period: Period) -> LockPage:
    """The page of one period, in a fixed number of queries."""
    state, crew, told = period_state(period), crew_of(period), reminded(period)
    posts = posts_by_subject({gap.agency.pk for gap in state.gaps})
    missing = tuple(
        MissingOf(
            agency=gap.agency,
            lines=tuple(_line(item, gap.agency, posts, crew) for item in gap.items),
            people=_people(gap, crew),
            is_silent=gap.agency in state.silent,
            reminded=tuple(told.get(gap.agency.pk, ())),
        )
        for gap in state.gaps
    )
    alarms: Sequence[Vacancy] = () if period.is_locked else vacancies(period)
    return LockPage(state, missing, tuple(alarms), today_in(period.region.time_zone))


def _line(item: OpenItem, agency: Agency, posts: dict[tuple[int, tuple[str, object]], Post], crew: Crew) -> MissingLine:
    post = posts.get((agency.pk, subject_key(item.subject)))
    holders = crew.holders.get(post.pk, []) if post else []
    return MissingLine(item, post, tuple(crew.those(holders)))


def _people(gap: AgencyGap, crew: Crew) -> tuple[User, ...]:
    """Who answers in the OPD for what no post answers for: its staff, and its head."""
    return tuple(crew.those([*crew.staff.get(gap.agency.pk, []), *crew.heads.get(gap.agency.pk, [])]))
