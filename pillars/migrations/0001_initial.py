import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PillarSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("name_id", models.CharField(max_length=120, verbose_name="Indonesian name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
            ],
            options={
                "verbose_name": "set of pillars",
                "verbose_name_plural": "sets of pillars",
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Pillar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("name_id", models.CharField(max_length=120, verbose_name="Indonesian name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                (
                    "pillar_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pillars",
                        to="pillars.pillarset",
                        verbose_name="set of pillars",
                    ),
                ),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                ("letters", models.CharField(max_length=2, verbose_name="two letters")),
                ("color", models.CharField(max_length=7, verbose_name="colour")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
            ],
            options={
                "verbose_name": "pillar",
                "verbose_name_plural": "pillars",
                "ordering": ["pillar_set", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("pillar_set", "code"), name="pillar_code_once_per_set"),
                    models.UniqueConstraint(fields=("pillar_set", "letters"), name="pillar_letters_once_per_set"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubDimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True, verbose_name="last change")),
                ("name_id", models.CharField(max_length=120, verbose_name="Indonesian name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                (
                    "pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sub_dimensions",
                        to="pillars.pillar",
                        verbose_name="pillar",
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
            ],
            options={
                "verbose_name": "sub-dimension",
                "verbose_name_plural": "sub-dimensions",
                "ordering": ["pillar", "position"],
            },
        ),
    ]
