"""What the database itself keeps of the audit log: nothing is deleted; a change is a sealing or a redaction."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from core.triggers import drop_triggers

TABLE = "organizations_auditentry"
FOR_GOOD = ("id", "at", "by_id", "verb", "region_id", "subject_type", "subject_uid", "mark", "seen")
TEXTS = ("subject_label", "details")
PLACE = ("chain", "position", "form", "content", "is_marked", "previous", "hash")


def _same(*columns: str) -> str:
    return " AND ".join(f"(NEW.{c} = OLD.{c} OR (NEW.{c} IS NULL AND OLD.{c} IS NULL))" for c in columns)


SEALING = f"OLD.position IS NULL AND NEW.position IS NOT NULL AND {_same(*TEXTS, 'redacted_by_id')}"
REDACTING = (
    f"{_same(*PLACE)} AND NEW.redacted_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM {TABLE} r "  # noqa: S608
    f"WHERE r.id = NEW.redacted_by_id AND r.id > OLD.id AND r.verb = 'audit.redacted')"
)
ONLY_SEALING_OR_REDACTING = f"SELECT 1 WHERE NOT ({_same(*FOR_GOOD)} AND (({SEALING}) OR ({REDACTING})))"
"""Finds a row when a change is neither: then it is refused."""


class SeeEntryBefore(Operation):
    """On PostgreSQL each new entry notes the highest number it can see: an entry that was seen and is gone is missed.

    SQLite needs no note: its numbers have no gaps, since a rolled back transaction gives its numbers back.
    """

    reversible = True
    reduces_to_sql = True
    name = f"seen_{TABLE}_insert"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
            f"NEW.seen := (SELECT max(id) FROM {TABLE}); RETURN NEW; END $$",
            params=None,
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name} ON {TABLE}", params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {self.name} BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
            params=None,
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            drop_triggers(schema_editor, [self.name])

    def describe(self) -> str:
        return f"New rows of {TABLE} note the row before"
