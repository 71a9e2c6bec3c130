"""How much stands in each of two versions of a plan: programs, indicators, targets, action items, ceilings by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from masterplan.models.plans import ActionItem, BudgetLine, Indicator, IndicatorTarget, PlanVersion, Program

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("programs", Program, "plan_version"),
    ("indicators", Indicator, "program__plan_version"),
    ("targets", IndicatorTarget, "indicator__program__plan_version"),
    ("actions", ActionItem, "program__plan_version"),
)


@dataclass(frozen=True, slots=True)
class Total:
    """One sum of both versions: a count of rows, or (with a year) the ceilings of that year in rupiah."""

    code: str
    old: Decimal
    new: Decimal
    year: int | None = None

    @property
    def difference(self) -> Decimal:
        return self.new - self.old


def version_totals(old: PlanVersion, new: PlanVersion) -> tuple[Total, ...]:
    """Counts, then ceilings by year, in a fixed number of queries. Of a year the edition that counts last is taken."""
    found = [
        Total(code, Decimal(counts.get(old.pk, 0)), Decimal(counts.get(new.pk, 0)))
        for code, model, path in PARTS
        for counts in [_counts(model, path, (old, new))]
    ]
    ceilings = _ceilings((old, new))
    years = sorted({year for _version, year in ceilings})
    return (*found, *(Total("ceiling", ceilings[old.pk, year], ceilings[new.pk, year], year) for year in years))


def _counts(model: Any, path: str, versions: Sequence[PlanVersion]) -> dict[int, int]:
    rows = model._default_manager.filter(**{f"{path}__in": versions}, archived_at=None).order_by()
    owner = path.removesuffix("plan_version").rstrip("_")
    if owner:
        rows = rows.filter(**{f"{owner}__archived_at": None})
    return dict(rows.values_list(path).annotate(Count("pk")))


def _ceilings(versions: Sequence[PlanVersion]) -> defaultdict[tuple[int, int], Decimal]:
    """By version and year: the sum of the ceilings, revised ones instead of the original of the same source."""
    rows = BudgetLine.objects.filter(
        program__plan_version__in=versions, archived_at=None, program__archived_at=None
    ).order_by()
    summed = rows.values_list(F("program__plan_version"), "program", "year", "source_of_funds", "edition").annotate(
        Sum("ceiling")
    )
    last: dict[tuple[int, int, int, int], tuple[bool, Decimal]] = {}
    for version, program, year, source, edition, ceiling in summed:
        key, is_revised = (version, program, year, source), edition == BudgetLine.Edition.REVISED
        if key not in last or is_revised:
            last[key] = is_revised, ceiling
    found: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for (version, _program, year, _source), (_revised, ceiling) in last.items():
        found[version, year] += ceiling
    return found
