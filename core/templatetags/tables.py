"""`{% load tables %}{% data_table table %}`: a `core.tables.DataTable` as the address of the page asks for it."""

from typing import Any

from django import template
from django.template.context import Context

from core.documents import State
from core.tables import DataTable, asked

register = template.Library()
BADGES = {"good": "success", "active": "info", "warning": "warning", "bad": "danger", "none": "neutral"}


@register.inclusion_tag("components/data_table.html", takes_context=True)
def data_table(context: Context, table: DataTable, plain: bool = False) -> dict[str, Any]:
    """The table with heads that sort, a filter, pages and downloads; `plain` leaves the filter out (short tables)."""
    return {"view": asked(table, context["request"].GET), "table": table, "plain": plain}


@register.inclusion_tag("components/table_files.html", takes_context=True)
def table_files(context: Context, table: DataTable) -> dict[str, Any]:
    """The downloads of a table that the page shows in another form."""
    return {"view": asked(table, context["request"].GET), "table": table}


@register.filter
def is_asked_for(table: DataTable, request: Any) -> bool:
    """Whether the address sorts or narrows this table: a folded one is shown then."""
    return asked(table, request.GET).is_asked


@register.filter
def badge_kind(state: State) -> str:
    """The sign of a state: its own, else that of its tone."""
    return state.badge or BADGES[state.tone]
