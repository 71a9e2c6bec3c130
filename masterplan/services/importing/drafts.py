"""The draft that an import writes into: a new plan's first version, an open draft, or a copy of the adopted version."""

from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from core.models import Record
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from organizations import audit
from organizations.models import Region, User
from pillars.models import PillarSet

_OWN = ("id", "uid", "created_at", "updated_at", "version")
OF_PROGRAM: tuple[type[Record], ...] = (
    ProgramSupporter,
    ActionItem,
    BudgetLine,
    PlannedProgress,
    Partnership,
    Indicator,
)


def latest_version(region: Region, title: str) -> PlanVersion | None:
    """The version an import is measured by: the open draft, else the newest."""
    versions = PlanVersion.objects.filter(plan__region=region, plan__title=title).select_related("plan")
    draft = versions.filter(status=PlanVersion.Status.DRAFT).order_by("-number").first()
    return draft or versions.order_by("-number").first()


@transaction.atomic
def obtain_draft(
    region: Region, title: str, *, start: int, end: int, pillar_set: PillarSet, by: User | None, note: str
) -> PlanVersion:
    """The draft of this plan, made where there is none. An adopted version stays as it is and is copied."""
    version = latest_version(region, title)
    if version is None:
        plan = MasterPlan(region=region, title=title, start_year=start, end_year=end)
        plan.store(by=by, reason=note)
        version = PlanVersion(plan=plan, number=1, pillar_set=pillar_set, note=note)
        version.store(by=by, reason=note)
        audit.record(by, "plan.drafted", version, region=region)
    elif version.status != PlanVersion.Status.DRAFT:
        version = copy_version(version, by=by, note=note)
    return version


@transaction.atomic
def copy_version(source: PlanVersion, *, by: User | None, note: str) -> PlanVersion:
    """A new draft that says what `source` says, with the same lineages."""
    number = PlanVersion.objects.filter(plan=source.plan).aggregate(top=models.Max("number"))["top"] + 1
    draft = PlanVersion(plan=source.plan, number=number, pillar_set=source.pillar_set, based_on=source, note=note)
    draft.store(by=by, reason=note)
    programs = _copies(
        Program, source.programs.filter(archived_at=None), {"plan_version_id": {source.pk: draft.pk}}, by, note
    )
    for model in OF_PROGRAM:
        copied = _copies(model, _of_programs(model, programs), {"program_id": programs}, by, note)
        if model is Indicator:
            targets = IndicatorTarget.objects.filter(indicator__in=list(copied))
            _copies(IndicatorTarget, targets, {"indicator_id": copied}, by, note)
    audit.record(by, "plan.drafted", draft, region=source.plan.region, based_on=source.number)
    return draft


def _of_programs(model: type[Record], programs: dict[int, int]) -> models.QuerySet[Any]:
    """Rows that belong to these programs."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    return rows.filter(program__in=list(programs))


def _copies(
    model: type[Record], rows: models.QuerySet[Any], moved: dict[str, dict[int, int]], by: User | None, note: str
) -> dict[int, int]:
    """Copy rows to new owners; returns old id to new id."""
    old = list(rows.order_by("pk"))
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in _OWN]
    new = []
    for row in old:
        values = {name: getattr(row, name) for name in names}
        values |= {name: owners[values[name]] for name, owners in moved.items()}
        new.append(model(**values))
    create_rows(model, new, by=by, reason=note)
    return {before.pk: after.pk for before, after in zip(old, new, strict=True)}


def create_rows(model: type[Record], rows: list[Any], *, by: User | None, reason: str) -> list[Any]:
    """Store new rows in few statements, with their history."""
    if not rows:
        return rows
    made: list[Any] = bulk_create_with_history(
        rows, model, batch_size=200, default_user=by if by and by.pk else None, default_change_reason=reason[:100]
    )
    for row, stored in zip(rows, made, strict=True):
        row.pk = stored.pk
    return made
