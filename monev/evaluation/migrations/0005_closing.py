"""The work behind closing a stage, the letters issued; and from then on nothing that a result rests on changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import FreezeRows

CLOSED = "the stage of the evaluation is closed"
PUBLISHED = "the result is published"
SCORED = (
    "SELECT 1 FROM evaluation_assignment a JOIN evaluation_roundstage s ON s.id = a.stage_id"
    " WHERE a.id = {row}.assignment_id AND s.state IN ('closed', 'published')"
)
OVER = (
    "s.state IN ('closed', 'published') AND (s.kind = 'II' OR NOT EXISTS (SELECT 1 FROM evaluation_roundstage o"
    " WHERE o.round_id = s.round_id AND o.kind = 'II'))"
)
"""Answers stay open after stage I where a stage II follows: there an item may be opened again."""
ANSWERED = (
    "SELECT 1 FROM evaluation_assessment a JOIN evaluation_roundstage s ON s.round_id = a.round_id"
    f" WHERE a.id = {{row}}.assessment_id AND {OVER}"
)
PROVED = (
    "SELECT 1 FROM evaluation_answer w JOIN evaluation_assessment a ON a.id = w.assessment_id"
    f" JOIN evaluation_roundstage s ON s.round_id = a.round_id WHERE w.id = {{row}}.answer_id AND {OVER}"
)
RESULT = "SELECT 1 FROM evaluation_roundstage s WHERE s.id = {row}.stage_id AND s.state = 'published'"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0004_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ResultLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "format",
                    models.CharField(choices=[("pdf", "PDF"), ("xlsx", "XLSX")], max_length=4, verbose_name="format"),
                ),
                ("basis", models.CharField(max_length=64, verbose_name="SHA-256 of the data")),
                ("file", models.FileField(upload_to="letters/", verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size (bytes)")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="evaluation.assessment",
                        verbose_name="assessment",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="evaluation.roundstage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "result letter",
                "verbose_name_plural": "result letters",
                "ordering": ["stage", "assessment", "format"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stage", "assessment", "format", "basis"), name="result_letter_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("assessment", None)),
                        fields=("stage", "format", "basis"),
                        name="national_table_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.CharField(
                        choices=[("close", "computing the results"), ("publish", "carrying the results over")],
                        max_length=7,
                        verbose_name="task",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "waiting"), ("running", "running"), ("done", "done"), ("failed", "failed")],
                        default="queued",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="attempt")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                ("reached", models.PositiveBigIntegerField(default=0, verbose_name="done up to this assessment")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="regions done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="regions")),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="problems")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
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
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="evaluation.roundstage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "work for a stage",
                "verbose_name_plural": "work for stages",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running"))),
                        fields=("stage",),
                        name="stage_job_one_at_a_time",
                    )
                ],
            },
        ),
        FreezeRows("evaluation_itemscore", SCORED, CLOSED),
        FreezeRows("evaluation_assessorfinding", SCORED, CLOSED),
        FreezeRows("evaluation_answer", ANSWERED, CLOSED),
        FreezeRows("evaluation_answerevidence", PROVED, CLOSED),
        FreezeRows("evaluation_stageresult", RESULT, PUBLISHED, events=("UPDATE", "DELETE")),
    ]
