"""`verify_reports`: whether compiled reports are the same, byte for byte, when made again from their snapshots."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monev.reports.models import CompiledReport
from monev.reports.services.verifying import Finding, other_version, verify_report

WORDS = {
    "same": "the same, byte for byte",
    "snapshot": "THE STORED SNAPSHOT DOES NOT MATCH ITS SHA-256",
    "missing": "THE STORED FILE IS NOT THERE",
    "tampered": "THE STORED FILE DOES NOT MATCH ITS SHA-256",
    "differs": "MADE AGAIN FROM ITS SNAPSHOT IT IS ANOTHER FILE",
    "broken": "IT CANNOT BE MADE AGAIN FROM ITS SNAPSHOT",
}


class Command(BaseCommand):
    help = "Make every ready report again from its snapshot and say whether it is the same; changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", type=int, help="Only the report with this number.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = CompiledReport.objects.filter(state=CompiledReport.State.DONE).order_by("pk")
        if options["report"]:
            rows = rows.filter(pk=options["report"])
            if not rows.exists():
                raise CommandError(f"No report that is ready has the number {options['report']}.")
        looked_at = wrong = 0
        # One at a time: snapshots are large.
        for key in rows.values_list("pk", flat=True):
            looked_at += 1
            wrong += self._verify(CompiledReport.objects.select_related("region", "snapshot").get(pk=key))
        self.stdout.write(f"{looked_at} reports looked at, {wrong} with differences.")
        if wrong:
            raise CommandError("Not every report is what it was.")

    def _verify(self, report: CompiledReport) -> bool:
        """Whether anything is wrong with it."""
        found = verify_report(report)
        version = other_version(report)
        note = f" (compiled by version {version} of the software)" if version else ""
        self.stdout.write(f"{report.pk} {report}, edition {report.edition}{note}")
        for each in found:
            self._say(each)
        return not all(each.is_good for each in found)

    def _say(self, finding: Finding) -> None:
        what = f"{finding.format.upper()} {finding.part}" if finding.format else "snapshot"
        words = "matches its SHA-256" if finding.is_good and not finding.format else WORDS[finding.verdict]
        detail = f": {finding.detail}" if finding.detail else ""
        style = self.style.SUCCESS if finding.is_good else self.style.ERROR
        self.stdout.write(style(f"  {what}: {words}{detail}"))
