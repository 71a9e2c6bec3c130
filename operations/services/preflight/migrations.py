"""Pending migrations: which tables they lock, for how long, and rows that a coming constraint would refuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import connection, models
from django.db.migrations import operations as django_operations
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BooleanField, Count, ExpressionWrapper
from django.utils.translation import gettext as _

from operations.services.preflight.findings import Finding, error, good, warning
from operations.vault.snapshots import applied, tables_at

ROWS_A_SECOND = 200_000
"""An index or a check over a table, on a slow disk; a table that is written anew takes ten times as long."""
REWRITING = 10
BIG_SECONDS = 5
READS_ALL = (django_operations.AddIndex, django_operations.AddConstraint)
REWRITES = (django_operations.AlterField, django_operations.AlterUniqueTogether)
BREAKS = (
    django_operations.RemoveField,
    django_operations.DeleteModel,
    django_operations.RenameField,
    django_operations.RenameModel,
)


def plan() -> list[Any]:
    """The migrations that an upgrade would run, in their order."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def pending_migrations() -> Iterator[Finding]:
    """How many, and those that keep others waiting or break the old version."""
    found = plan()
    if not found:
        yield good("migrations", _("No migration is pending."))
        return
    yield good("migrations", _("%(count)s migrations will run.") % {"count": len(found)})
    for migration in found:
        for operation in migration.operations:
            yield from _of_operation(migration, operation)


def _of_operation(migration: Any, operation: Any) -> Iterator[Finding]:
    where, table = str(migration), _table(migration, operation)
    if isinstance(operation, BREAKS):
        text = _("%(migration)s: %(what)s; the old version stops working with it.")
        said = {"migration": where, "what": operation.describe()}
        advice = _("Stop web, worker and beat for this upgrade.")
        yield warning("breaks_old_version", text % said, advice)
    if isinstance(operation, django_operations.RunPython | django_operations.RunSQL):
        yield good("data_migration", _("%(migration)s changes data: %(what)s") % _said(where, operation))
    seconds = _seconds(operation, table)
    if seconds >= BIG_SECONDS:
        text = _("%(migration)s: %(what)s; nobody can write to %(table)s for about %(seconds)s seconds.")
        said = _said(where, operation) | {"table": table, "seconds": round(seconds)}
        yield warning("long_lock", text % said, _("Upgrade at a time when few people work."))


def _said(where: str, operation: Any) -> dict[str, Any]:
    return {"migration": where, "what": operation.describe()}


def _table(migration: Any, operation: Any) -> str:
    name = getattr(operation, "model_name", "")
    return f"{migration.app_label}_{name}".lower() if name else ""


def _seconds(operation: Any, table: str) -> float:
    """How long the table is locked, by the number of its rows."""
    rewrites = isinstance(operation, REWRITES) or (
        connection.vendor == "sqlite" and isinstance(operation, (*READS_ALL, django_operations.AddField))
    )
    if not table or not (rewrites or isinstance(operation, READS_ALL)):
        return 0.0
    return rows_about(table) / ROWS_A_SECOND * (REWRITING if rewrites else 1)


def rows_about(table: str) -> int:
    """Rows of a table: on PostgreSQL as the statistics say, which costs nothing."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return 0
        if connection.vendor == "postgresql":
            cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        else:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def database_is_not_newer() -> Iterator[Finding]:
    """Migrations that this version does not know mean that an older version was unpacked over a newer one."""
    executor = MigrationExecutor(connection)
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        text = _("The database has migrations that this version does not know: %s")
        names = ", ".join(f"{app}.{name}" for app, name in unknown)
        yield error("newer_database", text % names, _("Install the newer version, or restore the backup of this one."))


def history_has_no_gap() -> Iterator[Finding]:
    """A migration that ran before one it needs: somebody changed the list, or put two databases together."""
    try:
        MigrationExecutor(connection).loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as problem:
        text = _("The list of migrations has a gap; “migrate” would refuse it: %s")
        advice = _("Restore a backup that is whole; do not change the list by hand.")
        yield error("migration_gap", text % problem, advice)


def tables_are_there() -> Iterator[Finding]:
    """The list of migrations says which tables there must be: a restore that was broken off, another database."""
    said = applied(connection)
    if not said:
        text = _("The database has no tables of the portal.")
        yield warning("no_tables", text, _("A new installation: run migrate. Otherwise correct DATABASE_URL."))
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if missing := [name for name in (model._meta.db_table for model in tables_at(said)) if name not in there]:
        text = _("Tables are missing that the list of migrations names: %s")
        yield error("missing_tables", text % ", ".join(missing), _("Restore a backup that is whole."))


def refused_rows() -> Iterator[Finding]:
    """Rows that a pending constraint would refuse: the migration would fail on them."""
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state(sorted(executor.loader.applied_migrations.keys() & _leaves(executor)))
    for migration in plan():
        for operation in migration.operations:
            if count := _refused(state, migration.app_label, operation):
                text = _("%(migration)s: %(what)s; %(count)s rows do not fit, it would fail.")
                said = _said(str(migration), operation) | {"count": count}
                yield error("refused_rows", text % said, _("Mend these rows first."))


def _leaves(executor: MigrationExecutor) -> set[Any]:
    applied = set(executor.loader.applied_migrations)
    graph = executor.loader.graph
    return {
        node
        for node in applied
        if node in graph.nodes and not any(child.key in applied for child in graph.node_map[node].children)
    } or applied


def _refused(state: Any, app: str, operation: Any) -> int:
    """Only for tables that are there, with columns that are there."""
    try:
        model = state.apps.get_model(app, getattr(operation, "model_name", "-"))
        if isinstance(operation, django_operations.AddConstraint):
            return violating(model, operation.constraint)
        if isinstance(operation, django_operations.AlterField) and not operation.field.null:
            column = model._meta.get_field(operation.name)
            return model._base_manager.filter(**{f"{operation.name}__isnull": True}).count() if column.null else 0
    except (LookupError, FieldDoesNotExist, FieldError):
        return 0
    return 0


def violating(model: Any, constraint: Any) -> int:
    """How many rows of the table break it. A condition that is unknown (NULL) breaks nothing, as in the database."""
    rows = model._base_manager.all()
    if isinstance(constraint, models.CheckConstraint):
        fits = ExpressionWrapper(constraint.condition, output_field=BooleanField())
        return int(rows.annotate(fits_=fits).filter(fits_=False).count())
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        rows = rows.filter(constraint.condition) if constraint.condition else rows
        for name in constraint.fields:
            rows = rows.exclude(**{f"{name}__isnull": True})
        twice = rows.values(*constraint.fields).annotate(times=Count("pk")).filter(times__gt=1)
        return int(twice.order_by().count())
    return 0


ALL: Iterable[Any] = (database_is_not_newer, history_has_no_gap, tables_are_there, pending_migrations, refused_rows)
