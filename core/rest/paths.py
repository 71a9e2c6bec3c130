"""What a path of columns leads to, such as `program__lead_agency__code`."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models


class End(NamedTuple):
    """The end of a path; `field` is nothing for what a queryset annotates."""

    field: models.Field[Any, Any] | None
    is_optional: bool


def column_at(model: type[models.Model], path: str) -> End:
    """Where the path leads, and whether anything on the way may be missing.

    >>> from organizations.models import Agency
    >>> column_at(Agency, "region__code").is_optional, column_at(Agency, "parent__code").is_optional
    (False, True)
    """
    field: Any = None
    here: Any = model
    optional = False
    for part in path.split("__"):
        try:
            field = here._meta.pk if part == "pk" else here._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return End(None, is_optional=True)
        optional = optional or bool(getattr(field, "null", True))
        here = field.related_model
    return End(field, optional)
