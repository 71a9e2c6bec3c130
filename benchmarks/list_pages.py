# ruff: noqa: E402, S101  a script on its own database
"""A page of a list through REST against one raw SQL and orjson in a bare Django view, and deep pages against the first.

    DATABASE_URL=postgres://... python benchmarks/list_pages.py

DATABASE_URL names a PostgreSQL filled by `make_national` (514 regions and five years for the published figures).
Prints Markdown tables; nothing is written.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")

import django

django.setup()

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.test import force_authenticate

from core.rest.fast import shape_for
from core.rest.keyset import in_order, place_of, with_place
from core.rest.paging import asked_order
from exchange.tables import TABLES
from organizations.models import User

PERSON = "nasional@contoh.example"
SIZE, DEPTH, TIMES = 100, 10_000, 21
LISTS = ("progress-reports", "spending", "indicator-values", "programs")


def main() -> None:
    person = User.objects.get(email=PERSON)
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n")
    print("| page of 100 | REST | raw SQL and orjson, bare view | ratio |\n| --- | ---: | ---: | ---: |")
    for name in LISTS:
        against_raw(person, name)
    print("\n| order | page 1 | page 10,000 (or the last) | ratio |\n| --- | ---: | ---: | ---: |")
    for name in LISTS:
        for order in ("", "updated_at", "-updated_at"):
            deep_against_first(person, name, order)
    for order in sorted(set(TABLES[LISTS[0]].orderings) - {"updated_at"}):
        deep_against_first(person, LISTS[0], order)


def against_raw(person: Any, name: str) -> None:
    """The page with all columns, and without what is calculated; the limit has the columns of the tables only."""
    view = view_of(name, person, {})
    rows = view.filter_queryset(view.get_queryset())
    shape = shape_for(view, rows)
    sql, values = rows.order_by("pk").values_list(*shape.paths)[:SIZE].query.sql_with_params()

    def bare(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            names = [each[0] for each in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return HttpResponse(orjson.dumps({"results": found}, default=str), content_type="application/json")

    line(name, *medians(lambda: answer(name, person, {}), lambda: bare(HttpRequest())))
    if shape.computed:
        plain = ",".join(each.name for each in shape.parts if each.name not in shape.computed)
        without = medians(lambda: answer(name, person, {"fields": plain}), lambda: bare(HttpRequest()))
        line(f"{name}, no figures", *without)


def deep_against_first(person: Any, name: str, order: str) -> None:
    """The same page at the beginning of an order and far behind."""
    asked = {"ordering": order} if order else {}
    far = {**asked, "cursor": cursor_at(person, name, asked)}
    deep, first = medians(lambda: answer(name, person, far), lambda: answer(name, person, asked), 9)
    line(f"{name}, {order or 'as it is'}", deep, first, deep_first=True)


def cursor_at(person: Any, name: str, asked: dict[str, str]) -> str:
    """The cursor of the page, found by counting rows: what cursors are there to avoid."""
    view = view_of(name, person, asked)
    rows = view.filter_queryset(view.get_queryset())
    keys, pages = asked_order(rows, view.request), view.paginator
    last = min(SIZE * (DEPTH - 1), max(rows.order_by().count() - SIZE - 1, 1))
    row = with_place(in_order(rows.select_related(None), keys), keys)[last]
    pages.request = view.request
    return str(pages._cursor(place_of(row, keys), is_back=False))


def view_of(name: str, person: Any, params: dict[str, str]) -> Any:
    view = TABLES[name]()
    view.action_map, view.action = {"get": "list"}, "list"
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    view.request = view.initialize_request(asked_for(name, params))
    view.request.user = person
    return view


def answer(name: str, person: Any, params: dict[str, str]) -> Any:
    request = asked_for(name, params)
    force_authenticate(request, person)
    response = TABLES[name].as_view({"get": "list"})(request).render()
    assert response.status_code == 200, response.content
    return response


def asked_for(name: str, params: dict[str, str]) -> Any:
    return RequestFactory().get(
        f"/api/v1/{name}/", {"page_size": str(SIZE), **params}, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost"
    )


def medians(ours: Callable[[], Any], limit: Callable[[], Any], times: int = TIMES) -> tuple[float, float]:
    """In milliseconds, asked in turn: what else the machine does meets both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times + 1):
        for work, spent in zip((ours, limit), taken, strict=True):
            gc.collect()
            began = time.perf_counter()
            work()
            if turn:
                spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def line(work: str, ours: float, limit: float, *, deep_first: bool = False) -> None:
    told = (limit, ours) if deep_first else (ours, limit)
    print(f"| {work} | {told[0]:.1f} ms | {told[1]:.1f} ms | {ours / limit:.2f} |", flush=True)


if __name__ == "__main__":
    main()
