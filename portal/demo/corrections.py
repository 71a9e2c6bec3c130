"""Two corrections of the last locked period, made by the services: one is verified and counts, one is with its OPD."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.entry import stored_data
from monev.monitoring.services import entry, steps
from monev.monitoring.services.corrections import open_correction
from monev.monitoring.workflow import State, Step
from organizations.models import User
from portal.demo.told import Scene
from portal.reference.files import toml

TOO_MUCH = Decimal(4)
"""Points of physical progress that the corrected report had counted twice."""


def load(scene: Scene) -> None:
    """Correct one report of the last locked period to the end, and open the correction of another one."""
    period = next(period for days, period in reversed(scene.periods) if not days.is_open)
    rows = ProgressReport.objects.filter(period=period, state=State.VERIFIED, nil_reason="")
    first, second = rows.filter(physical_percent__range=(TOO_MUCH * 2, 99)).order_by("pk")[:2]
    texts = toml("demo/texts.toml")["correction"]
    made = open_correction(first, by=scene.verifier, reason=texts["reason"])
    _finish(made, texts["narrative"], by=scene.operators[first.agency.pk], verifier=scene.verifier)
    open_correction(second, by=scene.verifier, reason=texts["open_reason"])


def _finish(report: ProgressReport, narrative: str, *, by: User, verifier: User) -> None:
    """Enter the lower figure, send and verify it."""
    stored = stored_data(report)
    data = replace(stored, physical_percent=(stored.physical_percent or TOO_MUCH) - TOO_MUCH, narrative=narrative)
    report = entry.save_draft(report, data, by=by, seen_version=report.version)
    report = steps.take_step(report, Step.SUBMIT, by=by)
    steps.take_step(report, Step.VERIFY, by=verifier)
