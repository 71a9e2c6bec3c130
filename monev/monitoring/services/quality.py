"""Switching rules of data quality on and off for a region: a new version of its rules, with a reason."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.quality_codes import CODES
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.inputs import first_day
from monev.monitoring.selectors.rule_versions import rule_version_at
from monev.monitoring.services.standings import mark_rules
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within


@transaction.atomic
def switch_rules(region: Region, *, on: Collection[str], since: Period, reason: str, by: User) -> RuleVersion:
    """From the period `since` on exactly the rules `on` apply in the region; everything else stays as it is set.

    The version before stays in force for earlier periods, so what was found then is not rewritten. Raises
    PermissionDenied for others than the region's administrator; `Refused` at a field: an unknown rule (`on`), a locked
    or foreign period (`since`), no reason (`reason`), nothing changed.
    """
    if not Region.objects.allowed(by, Can.ADMINISTER).filter(pk=region.pk).exists():
        raise PermissionDenied
    held = Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    _require_period(held, since)
    if unknown := set(on) - set(CODES):
        raise Refused(_("Unknown rule: %(names)s.") % {"names": ", ".join(sorted(unknown))}, field="on")
    if not reason.strip():
        raise Refused(_("Say why: the reason stays with the rules."), field="reason")
    day = first_day(since)
    before = rule_version_at(held.pk, day)
    settings: dict[str, Any] = dict(before.settings) if before else {}
    off = [code for code in CODES if code not in on]
    if tuple(off) == Rules(**settings).quality_off:
        raise Refused(_("Nothing is changed: these rules are switched on already from this period."), field="on")
    settings["quality_off"] = off
    made = RuleVersion(region=held, code=_code(held, since), valid_from=day, settings=settings, note=reason.strip())
    _check(made)
    made.store(by=by, reason="quality rules switched")
    mark_rules(made)
    require_within(made, by, Can.ADMINISTER)
    audit.record(by, "rules.switched", made, region=held, off=off, since=since.address, reason=made.note)
    return made


def _require_period(region: Region, since: Period) -> None:
    if since.region_id != region.pk:
        raise Refused(_("This period belongs to another region."), field="since")
    if since.is_locked:
        raise Refused(
            _("%(period)s is locked: its rules do not change any more. Choose a later period.")
            % {"period": since.label},
            field="since",
        )


def _check(version: RuleVersion) -> None:
    try:
        version.full_clean(exclude=["region"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _code(region: Region, since: Period) -> str:
    """Short and unique: region, period, and a number where there was one before."""
    base = f"{region.code}/{since.address}"
    taken = set(RuleVersion.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 1
    while f"{base}/{number}" in taken:
        number += 1
    return f"{base}/{number}"
