"""Migrations since the last kept release run while the old version serves: its reads and writes go on working.

What is not on the list is refused, or stands below with its reason. docs/upgrade.md says how to do it in two releases.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.guards.structure import APP_ORDER

KEPT = Path(__file__).resolve().parents[1] / "releases"
BIG = {
    "monitoring.progressreport",
    "monitoring.indicatorvalue",
    "monitoring.spending",
    "monitoring.evidence",
    "monitoring.evidenceuse",
    "masterplan.program",
    "masterplan.budgetline",
    "masterplan.plannedprogress",
    "organizations.auditentry",
    "organizations.pullentry",
    "notices.notice",
    "notices.mail",
    "webhooks.webhookevent",
    "webhooks.webhookdelivery",
}
"""Tables that have millions of rows in a nation of 514 regions; their tables of history as well."""

CHAIN = "organizations.0005_audit_chain_and_personal_data"
SEALED = "organizations.0006_seal_audit_entries"
EXEMPT: dict[str, str] = {
    # "app.0007_name: RemoveField old_column": "no code has used it since release 0.7.0",
    f"{CHAIN}: AddIndex auditentry": "of the rows whose new column is empty",
    f"{CHAIN}: AddConstraint auditentry": "on new columns, which the old version leaves empty",
    f"{SEALED}: SeeEntryBefore seen_organizations_auditentry_insert": "fills a new column of what is inserted",
    f"{SEALED}: FreezeRows kept": "the old version deletes and changes no entry either",
    f"{SEALED}: FreezeRows sealed": "the old version deletes and changes no entry either",
}
"""Operation by migration, with the reason why the old version goes on working, or that the portal is stopped for it."""

NO_HARM = (
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    AddIndexConcurrently,
    AddConstraintNotValid,
    ValidateConstraint,
)


def last_release() -> dict[str, list[str]]:
    """The migrations of the last kept release, by app."""
    newest = max(KEPT.glob("*/release.json.xz"), key=lambda path: [int(part) for part in path.parent.name.split(".")])
    with lzma.open(newest) as file:
        return json.load(file)["migrations"]


def since_release() -> list[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {(app, name) for app, names in last_release().items() for name in names}
    return sorted(key for key in loader.disk_migrations if key[0] in APP_ORDER and key not in known)


def is_new(label: str, made: set[str]) -> bool:
    """Whether the table comes with this upgrade: the old version does not know it."""
    return label in made


def complaint(operation, before, after, app: str, made: set[str]) -> str:
    """Why the old version, or people at work, would suffer; "" when they would not."""
    if isinstance(operation, NO_HARM):
        return ""
    label = f"{app}.{getattr(operation, 'model_name', getattr(operation, 'name', ''))}".lower()
    if is_new(label, made):
        return ""
    rules = {
        migrations.AddField: added_field,
        migrations.AlterField: altered_field,
        migrations.AddIndex: added_index,
        migrations.RunPython: changed_data,
        migrations.SeparateDatabaseAndState: parts,
    }
    rule = rules.get(type(operation))
    if rule is None:
        return f"{type(operation).__name__} on a table that the old version uses"
    return rule(operation, before, after, app, made)


def added_field(operation, before, after, app, made) -> str:
    field = operation.field
    if field.many_to_many or field.null or field.has_db_default():
        return ""
    return "a column that the old version does not fill: null=True or db_default"


def altered_field(operation, before, after, app, made) -> str:
    """Only what allows more than before, or says something else in pages."""
    key = app, operation.model_name
    old = before.models[key].fields[operation.name]
    new = operation.field
    if type(old) is not type(new):
        return f"another type of column ({type(old).__name__} to {type(new).__name__})"
    if old.null and not new.null:
        return "NULL is refused from now on"
    if (new.max_length or 0) < (old.max_length or 0):
        return "longer values are refused from now on"
    narrowed = [each for each in ("unique", "db_index", "db_column") if getattr(old, each) != getattr(new, each)]
    return f"changes {', '.join(narrowed)}" if narrowed else ""


def added_index(operation, before, after, app, made) -> str:
    label = f"{app}.{operation.model_name}".lower().replace(".historical", ".")
    return "keeps everybody who writes waiting: AddIndexConcurrently on PostgreSQL" if label in BIG else ""


def changed_data(operation, before, after, app, made) -> str:
    if operation.reverse_code is None:
        return "cannot be taken back: give it reverse_code (migrations.RunPython.noop where nothing is to be done)"
    if not getattr(operation.code, "in_batches", False):
        return "changes all rows in one transaction: work in batches and say so with `function.in_batches = True`"
    return ""


def parts(operation, before, after, app, made) -> str:
    found = (complaint(each, before, after, app, made) for each in operation.database_operations)
    return "; ".join(filter(None, found))


def complaints() -> dict[str, str]:
    """By `app.migration: what it does` what is wrong with it."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    new = since_release()
    made = {
        f"{app}.{operation.name}".lower()
        for app, name in new
        for operation in loader.disk_migrations[app, name].operations
        if isinstance(operation, migrations.CreateModel)
    }
    found = {}
    for key in new:
        migration = loader.disk_migrations[key]
        state = loader.project_state(key, at_end=False)
        for operation in migration.operations:
            before = state.clone()
            operation.state_forwards(key[0], state)
            if said := complaint(operation, before, state, key[0], made):
                found[f"{key[0]}.{key[1]}: {what(operation)}"] = said
    return found


def what(operation) -> str:
    names = (getattr(operation, "model_name", ""), getattr(operation, "name", ""))
    return " ".join(filter(None, (type(operation).__name__, *(str(each) for each in names if each))))


def test_migrations_run_while_the_old_version_serves():
    found = {name: why for name, why in complaints().items() if name not in EXEMPT}
    assert not found, "\n".join(f"{name}: {why}" for name, why in found.items())


def test_no_exemption_is_out_of_date():
    assert set(EXEMPT) <= set(complaints())
    assert all(len(reason) > 20 for reason in EXEMPT.values())


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (migrations.AddField("region", "motto", models.CharField(max_length=9)), "does not fill"),
        (migrations.AddField("region", "motto", models.CharField(max_length=9, null=True)), ""),
        (migrations.AddField("region", "motto", models.CharField(max_length=9, db_default="")), ""),
        (migrations.RemoveField("region", "name"), "RemoveField"),
        (migrations.RenameField("region", "name", "title"), "RenameField"),
        (migrations.DeleteModel("region"), "DeleteModel"),
        (migrations.AlterField("region", "name", models.CharField(max_length=2)), "longer values"),
        (migrations.AlterField("region", "name", models.CharField(max_length=2000)), ""),
        (migrations.AlterField("region", "name", models.TextField()), "another type"),
        (migrations.AddIndex("auditentry", models.Index(fields=["verb"], name="x")), "Concurrently"),
        (migrations.AddIndex("cohort", models.Index(fields=["year"], name="x")), ""),
        (migrations.AddConstraint("region", models.UniqueConstraint(fields=["name"], name="x")), "AddConstraint"),
        (migrations.RunPython(lambda apps, editor: None), "taken back"),
        (migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop), "batches"),
        (migrations.RunSQL("SELECT 1"), "RunSQL"),
    ],
    ids=lambda value: value if isinstance(value, str) else what(value),
)
def test_the_rules_of_an_upgrade(operation, expected):
    state = MigrationLoader(None, ignore_no_migrations=True).project_state(("organizations", "0001_initial"))
    said = complaint(operation, state, state, "organizations", set())
    assert expected in said
    assert bool(said) is bool(expected)
