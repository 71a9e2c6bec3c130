"""What other systems are told of monev reports (`webhooks`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from monev.reports.models import CompiledReport
from webhooks.kinds import Kind
from webhooks.services.emitting import emit


def announce_ready(report: CompiledReport) -> None:
    """That a report is ready, with its files."""
    emit(
        Kind.COMPILED_REPORT_READY,
        region=report.region,
        subject=report.uid,
        payload=lambda: report_content(report),
    )


def report_content(report: CompiledReport) -> dict[str, Any]:
    """The report and its files with their SHA-256."""
    address = reverse("api:compiledreport-detail", args=[report.pk])
    return {
        "record": {"uid": report.uid, "id": report.pk, "url": address},
        "kind": report.kind,
        "edition": report.edition,
        "state": str(report.state),
        "include_preliminary": report.include_preliminary,
        "snapshot": report.snapshot.sha256 if report.snapshot else None,
        "files": [
            {"format": each.format, "part": each.part, "size": each.size, "sha256": each.sha256}
            | {"url": reverse("api:reportfile-file", args=[each.pk])}
            for each in report.files.order_by("format", "part")
        ],
    }
