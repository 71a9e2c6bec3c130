"""How complete each period is, for the person who chooses one to have a report compiled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.inputs import adoptions, last_day, versions_at
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import State
from organizations.models import Region

MOST_PERIODS = 24


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period with how many of its programs are verified and handed in."""

    period: Period
    programs: int
    handed_in: int
    verified: int

    @property
    def sentence(self) -> str:
        """As it stands in the list of choices."""
        text = gettext("%(period)s – %(verified)s of %(total)s programs verified, %(waiting)s waiting")
        return text % {
            "period": self.period.label,
            "verified": self.verified,
            "total": self.programs,
            "waiting": self.handed_in - self.verified,
        }


def period_states(region: Region, today: date) -> list[PeriodState]:
    """The periods that have begun, newest first, in a fixed number of queries."""
    periods = list(
        Period.objects.of_region(region).current().started(today).order_by("-year", "-number", "kind")[:MOST_PERIODS]
    )
    adopted = adoptions(region.pk)
    programs = Program.objects.filter(plan_version__in=[pk for pk, _, _ in adopted], archived_at=None)
    spans = list(programs.values_list("plan_version_id", "start_year", "end_year"))
    reports = _reports(periods)
    found = []
    for period in periods:
        versions = versions_at(adopted, last_day(period))
        running = sum(version in versions and start <= period.year <= end for version, start, end in spans)
        counts = reports[period.pk]
        handed_in = sum(counts.get(state, 0) for state in PRELIMINARY)
        found.append(PeriodState(period, running, handed_in, counts.get(State.VERIFIED, 0)))
    return found


def _reports(periods: list[Period]) -> dict[int, dict[str, int]]:
    rows = (
        ProgressReport.objects.in_effect()
        .filter(period__in=periods)
        .order_by()
        .values_list("period_id", "state")
        .annotate(count=Count("pk"))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for period_id, state, count in rows:
        found[period_id][state] = count
    return found
