"""The life of an instrument: a draft is made, edited and published once; a new year starts as a copy."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.selectors.instruments import content_of, instrument_page
from monev.evaluation.services.instrument_writing import write_content
from organizations import audit
from organizations.models import Cohort, User
from organizations.roles import Can
from organizations.scoping import require_within


@transaction.atomic
def save_head(instrument: Instrument, *, by: User, cohorts: Any = (), seen_version: int | None = None) -> Instrument:
    """Store a new draft, or the head of one. Raises PermissionDenied, `Conflict`, `Refused` at a field."""
    is_new = instrument.pk is None
    if not is_new:
        hold_draft(instrument, by=by)
    if Instrument.objects.filter(code=instrument.code).exclude(pk=instrument.pk).exists():
        raise Refused(_("There is an instrument with this code already."), field="code")
    instrument.store(by=by, reason="instrument started" if is_new else "instrument changed", seen_version=seen_version)
    instrument.cohorts.set(cohorts)
    require_within(instrument, by, Can.CATALOGUE)
    audit.record(by, "instrument.started" if is_new else "instrument.changed", instrument, region=None)
    return instrument


@transaction.atomic
def copy_instrument(instrument: Instrument, *, code: str, year: int, by: User) -> Instrument:
    """A draft for another year that says what `instrument` says, and knows on what it is based."""
    content = content_of(instrument)
    draft = Instrument(
        code=code,
        year=year,
        name_id=instrument.name_id.replace(str(instrument.year), str(year))[:120],
        name_en=instrument.name_en.replace(str(instrument.year), str(year))[:120],
        rounding=instrument.rounding,
        steps=dict(instrument.steps),
        based_on=instrument,
        note=instrument.note,
    )
    save_head(draft, by=by, cohorts=instrument.cohorts.all())
    write_content(draft, content, by=by, reason=f"copied from {instrument.code}")
    return draft


@transaction.atomic
def publish_instrument(instrument: Instrument, *, by: User) -> Instrument:
    """Put a draft in force: from now on the database refuses any change. Refused while something is wrong with it."""
    instrument = hold_draft(instrument, by=by)
    if count := len(instrument_page(instrument).faults()):
        raise Refused(_("The instrument cannot be published yet: %(count)s faults are left.") % {"count": count})
    instrument.status = Instrument.Status.PUBLISHED
    instrument.published_at, instrument.published_by = timezone.now(), by
    instrument.store(by=by, reason="instrument published")
    audit.record(by, "instrument.published", instrument, region=None)
    return instrument


@transaction.atomic
def discard_instrument(instrument: Instrument, *, by: User) -> None:
    """Throw a draft away. Refused when another instrument is based on it."""
    instrument = hold_draft(instrument, by=by)
    if instrument.successors.exists():
        raise Refused(_("Another instrument is based on this draft. Discard that one first."))
    audit.record(by, "instrument.discarded", instrument, region=None)
    instrument.delete()


@transaction.atomic
def archive_instrument(instrument: Instrument, *, by: User) -> Instrument:
    """Take a published instrument out of use; what it was used for stays readable."""
    require_within(instrument, by, Can.CATALOGUE)
    if instrument.is_draft:
        raise Refused(_("A draft is discarded, not archived."))
    instrument.archive(by=by, reason="instrument archived")
    audit.record(by, "instrument.archived", instrument, region=None)
    return instrument


def hold_draft(instrument: Instrument, *, by: User, seen_version: int | None = None) -> Instrument:
    """The draft as stored, locked until the transaction ends. Raises PermissionDenied, `Conflict`, `Refused`."""
    require_within(instrument, by, Can.CATALOGUE)
    held: Instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    if not held.is_draft:
        raise Refused(_("A published instrument no longer changes. Start the next one as a copy of it."))
    if seen_version is not None and held.version != seen_version:
        raise Conflict(held)
    return held


def cohorts_of(codes: Any) -> list[Cohort]:
    """Cohorts by their codes."""
    return list(Cohort.objects.filter(code__in=codes))
