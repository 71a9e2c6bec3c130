import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("monitoring", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("data", models.JSONField(verbose_name="data")),
                ("rules", models.CharField(max_length=40, verbose_name="calculation rules")),
                ("code_version", models.CharField(max_length=40, verbose_name="version of the software")),
                ("taken_at", models.DateTimeField(verbose_name="taken")),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
            },
        ),
        migrations.CreateModel(
            name="CompiledReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived")),
                ("is_example", models.BooleanField(default=False, verbose_name="example data")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compiled_reports",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("quarterly", "quarterly monev report")], max_length=12, verbose_name="kind"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compiled_reports",
                        to="monitoring.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesian"), ("en", "English")],
                        default="id",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("include_preliminary", models.BooleanField(default=False, verbose_name="with preliminary figures")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being compiled"),
                            ("done", "ready"),
                            ("failed", "failed"),
                        ],
                        db_index=True,
                        default="queued",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress (%)")),
                ("step", models.CharField(blank=True, max_length=40, verbose_name="step")),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="attempt")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reports.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
            ],
            options={
                "verbose_name": "monev report",
                "verbose_name_plural": "monev reports",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__range", (0, 100))), name="report_progress_0_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True), ("snapshot__isnull", False), _connector="OR"
                        ),
                        name="report_done_has_snapshot",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="reports.compiledreport",
                        verbose_name="report",
                    ),
                ),
                (
                    "format",
                    models.CharField(choices=[("pdf", "PDF"), ("xlsx", "XLSX")], max_length=4, verbose_name="format"),
                ),
                ("file", models.FileField(upload_to="reports/%Y/", verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size (bytes)")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "file of a report",
                "verbose_name_plural": "files of reports",
                "ordering": ["report", "format"],
                "constraints": [models.UniqueConstraint(fields=("report", "format"), name="report_file_once")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCompiledReport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("uid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name="identifier")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="created")),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, db_index=True, editable=False, verbose_name="last change"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived")),
                ("is_example", models.BooleanField(default=False, verbose_name="example data")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
                (
                    "kind",
                    models.CharField(
                        choices=[("quarterly", "quarterly monev report")], max_length=12, verbose_name="kind"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesian"), ("en", "English")],
                        default="id",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("include_preliminary", models.BooleanField(default=False, verbose_name="with preliminary figures")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being compiled"),
                            ("done", "ready"),
                            ("failed", "failed"),
                        ],
                        db_index=True,
                        default="queued",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress (%)")),
                ("step", models.CharField(blank=True, max_length=40, verbose_name="step")),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="attempt")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="monitoring.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reports.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical monev report",
                "verbose_name_plural": "historical monev reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
