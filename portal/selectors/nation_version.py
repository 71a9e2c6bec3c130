"""Which state of the data the national page shows: any change of what it rests on gives another version."""

from __future__ import annotations

from masterplan.models.plans import PlanVersion
from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.periods import Period
from monev.monitoring.models.standings import RegionStanding
from organizations.models import BoundaryMap, Cohort, Province, Region
from portal.selectors.data_version import rows_of, version_of
from quickwins.models import QuickWin, Replication

TABLES = (RegionStanding, Region, NationalResult, PlanVersion, Period, Replication, BoundaryMap, Province, Cohort)


def nation_version() -> str:
    """The same text as long as nothing changed that the national page shows to anybody; in one query."""
    return version_of([*map(rows_of, TABLES), rows_of(QuickWin, replications__isnull=False)])
