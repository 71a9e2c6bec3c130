"""An example schedule: what the portal compiles by itself, and for whom."""

from __future__ import annotations

from monev.reports.models import ReportSchedule
from organizations.models import Region
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.store import examples


def load(region: Region) -> ReportSchedule:
    """Every quarter, ten days into the first month after it, the quarterly report for the Dewan and the Sekda."""
    [row] = examples(
        [
            ReportSchedule(
                region=region,
                name="Laporan triwulanan kepada Dewan dan Sekda (contoh)",
                kind="quarterly",
                rhythm=ReportSchedule.Rhythm.QUARTERLY,
                day=10,
                hour=7,
                recipient_roles=[Role.SECRETARY.value, Role.COUNCIL.value],
                owner=holder(Role.REGION_ADMIN),
            )
        ]
    )
    return row
