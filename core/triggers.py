"""Invariants that no column constraint can state, as triggers, in SQLite's and PostgreSQL's words.

Used in migrations: `FreezeRows(...)` refuses any insert, update or delete of rows whose owner is closed.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class FreezeRows(Operation):
    """Refuse changes to rows of `table` while `closed` (SQL over the alias {row}) finds a row.

    `closed` is a SELECT that returns a row when the owner of {row} is closed; `{row}` becomes NEW or OLD (`sides`).
    Two rules on one table have two names. It may be run again: a migration that is no transaction may have broken off
    in the midst of it. SQLite drops the triggers of a table that it makes anew: a migration that
    changes the columns of a frozen table begins with `ThawRows` and ends with `FreezeRows`.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        table: str,
        closed: str,
        message: str,
        events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE"),
        name: str = "frozen",
        sides: tuple[str, ...] = ("OLD", "NEW"),
    ):
        self.table, self.closed, self.message, self.events = table, closed, message, events
        self.name, self.sides = name, sides

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"events": self.events, "name": self.name, "sides": self.sides}
        return type(self).__name__, [self.table, self.closed, self.message], options

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        write = self._postgres if schema_editor.connection.vendor == "postgresql" else self._sqlite
        for statement in write():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        drop_triggers(schema_editor, [self._name(event) for event in self.events])

    def describe(self) -> str:
        return f"Freeze rows of {self.table} whose owner is closed"

    def _name(self, event: str) -> str:
        return f"{self.name}_{self.table}_{event.lower()}"

    def _sides(self, event: str) -> tuple[str, ...]:
        existing = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]
        return tuple(side for side in existing if side in self.sides)

    def _sqlite(self) -> list[str]:
        statements = []
        for event in self.events:
            statements.append(f"DROP TRIGGER IF EXISTS {self._name(event)}")
            statements.append(
                f"CREATE TRIGGER {self._name(event)} BEFORE {event} ON {self.table} WHEN "
                + " OR ".join(f"EXISTS ({self.closed.format(row=side)})" for side in self._sides(event))
                + f" BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            )
        return statements

    def _postgres(self) -> list[str]:
        statements = []
        for event in self.events:
            name = self._name(event)
            test = " OR ".join(f"EXISTS ({self.closed.format(row=side)})" for side in self._sides(event))
            result = "OLD" if event == "DELETE" else "NEW"
            statements.append(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {test} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {result}; END $$"
            )
            statements.append(f"DROP TRIGGER IF EXISTS {name} ON {self.table}")
            statements.append(
                f"CREATE TRIGGER {name} BEFORE {event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        return statements


class ThawRows(Operation):
    """Take away the triggers of `tables` that `FreezeRows` made before under `name`, to change or replace them."""

    reversible = False
    reduces_to_sql = True

    def __init__(self, tables: tuple[str, ...], name: str = "frozen"):
        self.tables, self.name = tables, name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.tables], {"name": self.name}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        names = [f"{self.name}_{table}_{event}" for table in self.tables for event in ("insert", "update", "delete")]
        drop_triggers(schema_editor, names)

    def describe(self) -> str:
        return f"Thaw rows of {', '.join(self.tables)}"


def drop_triggers(schema_editor: Any, names: list[str]) -> None:
    """Drop triggers, and on PostgreSQL their functions, that may be there."""
    for name in names:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
