"""What somebody gets who asks for a report now: what it will hold, whether it is too large, what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import number
from monev.reports.catalogue.base import Report
from monev.reports.models import CompiledReport
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish
from organizations.models import AuditEntry
from organizations.roles import Can

RECENTLY = timedelta(hours=24)
"""For so long a finished edition is offered instead of a new one from the same data: lateness changes day by day."""
_OWN_ACTS = Q(verb__startswith="compiled_report.") | Q(verb__startswith="report_")


@dataclass(frozen=True, slots=True)
class Outlook:
    """`excess`: why it is too large and what to do instead, or empty. `under_way`: the same one that is not finished.
    `last`: its newest finished edition; `is_unchanged`: nothing was changed since, so a new one would be the same."""

    wish: Wish
    preview: Preview
    excess: str
    under_way: CompiledReport | None
    last: CompiledReport | None
    is_unchanged: bool


def outlook(report: Report, wish: Wish, *, person: Any) -> Outlook:
    """Few queries: it is shown while somebody chooses."""
    preview = report.preview(wish)
    editions = CompiledReport.objects.allowed(person, Can.VIEW).current().filter(series=wish.series(report.code))
    last = (
        editions.filter(state=CompiledReport.State.DONE)
        .select_related("region", "snapshot")
        .defer("snapshot__data")
        .order_by("-edition")
        .first()
    )
    return Outlook(
        wish=wish,
        preview=preview,
        excess=excess(report, preview),
        under_way=editions.unfinished().first(),
        last=last,
        is_unchanged=last is not None and is_unchanged(last),
    )


def excess(report: Report, preview: Preview) -> str:
    """Why a report of this size is not begun, and what to do instead; empty when it fits."""
    if preview.rows <= report.most_rows:
        return ""
    text = _("The report would hold about %(rows)s rows; the most is %(most)s.")
    return f"{text % {'rows': number(preview.rows), 'most': number(report.most_rows)}} {_instead(report)}"


def excess_field(report: Report) -> str | None:
    """The input with which it is made smaller."""
    smaller = (Parameter.AGENCY, Parameter.PILLAR)
    return next((str(each) for each in smaller if each in report.optional), None)


def _instead(report: Report) -> str:
    match excess_field(report):
        case Parameter.AGENCY:
            return _("Choose one OPD, and ask for each OPD by itself.")
        case Parameter.PILLAR:
            return _("Choose one pillar, and ask for each pillar by itself.")
    return _("Ask for a smaller report instead, such as the sheet of one OPD or the book of one pillar.")


def is_unchanged(report: CompiledReport) -> bool:
    """Whether a new edition of this finished report, asked for now, would say the same: it is recent, the software is
    the same, and the audit log names no act in the region (or the nation) since its snapshot was taken."""
    snapshot = report.snapshot
    if snapshot is None or snapshot.code_version != settings.VERSION:
        return False
    if snapshot.taken_at < timezone.now() - RECENTLY:
        return False
    acts = AuditEntry.objects.filter(at__gte=snapshot.taken_at).exclude(_OWN_ACTS)
    return not (acts.filter(region=report.region_id) if report.region_id else acts).exists()
