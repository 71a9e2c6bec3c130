"""Tables and charts of pages as plain data, and plain data as blocks of a document again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, cast

from django.utils.translation import gettext

from core import charts
from core.documents import Chart, Column, Kind, State, Table, Value
from core.tables import DataTable

CHART_FONT = "Liberation Sans"
CHART_WIDTH = 620
Data = Mapping[str, Any]
Shares = Mapping[str, int]
NONE: Shares = MappingProxyType({})
PILLAR = "pillar"


def frozen_table(table: DataTable, *keys: str, title: str | None = None, shares: Shares = NONE) -> dict[str, Any]:
    """The table as plain data: the columns `keys` in this order (all without any), `shares` of the width by column."""
    known = {each.key: each for each in table.columns}
    columns = [known[key] for key in keys] if keys else list(table.columns)
    return {
        "title": table.title if title is None else title,
        "columns": [
            {
                "key": each.key,
                "label": each.label,
                "kind": each.kind,
                "unit": each.unit or _unit(each),
                "share": shares.get(each.key, each.share),
            }
            for each in columns
        ],
        "rows": [{each.key: _frozen(line.cells.get(each.key)) for each in columns} for line in table.lines],
        "examples": sum(line.is_example for line in table.lines),
        "empty": table.empty,
        "source": table.source,
    }


def _unit(column: Column) -> str:
    """On paper the unit stands in the heading, so that the cells are short."""
    if column.kind == "points":
        return gettext("points")
    return {"rupiah": "Rp", "percent": "%"}.get(column.kind, "")


def _frozen(value: Value) -> Any:
    """A state as its word and tone; a pillar as its letters."""
    if isinstance(value, State):
        return value.code if value.badge == PILLAR else {"label": value.label, "tone": value.tone, "code": value.code}
    return value


def table_of(data: Data, *, title: str | None = None, note: str | None = None) -> Table:
    """A frozen table as a block, under its own title or `title`. The line below it is its source, or `note`."""
    columns = [
        Column(each["key"], each["label"], cast(Kind, each["kind"]), each["unit"], each["share"])
        for each in data["columns"]
    ]
    return Table(
        name=data["title"],
        title=data["title"] if title is None else title,
        columns=columns,
        rows=[{each.key: _value(each, row[each.key]) for each in columns} for row in data["rows"]],
        note=data["source"] if note is None else note,
        empty=data["empty"],
    )


def _value(column: Column, value: Any) -> Value:
    if isinstance(value, Mapping):
        return State(value["label"], value["tone"], value["code"])
    if value is None or value == "":
        return None
    if column.kind == "date":
        return date.fromisoformat(value)
    return _number(value) if column.is_numeric else cast(Value, value)


def _number(value: Any) -> Value:
    """A target that was published in words stays words."""
    if isinstance(value, int):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return str(value)


def frozen_chart(chart: charts.Chart) -> dict[str, str]:
    """A chart as plain data. Its specification is kept as text: it holds numbers that only a drawing needs."""
    spec = json.dumps(chart.spec, sort_keys=True, ensure_ascii=False)
    return {"title": chart.title, "summary": chart.summary, "spec": spec, "source": chart.source}


def chart_of(data: Data, *, width: int = CHART_WIDTH) -> Chart:
    """A frozen chart as a block, drawn now."""
    drawing = charts.svg(json.loads(data["spec"]), width=width, font=CHART_FONT)
    return Chart(data["title"], drawing, data["summary"], f"{data['summary']} {data['source']}".strip())


def examples_in(tables: Iterable[Data], *marks: bool) -> dict[str, int]:
    """How many rows were made up for the demonstration, of how many; `marks` are of rows that stand in no table."""
    found = list(tables)
    return {
        "rows": sum(each["examples"] for each in found) + sum(marks),
        "of": sum(len(each["rows"]) for each in found) + len(marks),
    }
