"""Whether a database may be filled with made-up data: it holds nothing that somebody entered."""

from __future__ import annotations

from masterplan.models.plans import MasterPlan
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from organizations.models import Agency, Membership, Region, User
from quickwins.models import QuickWin

WORK = (Agency, MasterPlan, Period, QuickWin, ProgressReport, Evidence)
PEOPLE = (Membership, User)


def what_is_there(*, people_may_be: bool) -> list[str]:
    """Tables that hold rows, and active regions: where any is named, nothing may be made up here."""
    tables = WORK if people_may_be else (*WORK, *PEOPLE)
    found = [str(model._meta.verbose_name_plural) for model in tables if model._base_manager.exists()]
    if Region.objects.filter(is_active=True).exists():
        found.append(str(Region._meta.verbose_name_plural))
    return found
