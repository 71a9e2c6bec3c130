"""Changing how a region works: its rhythm, whether OPD heads approve, its quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.monitoring.selectors.region_settings import approval_state, open_periods_of_rhythm
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within


@dataclass(frozen=True, slots=True)
class Settings:
    """What the administrator of a region chooses."""

    rhythm: str
    head_approves: bool
    quiet_from: time
    quiet_until: time


@transaction.atomic
def change_settings(region: Region, chosen: Settings, *, by: User, seen_version: int) -> Region:
    """Save the settings; an unchanged form writes nothing.

    Raises PermissionDenied; `Conflict` when somebody saved newer ones; `Refused` at `rhythm` while periods of the other
    rhythm are not locked, and at `head_approves` where sent reports would wait for a head that does not exist.
    """
    if not Region.objects.allowed(by, Can.ADMINISTER).filter(pk=region.pk).exists():
        raise PermissionDenied
    held = Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    if held.version != seen_version:
        raise Conflict(held)
    changes = {
        name: getattr(chosen, name) for name in Settings.__slots__ if getattr(chosen, name) != getattr(held, name)
    }
    if not changes:
        return held
    if "rhythm" in changes:
        _require_one_rhythm(held)
    if changes.get("head_approves"):
        _require_heads(held)
    before = {name: str(getattr(held, name)) for name in changes}
    for name, value in changes.items():
        setattr(held, name, value)
    held.store(by=by, reason="settings", seen_version=seen_version)
    require_within(held, by, Can.ADMINISTER)
    after = {name: str(value) for name, value in changes.items()}
    audit.record(by, "region.settings", held, region=held, before=before, after=after)
    return held


def _require_one_rhythm(region: Region) -> None:
    """Two rhythms at once would ask for the same progress twice."""
    still = open_periods_of_rhythm(region, region.rhythm)
    if still:
        raise Refused(
            _(
                "%(periods)s are not locked yet. The rhythm changes when all created periods are locked: two rhythms "
                "at once would ask for the same progress twice."
            )
            % {"periods": ", ".join(each.label for each in still)},
            field="rhythm",
        )


def _require_heads(region: Region) -> None:
    """What was sent already must find somebody who approves it."""
    stranded = approval_state(region).stranded
    if stranded:
        raise Refused(
            _(
                "Sent reports of these OPDs would wait for an approval that nobody can give, because the OPD has no "
                "head in the portal: %(names)s. Have these reports verified first, or give the OPDs a head."
            )
            % {"names": ", ".join(each.name for each in stranded)},
            field="head_approves",
        )
