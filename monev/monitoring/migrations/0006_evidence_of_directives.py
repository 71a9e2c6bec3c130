"""Evidence also proves the answer to a directive; what it proves of a locked period stays as it was."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import FreezeRows, ThawRows

MESSAGE = "the period is locked"
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
    dependencies = [
        ("masterplan", "0003_directives_and_agenda"),
        ("monitoring", "0005_region_standings"),
    ]

    operations = [
        ThawRows(("monitoring_evidenceuse",)),
        migrations.RemoveConstraint(
            model_name="evidenceuse",
            name="evidence_use_has_one_subject",
        ),
        migrations.AddField(
            model_name="evidenceuse",
            name="directive_answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence_uses",
                to="masterplan.directiveanswer",
                verbose_name="answer to a directive",
            ),
        ),
        migrations.AddField(
            model_name="historicalevidenceuse",
            name="directive_answer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="masterplan.directiveanswer",
                verbose_name="answer to a directive",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("directive_answer__isnull", True),
                        ("indicator_value__isnull", True),
                        ("milestone__isnull", True),
                        ("pledge_report__isnull", True),
                        ("progress_report__isnull", False),
                        ("quick_win_report__isnull", True),
                    ),
                    models.Q(
                        ("directive_answer__isnull", True),
                        ("indicator_value__isnull", True),
                        ("milestone__isnull", True),
                        ("pledge_report__isnull", True),
                        ("progress_report__isnull", True),
                        ("quick_win_report__isnull", False),
                    ),
                    models.Q(
                        ("directive_answer__isnull", True),
                        ("indicator_value__isnull", True),
                        ("milestone__isnull", True),
                        ("pledge_report__isnull", False),
                        ("progress_report__isnull", True),
                        ("quick_win_report__isnull", True),
                    ),
                    models.Q(
                        ("directive_answer__isnull", True),
                        ("indicator_value__isnull", False),
                        ("milestone__isnull", True),
                        ("pledge_report__isnull", True),
                        ("progress_report__isnull", True),
                        ("quick_win_report__isnull", True),
                    ),
                    models.Q(
                        ("directive_answer__isnull", True),
                        ("indicator_value__isnull", True),
                        ("milestone__isnull", False),
                        ("pledge_report__isnull", True),
                        ("progress_report__isnull", True),
                        ("quick_win_report__isnull", True),
                    ),
                    models.Q(
                        ("directive_answer__isnull", False),
                        ("indicator_value__isnull", True),
                        ("milestone__isnull", True),
                        ("pledge_report__isnull", True),
                        ("progress_report__isnull", True),
                        ("quick_win_report__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="evidence_use_has_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("directive_answer__isnull", False)),
                fields=("evidence", "directive_answer"),
                name="evidence_once_per_directive_answer",
            ),
        ),
        FreezeRows("monitoring_evidenceuse", EVIDENCE, MESSAGE),
    ]
