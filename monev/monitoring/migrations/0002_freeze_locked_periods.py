"""What was reported for a locked period does not change: the database refuses it."""

from django.db import migrations

from core.triggers import FreezeRows

MESSAGE = "the period is locked"
PERIOD = "SELECT 1 FROM monitoring_period d WHERE d.id = {row}.period_id AND d.locked_at IS NOT NULL"
REPORT = (
    "SELECT 1 FROM monitoring_progressreport r JOIN monitoring_period d ON d.id = r.period_id"
    " WHERE r.id = {row}.report_id AND d.locked_at IS NOT NULL"
)
EVIDENCE = (
    "SELECT 1 FROM monitoring_period d WHERE d.locked_at IS NOT NULL AND d.id IN ("
    "SELECT period_id FROM monitoring_progressreport WHERE id = {row}.progress_report_id"
    " UNION SELECT period_id FROM monitoring_quickwinreport WHERE id = {row}.quick_win_report_id"
    " UNION SELECT period_id FROM monitoring_pledgereport WHERE id = {row}.pledge_report_id"
    " UNION SELECT r.period_id FROM monitoring_indicatorvalue v JOIN monitoring_progressreport r ON r.id = v.report_id"
    " WHERE v.id = {row}.indicator_value_id)"
)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]

    operations = [
        *(
            FreezeRows(f"monitoring_{table}", PERIOD, MESSAGE)
            for table in ("progressreport", "quickwinreport", "pledgereport")
        ),
        *(FreezeRows(f"monitoring_{table}", REPORT, MESSAGE) for table in ("spending", "indicatorvalue")),
        FreezeRows("monitoring_evidenceuse", EVIDENCE, MESSAGE),
    ]
