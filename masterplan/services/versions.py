"""The life of a plan: a draft is worked on, adopted once, and from then on only copied into the next draft."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from masterplan.models.plans import PlanVersion
from masterplan.models.preparation import LegalDocument
from masterplan.services.importing.drafts import copy_version
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within


@transaction.atomic
def start_version(version: PlanVersion, *, by: User, note: str) -> PlanVersion:
    """A new draft that says what an adopted version says. Refused while another draft of the plan is open."""
    if not note.strip():
        raise Refused(_("Say why a new version is needed."), field="note")
    if version.plan.versions.filter(status=PlanVersion.Status.DRAFT).exists():
        raise Refused(_("There is already a draft of this plan. Adopt it before you start another one."))
    draft = copy_version(version, by=by, note=note)
    require_within(draft, by, Can.PLAN)
    return draft


@transaction.atomic
def adopt_version(
    version: PlanVersion, *, by: User | None, on: date, document: LegalDocument | None = None
) -> PlanVersion:
    """Put a draft in force; the version in force before it is superseded. It no longer changes after this.

    `by` is None when an operator of the portal imports a plan from the command line.
    """
    if version.status != PlanVersion.Status.DRAFT:
        raise Refused(_("Only a draft can be adopted."))
    if not version.programs.filter(archived_at=None).exists():
        raise Refused(_("A version without programs cannot be adopted."))
    before = version.plan.versions.filter(status=PlanVersion.Status.ADOPTED).first()
    if before is not None:
        if before.adopted_on and on < before.adopted_on:
            raise Refused(_("The date lies before the adoption of the version in force."), field="adopted_on")
        before.status = PlanVersion.Status.SUPERSEDED
        before.store(by=by, reason=version.note)
    version.status = PlanVersion.Status.ADOPTED
    version.adopted_on = on
    version.document = document
    version.store(by=by, reason=version.note)
    if by is not None:
        require_within(version, by, Can.PLAN)
    audit.record(by, "plan.adopted", version, region=version.plan.region, on=on.isoformat())
    return version
