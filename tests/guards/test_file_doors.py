"""Every place where a file comes in or is kept is in docs/files.md; a new one fails here until it is written there."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from rest_framework import serializers

from tests.guards.structure import our_apps

ROOT = Path(settings.BASE_DIR)
TABLE = re.compile(r"^\| `(\w+\.[\w.]+)`", re.MULTILINE)


def written() -> set[str]:
    """The doors and columns that the page lists."""
    return set(TABLE.findall((ROOT / "docs/files.md").read_text()))


def modules(*endings: str) -> Iterator[object]:
    """Modules whose name, or that of a folder above, ends so: `forms`, `people_forms`, `forms.evidence`."""
    for app in our_apps():
        folder = ROOT / app.name.replace(".", "/")
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if any(part.endswith(endings) for part in parts):
                names = parts[:-1] if parts[-1] == "__init__" else parts
                yield importlib.import_module(".".join((app.name, *names)))


@cache
def fields_of_forms() -> set[str]:
    """Form fields and fields of REST that take a file."""
    found = set()
    for module in modules("forms", "serializers"):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ != module.__name__:
                continue
            declared = getattr(kind, "base_fields", None) or getattr(kind, "_declared_fields", None) or {}
            takes = (forms.FileField, serializers.FileField)
            found |= {
                f"{kind.__module__}.{name}.{field}" for field, each in declared.items() if isinstance(each, takes)
            }
    return found


def columns() -> set[str]:
    """Columns that name a stored file."""
    return {
        f"{model._meta.label}.{field.name}"
        for app in our_apps()
        for model in apps.get_app_config(app.label).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    }


@cache
def views_that_read_bytes() -> set[str]:
    """Modules that take bytes from a request by themselves, and not through a form."""
    found = set()
    for app in our_apps():
        for path in (ROOT / app.name.replace(".", "/")).rglob("*.py"):
            text = path.read_text()
            if not any(each in text for each in (".FILES", "request.body", "stream.read")):
                continue
            tree = ast.parse(text)
            for node in ast.walk(tree):
                if _reads_bytes(node):
                    found.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found


def _reads_bytes(node: ast.AST) -> bool:
    """`request.FILES.get(…)`, `request.FILES[…]`, `request.body`, `stream.read(…)`."""
    if isinstance(node, ast.Attribute) and node.attr == "body" and "request" in ast.unparse(node.value):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        said = ast.unparse(node.func)
        return said.endswith((".FILES.get", ".FILES.getlist")) or said == "stream.read"
    return isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".FILES")


def test_every_door_and_every_column_is_written_down():
    there = fields_of_forms() | columns() | views_that_read_bytes()
    assert there - written() == set(), "add it to docs/files.md, and see that core.uploads looks at what comes in"


def test_the_page_lists_nothing_that_is_gone():
    there = fields_of_forms() | columns() | views_that_read_bytes()
    assert written() - there == set()


def test_columns_of_files_are_checked_in_the_administration():
    """A file that somebody brings in the administration goes through the same door."""
    from django.contrib import admin

    from core.checked_files import CheckedFileField

    open_doors = []
    for model, page in admin.site._registry.items():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and page.has_change_permission.__func__.__qualname__.startswith(
                "BaseModelAdmin"
            ):
                override = page.formfield_overrides.get(models.FileField, {})
                if override.get("form_class") is not CheckedFileField and field.name not in page.readonly_fields:
                    open_doors.append(f"{model._meta.label}.{field.name}")
    assert open_doors == []
