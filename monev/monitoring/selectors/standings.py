"""What is kept of a region at the end of a period, taken from the only source of figures; and reads of what is kept."""

from __future__ import annotations

from typing import Any

from masterplan.models.plans import PlanVersion
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import figures_at
from monev.monitoring.selectors.quality import quality_of
from monev.monitoring.selectors.region_year import load_region_year
from organizations.models import Region


def standing_values(region: Region, period: Period) -> dict[str, Any]:
    """The columns of a standing, by name: verified figures only, exactly as the dashboard of the region shows them.

    `reported` counts the reports that left the OPD, verified or not. The adopted plan versions are counted before the
    figures are read: a version adopted meanwhile makes the row stale at once.
    """
    adoptions = PlanVersion.objects.filter(plan__region=region, archived_at=None)
    adopted = adoptions.exclude(status=PlanVersion.Status.DRAFT).count()
    year = load_region_year(region, period)
    total = figures_at(year.inputs, period).total
    quality = quality_of(year).total
    return {
        "achievement": total.achievement.value,
        "achievement_counted": total.achievement.counted,
        "predicate": total.predicate or "",
        "physical": total.physical.value,
        "planned": total.planned,
        "deviation": total.deviation,
        "absorption": total.absorption,
        "programs": total.total,
        "reported": figures_at(year.inputs, period, preliminary=True).total.reported,
        "verified": total.verified,
        "completeness": quality.complete,
        "punctuality": quality.on_time,
        "quality": quality.value,
        "rules": year.inputs.rules.version,
        "adoptions": adopted,
        "is_example": any(each.program.is_example for each in total.programs),
    }
