"""Which state of the data the national page shows: any change of what it rests on gives another version.

Each table is counted, its newest change taken, and what grows with every change added up: a change that is committed
late (with an older time than another one) is seen too. One query, whatever the number of regions.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import CharField, Count, FloatField, Func, Max, QuerySet, Sum, Value
from django.db.models.functions import Cast

from masterplan.models.plans import PlanVersion
from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.periods import Period
from monev.monitoring.models.standings import RegionStanding
from organizations.models import BoundaryMap, Cohort, Province, Region
from quickwins.models import QuickWin, Replication


class Moment(Func):
    """A moment as a number that can be added up."""

    function = "julianday"
    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)", **more)


def nation_version() -> str:
    """The same text as long as nothing changed that the national page shows to anybody."""
    rows: list[QuerySet[Any]] = [
        RegionStanding.objects.all(),
        Region.objects.all(),
        NationalResult.objects.all(),
        PlanVersion.objects.all(),
        Period.objects.all(),
        Replication.objects.all(),
        QuickWin.objects.filter(replications__isnull=False),
        BoundaryMap.objects.all(),
        Province.objects.all(),
        Cohort.objects.all(),
    ]
    first, *others = (_state(each) for each in rows)
    found = sorted(map(str, first.union(*others, all=True)))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:24]


def _state(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    name = Value(rows.model._meta.label_lower, output_field=CharField())
    return (
        rows.order_by()
        .annotate(table=name)
        .values("table")
        .annotate(
            number=Count("pk"),
            newest=Cast(Max("updated_at"), CharField()),
            total=Cast(Sum(Moment("updated_at")), CharField()),
        )
        .values_list("table", "number", "newest", "total")
    )
