"""Reports that were compiled before the catalogue get their title, series, edition and check code."""

from typing import Any

from django.db import migrations

from core.canonical import sha256_of
from monev.reports.check_codes import new_code

TITLES = {"id": "Laporan monev triwulanan", "en": "Quarterly monev report"}


def fill(apps: Any, schema_editor: Any) -> None:
    """All older reports are quarterly ones; those of the same subject are editions of one series, oldest first."""
    reports = apps.get_model("reports", "CompiledReport")
    editions: dict[str, int] = {}
    for report in reports.objects.select_related("region", "period").order_by("created_at", "pk").iterator():
        month = report.period.kind == "month"
        report.params = {"period": f"{report.period.year}-{'b' if month else ''}{report.period.number}"}
        if report.include_preliminary:
            report.params["include_preliminary"] = True
        what = {"kind": report.kind, "region": report.region.code, "language": report.language, "params": report.params}
        report.series = sha256_of(what)
        report.edition = editions[report.series] = editions.get(report.series, 0) + 1
        report.title = TITLES.get(report.language, TITLES["id"])
        report.subject = f"{report.region.name}, {report.params['period']}"
        report.check_code = new_code()
        report.save(update_fields=["params", "series", "edition", "title", "subject", "check_code"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_catalogue")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
