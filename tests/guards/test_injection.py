"""Where text is declared to be safe, or SQL is put together: each place is known, with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.guards.structure import our_apps

ROOT = Path(settings.BASE_DIR)
SAFE_IN_TEMPLATES = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off")
SAFE_IN_CODE = {
    "portal/search/matching.py": "marks what was searched for; every part is escaped before",
}
"""Modules that call `mark_safe`."""
SQL = {
    "exchange/services/idempotency.py": "a lock, by number",
    "core/rest/copying.py": "COPY of a statement of the ORM, its values quoted by the driver; the zone",
    "core/consistency.py": "fixed text",
    "core/statistics.py": "fixed text",
    "core/replicas.py": "fixed texts",
    "portal/national_data/making.py": "made-up data of benchmarks; names of columns of our own",
    "portal/national_data/rows.py": "the same",
}
"""Modules that give SQL to a cursor."""
BY_HAND = {"execute", "executemany", "copy_expert"}
OF_THE_ORM = {"raw", "extra", "RawSQL"}


def trees() -> Iterator[tuple[str, ast.AST]]:
    for app in our_apps():
        for path in sorted((ROOT / app.name.replace(".", "/")).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_no_template_declares_text_safe():
    found = [
        str(path.relative_to(ROOT))
        for folder in ("templates", *(app.name.replace(".", "/") for app in our_apps()))
        for path in (ROOT / folder).rglob("*.html")
        if SAFE_IN_TEMPLATES.search(path.read_text())
    ]
    assert found == []


def test_text_is_declared_safe_and_sql_is_written_in_known_places_only():
    safe, by_hand, raw = set(), set(), set()
    for path, tree in trees():
        made = set(calls(tree))
        safe |= {path} if "mark_safe" in made else set()
        by_hand |= {path} if made & BY_HAND and "cursor" in ast.unparse(tree) else set()
        raw |= {path} if made & OF_THE_ORM else set()
    assert safe == set(SAFE_IN_CODE)
    assert by_hand - set(SQL) == set()
    assert set(SQL) - by_hand == set()
    assert raw == set()


def test_nothing_is_loaded_that_runs_what_it_reads():
    """No pickle, no eval, no shell."""
    forbidden, loaders = {"eval", "exec", "system", "popen"}, {"pickle", "marshal", "shelve"}
    found = set()
    for path, tree in trees():
        imported = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
        if set(calls(tree)) & forbidden or imported & loaders or "shell=True" in ast.unparse(tree):
            found.add(path)
    assert found == set()
