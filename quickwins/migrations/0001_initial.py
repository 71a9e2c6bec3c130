import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("pillars", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuickWin",
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
                        related_name="quick_wins",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quick_wins",
                        to="organizations.agency",
                        verbose_name="OPD",
                    ),
                ),
                (
                    "pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quick_wins",
                        to="pillars.pillar",
                        verbose_name="pillar",
                    ),
                ),
                (
                    "sub_dimension",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pillars.subdimension",
                        verbose_name="sub-dimension",
                    ),
                ),
                (
                    "program_lineage",
                    models.UUIDField(blank=True, db_index=True, null=True, verbose_name="program (across versions)"),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="quickwins.quickwin",
                        verbose_name="continues",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("problem", models.TextField(blank=True, verbose_name="problem")),
                ("innovation", models.TextField(blank=True, verbose_name="innovation")),
                ("benefit", models.TextField(blank=True, verbose_name="benefit")),
                ("uniqueness", models.TextField(blank=True, verbose_name="uniqueness")),
                ("sustainability", models.TextField(blank=True, verbose_name="sustainability")),
                ("resources", models.TextField(blank=True, verbose_name="resources")),
                (
                    "is_practice",
                    models.BooleanField(default=False, verbose_name="published as a practice for other regions"),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="quick_wins", to="organizations.partner", verbose_name="partners"
                    ),
                ),
            ],
            options={
                "verbose_name": "quick win",
                "verbose_name_plural": "quick wins",
                "ordering": ["-year", "title"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "title", "year"), name="quick_win_once_per_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                    "quick_win",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("due_on", models.DateField(verbose_name="due")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                ("weight", models.DecimalField(decimal_places=3, default=1, max_digits=7, verbose_name="weight")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["quick_win", "position", "due_on"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weight__gte", 0)), name="milestone_weight")
                ],
            },
        ),
        migrations.CreateModel(
            name="Risk",
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
                    "quick_win",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="risks",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
                    ),
                ),
                ("text", models.TextField(verbose_name="risk")),
                (
                    "likelihood",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high")],
                        max_length=6,
                        verbose_name="likelihood",
                    ),
                ),
                (
                    "impact",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high")],
                        max_length=6,
                        verbose_name="impact",
                    ),
                ),
                ("mitigation", models.TextField(blank=True, verbose_name="mitigation")),
                ("is_mitigated", models.BooleanField(default=False, verbose_name="mitigated")),
            ],
            options={
                "verbose_name": "risk",
                "verbose_name_plural": "risks",
                "ordering": ["quick_win", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Replication",
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
                    "quick_win",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replications",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replication_requests",
                        to="organizations.region",
                        verbose_name="requesting region",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("agreed", "agreed"),
                            ("running", "running"),
                            ("done", "done"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
            ],
            options={
                "verbose_name": "replication",
                "verbose_name_plural": "replications",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("quick_win", "requested_by"), name="replication_once_per_region")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalQuickWin",
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
                    "program_lineage",
                    models.UUIDField(blank=True, db_index=True, null=True, verbose_name="program (across versions)"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("problem", models.TextField(blank=True, verbose_name="problem")),
                ("innovation", models.TextField(blank=True, verbose_name="innovation")),
                ("benefit", models.TextField(blank=True, verbose_name="benefit")),
                ("uniqueness", models.TextField(blank=True, verbose_name="uniqueness")),
                ("sustainability", models.TextField(blank=True, verbose_name="sustainability")),
                ("resources", models.TextField(blank=True, verbose_name="resources")),
                (
                    "is_practice",
                    models.BooleanField(default=False, verbose_name="published as a practice for other regions"),
                ),
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.agency",
                        verbose_name="OPD",
                    ),
                ),
                (
                    "pillar",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pillars.pillar",
                        verbose_name="pillar",
                    ),
                ),
                (
                    "sub_dimension",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pillars.subdimension",
                        verbose_name="sub-dimension",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="quickwins.quickwin",
                        verbose_name="continues",
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
                "verbose_name": "historical quick win",
                "verbose_name_plural": "historical quick wins",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("due_on", models.DateField(verbose_name="due")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                ("weight", models.DecimalField(decimal_places=3, default=1, max_digits=7, verbose_name="weight")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                (
                    "quick_win",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
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
                "verbose_name": "historical milestone",
                "verbose_name_plural": "historical milestones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRisk",
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
                ("text", models.TextField(verbose_name="risk")),
                (
                    "likelihood",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high")],
                        max_length=6,
                        verbose_name="likelihood",
                    ),
                ),
                (
                    "impact",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high")],
                        max_length=6,
                        verbose_name="impact",
                    ),
                ),
                ("mitigation", models.TextField(blank=True, verbose_name="mitigation")),
                ("is_mitigated", models.BooleanField(default=False, verbose_name="mitigated")),
                (
                    "quick_win",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
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
                "verbose_name": "historical risk",
                "verbose_name_plural": "historical risks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReplication",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("agreed", "agreed"),
                            ("running", "running"),
                            ("done", "done"),
                            ("declined", "declined"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "quick_win",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="quickwins.quickwin",
                        verbose_name="quick win",
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
                        to="organizations.region",
                        verbose_name="requesting region",
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
                "verbose_name": "historical replication",
                "verbose_name_plural": "historical replications",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
