"""Where text is declared to be safe, or SQL is put together: each place is known, with its reason."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from tests.guards.structure import our_apps

ROOT = Path(settings.BASE_DIR)
SAFE_IN_TEMPLATES = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off")
SAFE_IN_CODE = {
    "handbook/plain.py": "the project's own pages of documentation, which nobody writes to through the portal",
    "portal/search/matching.py": "marks what was searched for; every part is escaped before",
}
"""Modules that call `mark_safe`."""
SQL = {
    "exchange/services/idempotency.py": "a lock, by number",
    "core/rest/copying.py": "COPY of a statement of the ORM, its values quoted by the driver; the zone",
    "core/consistency.py": "fixed text",
    "core/statistics.py": "the name of a table of our own",
    "core/replicas.py": "fixed texts",
    "operations/management/commands/migrate.py": "a limit, a number",
    "operations/selectors/health.py": "fixed text",
    "operations/selectors/machine.py": "fixed texts",
    "operations/services/preflight/database.py": "fixed texts",
    "operations/services/preflight/migrations.py": "names of tables of our own; values as parameters",
    "operations/services/preflight/work.py": "fixed texts",
    "operations/services/restoring_database.py": "names of tables and sequences of our own",
    "operations/services/turns.py": "names of settings and numbers of our own; the lock as a parameter",
    "operations/vault/index.py": "an index of its own in a file, values as parameters",
    "operations/vault/rows.py": "names of tables and columns of our own, values as parameters",
    "operations/vault/snapshots.py": "fixed texts; a name that PostgreSQL gave",
    "operations/vault/triggers.py": "triggers as the database has them",
    "organizations/services/anchoring.py": "a lock, by number",
    "organizations/services/sealing.py": "a lock, by number; values as parameters",
    "organizations/services/verifying_anchors.py": "fixed text with as many places as values",
    "portal/services/audit_checks.py": "a lock, by number",
    "portal/national_data/making.py": "made-up data of benchmarks; names of columns of our own",
    "portal/national_data/rows.py": "the same",
}
"""Modules that give SQL to a cursor."""
BY_HAND = {"execute", "executemany", "copy_expert"}
TABLES = {
    "core/tabular.py": "`cell` and `safe` put a sign before what a spreadsheet would compute; csv_line gets such cells",
    "core/row_files.py": "the same; cells of workbooks are written as texts",
    "core/spreadsheets.py": "texts are written as texts, numbers as numbers",
    "core/rest/formats.py": "cells of `core.rest.tables`, made safe by core.tabular",
    "core/rest/whole.py": "the same",
    "monev/monitoring/workbook/writing.py": "xlsxwriter told to make no formula and no link of a text",
}
"""Modules that write the cells of a CSV or a workbook; tests/core/test_injection.py and tests/rest try them."""
WRITERS = re.compile(r"csv\.(?:writer|DictWriter)\(|(?:xlsxwriter|openpyxl)\.Workbook\(|csv_line\(|map\(csv_line")
OF_THE_ORM = re.compile(r"(?:objects|all\(\)|rows)\.(?:raw|extra)\(|RawSQL\(")


@cache
def sources() -> dict[str, str]:
    """Our modules by path, without migrations."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for app in our_apps()
        for path in sorted((ROOT / app.name.replace(".", "/")).rglob("*.py"))
        if "migrations" not in path.parts
    }


def calling(*names: str) -> set[str]:
    """Modules that call something of one of these names."""
    found = set()
    for path, text in sources().items():
        if any(f"{name}(" in text for name in names):
            functions = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            called = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in functions}
            found |= {path} if called & set(names) else set()
    return found


def test_no_template_declares_text_safe():
    found = [
        str(path.relative_to(ROOT))
        for folder in ("templates", *(app.name.replace(".", "/") for app in our_apps()))
        for path in (ROOT / folder).rglob("*.html")
        if SAFE_IN_TEMPLATES.search(path.read_text())
    ]
    assert found == []


def test_text_is_declared_safe_in_known_places_only():
    assert calling("mark_safe") == set(SAFE_IN_CODE)


def test_sql_is_written_in_known_places_only():
    by_hand = {path for path in calling(*BY_HAND) if "cursor" in sources()[path]}
    assert by_hand == set(SQL)
    assert {path for path, text in sources().items() if OF_THE_ORM.search(text)} == set()


def test_tables_are_written_in_known_places_only():
    """Another writer could forget that a cell which begins with `=` is computed by whoever opens it."""
    assert {path for path, text in sources().items() if WRITERS.search(text)} == set(TABLES)


def test_nothing_is_loaded_that_runs_what_it_reads():
    """No pickle, no eval, no shell."""
    loaders = re.compile(r"^\s*(?:import|from) (?:pickle|marshal|shelve)\b|shell=True", re.MULTILINE)
    assert calling("eval", "exec", "system", "popen") == set()
    assert {path for path, text in sources().items() if loaders.search(text)} == set()
