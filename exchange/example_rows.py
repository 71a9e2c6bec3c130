"""An example row of every list for the documentation of REST: from the demonstration, real facts first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import override
from rest_framework.test import APIRequestFactory, force_authenticate

from exchange.tables import TABLES
from organizations.models import Region, User

FILE = Path(__file__).parent / "example_rows.json"
KSB = "52.07"


@cache
def example_rows() -> dict[str, Any]:
    """One row of every list, by its address, as it was written down; made-up rows say so in `is_example`."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}  # type: ignore[no-any-return]


def read_examples(person: User) -> Iterator[tuple[str, Any]]:
    """The rows as that person reads them; a list without any has none."""
    for address, view in TABLES.items():
        row = _first(view, person)
        if row is not None:
            yield address, row


def _first(view: Any, person: User) -> Any:
    """One row of a list, of our region where it has regions, a real one where there is one."""
    queryset = view.queryset
    columns = {field.name for field in queryset.model._meta.get_fields()}
    rows = queryset.allowed(person, view.needs) if hasattr(queryset, "allowed") else queryset.all()
    path = getattr(rows, "region_path", None)
    region = Region.objects.filter(code=KSB).first()
    if path and region and rows.filter(**{path: region.pk}).exists():
        rows = rows.filter(**{path: region.pk})
    if "is_example" in columns and rows.filter(is_example=False).exists():
        rows = rows.filter(is_example=False)
    row = rows.first()
    return None if row is None else _shown(view, row, person)


def _shown(view: Any, row: Any, person: User) -> Any:
    """The row as its own address answers."""
    request = APIRequestFactory().get("/")
    force_authenticate(request, person)
    with override("en"):
        answer = view.as_view({"get": "retrieve"})(request, **{view.lookup_field: getattr(row, view.lookup_field)})
        return json.loads(answer.render().content) if answer.status_code == 200 else None
