"""The data dictionary: every table and column from the models, with labels in both languages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models
from django.utils import translation

HEAD = """# Data dictionary
Every table and column, made from the models: `manage.py handbook_pages` writes this page, a test keeps it current.
Labels are those of the pages, in English and Indonesian; a column that may stay empty is marked *optional*. Tables
named `historical…` keep every earlier state of a record with the same columns and are not listed. What the words mean:
[glossary](glossary.md); the same columns through REST: [REST](rest.md).
"""
UNIT_IN_LABEL = re.compile(r"\(([^()]+)\)$")
UNITS = {
    "masterplan.Indicator.baseline": "unit of the indicator",
    "masterplan.Indicator.worst": "unit of the indicator",
    "masterplan.Indicator.plausible_min": "unit of the indicator",
    "masterplan.Indicator.plausible_max": "unit of the indicator",
    "masterplan.Indicator.end_target": "unit of the indicator",
    "masterplan.IndicatorTarget.value": "unit of the indicator",
    "monitoring.IndicatorValue.value": "unit of the indicator",
    "evaluation.ExternalFigure.value": "unit of the figure",
}
"""Where the label does not say it."""
TYPES = {
    "BigAutoField": "number, given by the database",
    "CharField": "text",
    "TextField": "long text",
    "EmailField": "e-mail address",
    "URLField": "address",
    "SlugField": "short name",
    "BooleanField": "yes or no",
    "DateField": "date",
    "DateTimeField": "moment (UTC)",
    "DurationField": "duration",
    "UUIDField": "UUID",
    "JSONField": "JSON",
    "FileField": "file",
    "ImageField": "picture",
    "BinaryField": "bytes",
    "GenericIPAddressField": "network address",
    "FloatField": "number",
}
INVENTORY = "portal.personal_data.inventory"
WHOLE = ("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "BigIntegerField")


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_app(config) for config in our_apps())


def our_apps() -> list[AppConfig]:
    """The apps of this project that have tables, in the order of the settings: the lowest first."""
    return [each for each in apps.get_app_configs() if _is_ours(Path(each.path)) and list(_tables(each))]


def _is_ours(path: Path) -> bool:
    """Whether the code lies in this project, and not in a virtual environment inside it."""
    base = Path(settings.BASE_DIR)
    return path.is_relative_to(base) and not path.relative_to(base).parts[0].startswith(".")


def _tables(config: AppConfig) -> Iterator[type[models.Model]]:
    return (model for model in config.get_models() if not model.__name__.startswith("Historical"))


def _app(config: AppConfig) -> str:
    said = inspect.cleandoc(type(config).__doc__ or "")
    return f"\n## {config.label}\n{said}\n" + "".join(_table(model) for model in _tables(config))


def _table(model: type[models.Model]) -> str:
    meta = model._meta
    english, indonesian = both(meta.verbose_name)
    said = inspect.cleandoc(model.__doc__ or "")
    said = "" if said.startswith(f"{model.__name__}(") else _text(said)
    rows = [_column(model, field) for field in (*meta.concrete_fields, *meta.many_to_many)]
    head = "| column | type, unit | English | Indonesian | notes |\n| --- | --- | --- | --- | --- |\n"
    return f"\n### {model.__name__}\n`{meta.db_table}` · {english} · {indonesian}\n\n{said}\n\n{head}" + "".join(rows)


def _column(model: type[models.Model], field: Any) -> str:
    english, indonesian = both(getattr(field, "verbose_name", field.name))
    cells = (f"`{field.name}`", _type(model, field, english), english, indonesian, "; ".join(_notes(model, field)))
    return "| " + " | ".join(_cell(each) for each in cells) + " |\n"


def _type(model: type[models.Model], field: Any, label: str) -> str:
    if field.is_relation:
        return "relation"
    unit = UNITS.get(f"{model._meta.label}.{field.name}") or (
        found[1] if (found := UNIT_IN_LABEL.search(label)) else ""
    )
    kind = _kind(field)
    return f"{kind}, {unit}" if unit and field.get_internal_type() not in ("CharField", "TextField") else kind


def _kind(field: Any) -> str:
    name = field.get_internal_type()
    if name == "DecimalField":
        return f"decimal, {field.decimal_places} places"
    if name in WHOLE:
        return "whole number"
    kind = TYPES.get(name, name)
    return f"{kind}, {field.max_length}" if name == "CharField" and field.max_length else kind


def _notes(model: type[models.Model], field: Any) -> Iterator[str]:
    if field.is_relation:
        other = field.related_model
        yield f"to {'many ' if field.many_to_many else ''}{other._meta.label}"
    if field.help_text:
        with translation.override("en"):
            yield _text(str(field.help_text))
    if choices := field.flatchoices:
        with translation.override("en"):
            yield ", ".join(f"`{value}` {label}" for value, label in choices if value != "")
    if field.unique and not field.primary_key:
        yield "unique"
    if _may_be_empty(field):
        yield "*optional*"
    if _is_personal(model, field.name):
        yield "**personal data**"


def _may_be_empty(field: Any) -> bool:
    """What the database or the portal fills in is never asked for."""
    given = field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return bool(field.null or field.blank) and not field.many_to_many and not given


def both(label: Any) -> tuple[str, str]:
    """A label in English and in Indonesian."""
    with translation.override("en"):
        english = str(label)
    with translation.override("id"):
        return english, str(label)


def _text(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _is_personal(model: type[models.Model], column: str) -> bool:
    return f"{model._meta.label}.{column}" in personal_columns()


@cache
def personal_columns() -> frozenset[str]:
    """`app.Model.column` of what the inventory of personal data names, where this portal has one."""
    if find_spec(INVENTORY.rpartition(".")[0]) is None:
        return frozenset()
    holdings = import_module(INVENTORY).HOLDINGS
    return frozenset(f"{each.table}.{column}" for each in holdings for column in each.fields)
