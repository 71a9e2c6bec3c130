"""Entering how a region's official papers look: head, arms, and who signs.

Reports that are compiled already keep what they were compiled with: their frame is frozen, arms are never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.emblems import emblem
from core.errors import Conflict, Refused
from core.pictures import NoPicture
from core.storing import ARMS, store_once
from monev.reports.models import Letterhead, Signatory
from organizations import audit
from organizations.intake import take_in
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within


def letterhead_of(region: Region) -> Letterhead:
    """The head of the region; an empty one that is not stored where it entered none."""
    return Letterhead.objects.filter(region=region, archived_at=None).first() or Letterhead(region=region)


@transaction.atomic
def save_letterhead(
    region: Region,
    words: Mapping[str, Any],
    *,
    by: User,
    seen_version: int = 0,
    arms: bytes = b"",
    without_arms: bool = False,
) -> Letterhead:
    """Store the head; `arms` are the bytes of a PNG or SVG, empty: they stay as they are. `seen_version`: 0 for none.

    Raises `Refused` at `arms_upload` for what cannot be drawn, `Conflict` when somebody saved a newer one.
    """
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    row = letterhead_of(region)
    if row.pk and row.version != seen_version:
        raise Conflict(row)
    for name in ("institution", "address", "place"):
        setattr(row, name, str(words[name]).strip())
    if without_arms:
        row.arms, row.arms_sha256 = "", ""
    elif arms:
        take_in(arms, by=by, field="arms_upload")
        row.arms, row.arms_sha256 = _kept(arms)
    row.store(by=by, reason="letterhead")
    require_within(row, by, Can.ADMINISTER)
    audit.record(by, "letterhead.saved", row, region=region)
    return row


def _kept(content: bytes) -> tuple[str, str]:
    """Name in the storage and SHA-256 of the arms as PNG."""
    try:
        made = emblem(content)
    except NoPicture as problem:
        text = _("This file could not be drawn. Export the arms as PNG with at least 100 pixels, and upload that.")
        raise Refused(text, field="arms_upload") from problem
    return store_once(made, "png", folder=ARMS)


@transaction.atomic
def save_signatory(row: Signatory, *, by: User, seen_version: int | None = None) -> Signatory:
    """Store who signs; a new one stands after the others of its kind of report."""
    is_new = row.pk is None
    if is_new:
        last = _siblings(row).order_by("-position").first()
        row.position = last.position + 1 if last else 1
    row.store(by=by, reason="signatory", seen_version=None if is_new else seen_version)
    require_within(row, by, Can.ADMINISTER)
    audit.record(by, "signatory.saved", row, region=row.region, post=row.post)
    return row


@transaction.atomic
def archive_signatory(row: Signatory, *, by: User) -> Signatory:
    """From now on this person signs no new report."""
    require_within(row, by, Can.ADMINISTER)
    if row.archived_at:
        raise Refused(_("This signatory is archived already."))
    row.archive(by=by, reason="signatory archived")
    audit.record(by, "signatory.archived", row, region=row.region, post=row.post)
    return row


@transaction.atomic
def move_signatory(row: Signatory, *, by: User, later: bool) -> Signatory:
    """One place to the left (or, `later`, to the right) among those who sign the same reports."""
    require_within(row, by, Can.ADMINISTER)
    others = list(_siblings(row).select_for_update(of=("self",)).order_by("position", "pk"))
    at = next((number for number, each in enumerate(others) if each.pk == row.pk), None)
    if at is None or not 0 <= (to := at + 1 if later else at - 1) < len(others):
        raise Refused(_("There is no place further in this direction."))
    others[at], others[to] = others[to], others[at]
    for position, each in enumerate(others, start=1):
        if each.position != position:
            each.position = position
            each.store(by=by, reason="signatory moved")
    return row


def _siblings(row: Signatory) -> Any:
    return Signatory.objects.of_region(row.region).current().filter(kind=row.kind)
