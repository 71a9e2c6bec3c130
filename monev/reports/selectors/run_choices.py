"""What may be chosen for a national run: periods that regions have, years, published stages, cohorts, regions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.region_names import Named, RegionNames
from monev.monitoring.models.periods import Period
from organizations.models import Cohort, Region
from pillars.models import Pillar

SEPARATORS = re.compile(r"[\n,;\t]+")
MOST_PERIODS = 40
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The regions that a list of codes and names means, and the entries that mean none."""

    regions: Sequence[Region]
    unknown: Sequence[str]


def active_regions() -> list[Region]:
    """The regions that use the portal."""
    return list(Region.objects.filter(is_active=True, archived_at=None).order_by("code"))


def regions_of_cohorts(cohorts: Iterable[int]) -> list[Region]:
    """The regions of these cohorts, also those that do not use the portal yet."""
    return list(Region.objects.filter(cohort__in=list(cohorts), archived_at=None).order_by("code"))


def regions_named(text: str) -> Found:
    """The regions that the entries of a list mean: official codes or names, one a line or between commas."""
    wanted = [each.strip() for each in SEPARATORS.split(text) if each.strip()]
    if not wanted:
        return Found([], [])
    rows = {each.code: each for each in Region.objects.filter(archived_at=None).select_related("province")}
    register = RegionNames.of(Named(each.code, each.name, each.province.name) for each in rows.values())
    matches = [(each, register.match(each).found) for each in wanted]
    found = {match.code: rows[match.code] for _text, match in matches if match}
    return Found(list(found.values()), [text for text, match in matches if match is None])


def cohort_choices() -> list[tuple[int, str]]:
    """Cohorts with how many regions they have."""
    rows = Cohort.objects.annotate(found=Count("regions", filter=Q(regions__archived_at=None))).filter(found__gt=0)
    return [(each.pk, f"{each.label} ({each.found})") for each in rows.order_by("year", "code")]  # type: ignore[attr-defined]


def period_choices() -> list[Choice]:
    """Periods that have begun, newest first, with how many regions have them."""
    rows = Period.objects.filter(archived_at=None, opens_on__lte=timezone.localdate())
    counted = rows.order_by().values("kind", "year", "number").annotate(regions=Count("region"))
    found = []
    for row in counted.order_by("-year", "-number", "kind")[:MOST_PERIODS]:
        period = Period(kind=row["kind"], year=row["year"], number=row["number"])
        said = ngettext("%(count)s region", "%(count)s regions", row["regions"]) % {"count": row["regions"]}
        found.append((period.address, f"{period.label} ({said})"))
    return found


def year_choices() -> list[Choice]:
    """Years in which regions have periods."""
    years = Period.objects.filter(archived_at=None).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def stage_choices() -> list[Choice]:
    """Published stages of the national evaluation."""
    rows = RoundStage.objects.for_list().filter(state=RoundStage.State.PUBLISHED)
    return [(str(each.uid), str(each)) for each in rows]


def pillar_choices() -> list[Choice]:
    """The pillars by code."""
    names = {each.code: str(each) for each in Pillar.objects.order_by("pk")}
    return list(names.items())
