"""What was reported for a locked period stays as it was; a correction stays as it was verified."""

from django.db import migrations

from core.triggers import FreezeRows

TABLES = ("progressreport", "quickwinreport", "pledgereport")
ROWS = {
    "spending": "progressreport",
    "indicatorvalue": "progressreport",
    "actionitemprogress": "progressreport",
    "milestoneprogress": "quickwinreport",
}
MESSAGE = "the period is locked"
LOCKED = "SELECT 1 FROM monitoring_period d WHERE d.id = {row}.period_id AND d.locked_at IS NOT NULL"
# What was reported in time does not change; a correction changes until it is verified.
REPORT = LOCKED + " AND {row}.revision = 1"
CORRECTION = LOCKED + " AND {row}.revision > 1 AND {row}.state = 'verified'"
FINAL = "d.locked_at IS NOT NULL AND (r.revision = 1 OR r.state = 'verified')"


def final(report: str, key: str) -> str:
    """Finds a row when the report of that kind, with the id in `key`, does not change any more."""
    return (
        f"SELECT 1 FROM monitoring_{report} r JOIN monitoring_period d ON d.id = r.period_id"
        f" WHERE r.id = {{row}}.{key} AND {FINAL}"
    )


EVIDENCE = " UNION ALL ".join(
    (
        final("progressreport", "progress_report_id"),
        final("quickwinreport", "quick_win_report_id"),
        final("pledgereport", "pledge_report_id"),
        "SELECT 1 FROM monitoring_indicatorvalue v JOIN monitoring_progressreport r ON r.id = v.report_id"
        " JOIN monitoring_period d ON d.id = r.period_id WHERE v.id = {row}.indicator_value_id AND " + FINAL,
        "SELECT 1 FROM monitoring_milestoneprogress m JOIN monitoring_quickwinreport r ON r.id = m.report_id"
        " JOIN monitoring_period d ON d.id = r.period_id WHERE m.id = {row}.milestone_id AND " + FINAL,
    )
)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_entry_and_verification")]

    operations = [
        *(FreezeRows(f"monitoring_{table}", REPORT, MESSAGE) for table in TABLES),
        *(
            FreezeRows(
                f"monitoring_{table}", CORRECTION, MESSAGE, events=("UPDATE", "DELETE"), name="final", sides=("OLD",)
            )
            for table in TABLES
        ),
        *(FreezeRows(f"monitoring_{table}", final(report, "report_id"), MESSAGE) for table, report in ROWS.items()),
        FreezeRows("monitoring_evidenceuse", EVIDENCE, MESSAGE),
    ]
