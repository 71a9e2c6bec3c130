"""What was reported for a locked period does not change: the database refuses it."""

from django.db import migrations

from core.triggers import FreezeRows

MESSAGE = "the period is locked"
PERIOD = "SELECT 1 FROM monitoring_period d WHERE d.id = {row}.period_id AND d.locked_at IS NOT NULL"
REPORT = (
    "SELECT 1 FROM monitoring_progressreport r JOIN monitoring_period d ON d.id = r.period_id"
    " WHERE r.id = {row}.report_id AND d.locked_at IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]

    operations = [
        *(
            FreezeRows(f"monitoring_{table}", PERIOD, MESSAGE)
            for table in ("progressreport", "quickwinreport", "pledgereport")
        ),
        *(FreezeRows(f"monitoring_{table}", REPORT, MESSAGE) for table in ("spending", "indicatorvalue")),
    ]
