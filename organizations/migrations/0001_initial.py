import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Province",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("code", models.CharField(max_length=2, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "province",
                "verbose_name_plural": "provinces",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=200, verbose_name="label")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "ordering": ["year", "code"],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived")),
                ("is_example", models.BooleanField(default=False, verbose_name="example data")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
                ("code", models.CharField(max_length=5, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("kabupaten", "Kabupaten"), ("kota", "Kota"), ("province", "Province")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="organizations.province",
                        verbose_name="province",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="organizations.cohort",
                        verbose_name="cohort",
                    ),
                ),
                ("time_zone", models.CharField(default="Asia/Jakarta", max_length=40, verbose_name="time zone")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("month", "monthly"), ("quarter", "quarterly")],
                        default="quarter",
                        max_length=8,
                        verbose_name="reporting rhythm",
                    ),
                ),
                (
                    "head_approves",
                    models.BooleanField(default=False, verbose_name="OPD head approves before verification"),
                ),
                ("is_active", models.BooleanField(db_index=True, default=False, verbose_name="uses the portal")),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regions",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Agency",
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
                        related_name="agencies",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=250, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=80, verbose_name="short name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.agency",
                        verbose_name="parent",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="organizations.agency",
                        verbose_name="successor",
                    ),
                ),
                ("is_collective", models.BooleanField(default=False, verbose_name="stands for several OPDs")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "OPD",
                "verbose_name_plural": "OPDs",
                "ordering": ["code", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "code"), name="agency_code_once_per_region"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor", None), models.Q(("successor", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="agency_succeeds_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="agency_parent_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ministry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("short_name", models.CharField(max_length=60, verbose_name="short name")),
                ("is_founder", models.BooleanField(default=False, verbose_name="founder of the movement")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
            ],
            options={
                "verbose_name": "ministry",
                "verbose_name_plural": "ministries",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Partner",
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
                        related_name="partners",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "company"),
                            ("bank", "bank"),
                            ("university", "university"),
                            ("community", "community"),
                            ("media", "media"),
                            ("pdpgr", "PDPGR team"),
                            ("region", "another region"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "name"), name="partner_name_once_per_region")
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the administration")),
                ("is_example", models.BooleanField(default=False, verbose_name="example data")),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("nip", ""), ("nip__regex", "^[0-9]{18}$"), _connector="OR"),
                        name="user_nip_18_digits",
                        violation_error_message="A NIP has 18 digits.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agency_staff", "OPD staff"),
                            ("agency_head", "OPD head"),
                            ("verifier", "Verifier"),
                            ("council", "Smart City Council"),
                            ("region_admin", "Region administrator"),
                            ("assessor", "Assessor"),
                            ("national_admin", "National administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organizations.agency",
                        verbose_name="OPD",
                    ),
                ),
                ("post", models.CharField(blank=True, max_length=150, verbose_name="post")),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting (Plt)")),
                ("starts_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["user", "starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agency__isnull", False),
                                ("region__isnull", False),
                                ("role__in", ("agency_staff", "agency_head")),
                            ),
                            models.Q(("agency", None), ("region", None), ("role__in", ("national_admin",))),
                            models.Q(
                                models.Q(
                                    ("role__in", ("agency_staff", "agency_head", "national_admin")), _negated=True
                                ),
                                ("agency", None),
                                ("region__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="membership_stands_where_its_role_needs",
                        violation_error_message="OPD roles need a region and an OPD, regional roles a region only, national roles neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="membership_ends_after_start",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        models.F("user"),
                        models.F("role"),
                        django.db.models.functions.comparison.Coalesce("region", 0),
                        django.db.models.functions.comparison.Coalesce("agency", 0),
                        models.F("starts_on"),
                        name="membership_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("prefix", models.CharField(max_length=12, unique=True, verbose_name="first characters")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("verb", models.CharField(db_index=True, max_length=60, verbose_name="act")),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.region",
                        verbose_name="region",
                    ),
                ),
                ("subject_type", models.CharField(max_length=60, verbose_name="kind of record")),
                ("subject_uid", models.CharField(db_index=True, max_length=40, verbose_name="record")),
                ("subject_label", models.CharField(max_length=250, verbose_name="name of the record")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRegion",
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
                ("code", models.CharField(db_index=True, max_length=5, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("kabupaten", "Kabupaten"), ("kota", "Kota"), ("province", "Province")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("time_zone", models.CharField(default="Asia/Jakarta", max_length=40, verbose_name="time zone")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("month", "monthly"), ("quarter", "quarterly")],
                        default="quarter",
                        max_length=8,
                        verbose_name="reporting rhythm",
                    ),
                ),
                (
                    "head_approves",
                    models.BooleanField(default=False, verbose_name="OPD head approves before verification"),
                ),
                ("is_active", models.BooleanField(db_index=True, default=False, verbose_name="uses the portal")),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.province",
                        verbose_name="province",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.cohort",
                        verbose_name="cohort",
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
                "verbose_name": "historical region",
                "verbose_name_plural": "historical regions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgency",
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
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=250, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=80, verbose_name="short name")),
                ("is_collective", models.BooleanField(default=False, verbose_name="stands for several OPDs")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.agency",
                        verbose_name="parent",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organizations.agency",
                        verbose_name="successor",
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
                "verbose_name": "historical OPD",
                "verbose_name_plural": "historical OPDs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPartner",
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
                        choices=[
                            ("company", "company"),
                            ("bank", "bank"),
                            ("university", "university"),
                            ("community", "community"),
                            ("media", "media"),
                            ("pdpgr", "PDPGR team"),
                            ("region", "another region"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                "verbose_name": "historical partner",
                "verbose_name_plural": "historical partners",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("agency_staff", "OPD staff"),
                            ("agency_head", "OPD head"),
                            ("verifier", "Verifier"),
                            ("council", "Smart City Council"),
                            ("region_admin", "Region administrator"),
                            ("assessor", "Assessor"),
                            ("national_admin", "National administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("post", models.CharField(blank=True, max_length=150, verbose_name="post")),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting (Plt)")),
                ("starts_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
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
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
