"""How each person wants to be told: language, hour of the digest, and by which way each group of news goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from django.conf import settings

from notices.kinds import Group
from notices.models import Preference
from organizations.models import Region

QUIET_FROM, QUIET_UNTIL = time(21), time(6)
"""Where news belongs to no region."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person chose; the defaults where they chose nothing."""

    language: str = settings.LANGUAGE_CODE
    digest_hour: int | None = None
    chosen: dict[str, str] = field(default_factory=dict)

    def mail(self, group: Group) -> str:
        """`once`, `digest` or `never`."""
        return group.mail_default if group.always else self.chosen.get(group.code, group.mail_default)


def wishes_of(user_ids: Iterable[int]) -> dict[int, Wishes]:
    """By person, in two queries; everybody asked for is in it."""
    wanted = list(user_ids)
    found = {pk: Wishes() for pk in wanted}
    for row in Preference.objects.filter(user__in=wanted).prefetch_related("choices"):
        chosen = {choice.group: choice.mail for choice in row.choices.all()}
        found[row.user_id] = Wishes(row.language, row.digest_hour, chosen)
    return found


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours that hold for a mail."""

    time_zone: str
    starts: time
    ends: time


def quiet_of(region: Region | None) -> Quiet:
    """Those of the region; without one, from 21.00 to 06.00 by the server's time zone."""
    if region is None:
        return Quiet(settings.TIME_ZONE, QUIET_FROM, QUIET_UNTIL)
    return Quiet(region.time_zone, region.quiet_from, region.quiet_until)
