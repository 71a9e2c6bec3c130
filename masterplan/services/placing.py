"""Puts programs under sub-dimensions: by hand in bulk, or by the region's rules on the nomenclature code."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.models.catalogues import PillarRule
from masterplan.models.plans import PlanVersion, Program
from masterplan.services.importing.placing import Placer
from organizations import audit
from organizations.models import Region, User
from pillars.models import SubDimension


@transaction.atomic
def place_programs(
    version: PlanVersion, programs: Iterable[Program], *, sub_dimension: SubDimension, by: User | None
) -> int:
    """Put these programs of a draft under the sub-dimension; returns how many moved."""
    _require_draft(version)
    moved = 0
    for program in programs:
        if program.plan_version_id != version.pk:
            raise Refused(_("A program of another version was chosen. Open the page again."))
        if program.sub_dimension_id != sub_dimension.pk:
            program.sub_dimension = sub_dimension
            program.store(by=by, reason="placed")
            moved += 1
    audit.record(by, "programs.placed", version, region=version.plan.region, count=moved, under=sub_dimension.code)
    return moved


@transaction.atomic
def apply_rules(version: PlanVersion, *, by: User | None) -> int:
    """Place what has no pillar yet by the region's rules; what people placed stays. Returns how many were placed."""
    _require_draft(version)
    placer = Placer(version.plan.region, version.pillar_set)
    placed = 0
    for program in version.programs.filter(sub_dimension=None, archived_at=None):
        program.sub_dimension = placer.by_rule(program.code)
        if program.sub_dimension is not None:
            program.store(by=by, reason="rule")
            placed += 1
    audit.record(by, "programs.placed_by_rule", version, region=version.plan.region, count=placed)
    return placed


@transaction.atomic
def save_rule(
    region: Region, *, code_prefix: str, sub_dimension: SubDimension, by: User | None, rule: PillarRule | None = None
) -> PillarRule:
    """Add a rule, or change one."""
    prefix = code_prefix.strip().strip(".")
    if not prefix:
        raise Refused(_("Write the beginning of a code, such as 2.16."), field="code_prefix")
    others = PillarRule.objects.of_region(region).filter(code_prefix=prefix).exclude(pk=rule.pk if rule else None)
    if others.exists():
        raise Refused(_("There is already a rule for this code."), field="code_prefix")
    rule = rule or PillarRule(region=region)
    rule.code_prefix, rule.sub_dimension = prefix, sub_dimension
    rule.store(by=by, reason="rule")
    audit.record(by, "pillar_rule.saved", rule, region=region)
    return rule


@transaction.atomic
def remove_rule(rule: PillarRule, *, by: User | None) -> None:
    """Take a rule away; programs that it placed stay where they are."""
    audit.record(by, "pillar_rule.removed", rule, region=rule.region)
    rule.delete()


def _require_draft(version: PlanVersion) -> None:
    if version.status != PlanVersion.Status.DRAFT:
        raise Refused(_("An adopted version does not change. Make a new version first."))
