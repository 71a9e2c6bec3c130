"""Bases of all REST views: logged in, a declared right, rows only through the scoped queryset, nothing undeclared."""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from core.origin import coming_through
from core.ranges import ranged
from core.rest import fast, paging, whole
from core.rest.moments import MomentsMixin
from core.rest.parameters import refuse_unknown
from core.rest.sparse import FIELDS
from core.storing import read_from
from organizations.expanding import EXPAND, MOST, expand, expandable, wanted_expansions
from organizations.models import ApiKey
from organizations.pulling import LoggedPull, concerning, region_of_row
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet
from organizations.throttling import Throttled

HEAD = ("id", "uid")
SHOWING = ("list", "retrieve")
"""The actions that show rows: whole, in part, or with what they refer to."""
TAIL = ("version", "created_at", "updated_at", "archived_at", "is_example", "source")


def door_of(request: Request) -> str:
    """How history and audit name what comes in here: `REST: SIPD` for the key of that name."""
    return f"REST: {request.auth.name}" if isinstance(request.auth, ApiKey) else "REST"


class ScopedView(MomentsMixin, LoggedPull, Throttled, APIView):
    """What all our REST views share: reading unless a view says more, no parameter that is not declared, refusals as
    problem details, limits per key, a line in the log of pulls, and the key named in history and audit; answers with
    figures say what they `carries`.

    `scopes`: method -> the scope that a key needs, where it is not the usual one (reading `read`, all else `write`).
    """

    needs: ClassVar[Can]
    scopes: Mapping[str, str] = {}
    http_method_names = ["get", "head", "options"]
    parameters: ClassVar[tuple[str, ...]] = ()

    def known_parameters(self) -> set[str]:
        """The query parameters that this address reads."""
        return {"format", *self.parameters}

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever becomes of the request, its door is shut behind it: the thread serves others next."""
        with ExitStack() as self._door:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, self.known_parameters())
        self._door.enter_context(coming_through(door_of(request)))


class CatalogueViewSet(ScopedView, ReadOnlyModelViewSet):
    """Rows of a shared catalogue: everybody with a role reads all of them.

    `filters`: parameter -> column; `orderings`: name -> column; `search_fields` as in Django REST framework.
    `computed_from`: where a list computes columns, those of the table (and of others, by path) that this needs.
    """

    needs = Can.VIEW
    tells_of_regions = False
    filters: ClassVar[Mapping[str, str]] = {}
    orderings: ClassVar[Mapping[str, str]] = {}
    search_fields: ClassVar[Sequence[str]] = ()
    computed: ClassVar[tuple[str, ...]] = ()
    computed_from: ClassVar[tuple[str, ...] | None] = None
    lookup_value_regex = r"\d+"
    takes_all = False

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        made: Request = super().initialize_request(request, *args, **kwargs)
        self.takes_all = whole.is_asked(made)
        return made

    def known_parameters(self) -> set[str]:
        known = super().known_parameters()
        if self.action not in SHOWING:
            return known
        known |= {FIELDS, EXPAND}
        if self.action != "list":
            return known
        backend, queryset = self.filter_backends[0](), super().get_queryset()
        known |= set(backend.get_filterset_class(self, queryset).base_filters)  # type: ignore[attr-defined]
        known |= {*paging.PARAMETERS, "ordering", whole.PARAMETER}
        return known | {"search"} if self.search_fields else known

    def get_object(self) -> Any:
        """One row by its address alone; the filters of the list do not apply."""
        row = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_field]}).first()
        if row is None:
            raise Http404
        self.check_object_permissions(self.request, row)
        return row

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Rows with the expansions that were asked for. What must be read for all rows together is read here, once:
        see `facts`; `only` names the columns that are made, all without it."""
        only = kwargs.pop("only", None)
        if self.action not in SHOWING or getattr(self, "swagger_fake_view", False):
            return super().get_serializer(*args, **kwargs)
        rows = ([*args[0]] if kwargs.get("many") else [args[0]]) if args else []
        context = dict(self.get_serializer_context())
        shown = (rows if kwargs.get("many") else rows[0], *args[1:]) if args else ()
        made: Any = super().get_serializer(*shown, **{**kwargs, "context": context})
        row = made.child if kwargs.get("many") else made
        expanded = expand(row, wanted_expansions(self.request))
        for name in set(row.fields) - set(row.fields if only is None else only):
            row.fields.pop(name)
        if rows and (not self.computed or set(self.computed) & set(row.fields)):
            context |= self.facts(rows)
        for each in expanded if rows else ():
            each.fill(rows, self.request)
        return made

    def get_renderers(self) -> list[Any]:
        """All formats for rows; what is done is answered in JSON."""
        if self.takes_all:
            return whole.renderers()
        found = super().get_renderers()
        return found if getattr(self.request, "method", "GET") in SAFE_METHODS else found[:1]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A page; with `all=true` every row of the list in one answer."""
        return whole.answer(self) if self.takes_all else fast.page(self)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row."""
        return fast.one(self, self.get_object())

    def facts(self, rows: builtins.list[Any]) -> dict[str, Any]:
        """What the serializer needs to know of these rows beyond their columns, in a fixed number of queries.

        Where only some columns need it, `computed` names them: without these nothing is asked.
        """
        return {}

    def more_parameters(self) -> builtins.list[OpenApiParameter]:
        """`fields` and `expand`, as the schema says them."""
        if self.action not in SHOWING:
            return []
        text = "Only these columns, in the order of the list: `uid,name,agency.code`."
        found = [OpenApiParameter(FIELDS, str, many=True, explode=False, style="form", description=text)]
        shown: Any = self.get_serializer_class()
        if known := expandable(shown):
            text = f"References to show as whole rows, at most {MOST}."
            found.append(
                OpenApiParameter(EXPAND, str, many=True, explode=False, style="form", enum=known, description=text)
            )
        return found


class ScopedViewSet(CatalogueViewSet):
    """Rows of regions and OPDs: those for which the person has the right `needs`. Hidden and missing are both 404."""

    tells_of_regions = True

    def get_object(self) -> Any:
        row = super().get_object()
        number = region_of_row(row)
        concerning(self.request, regions=[] if number is None else [number])
        return row

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if not isinstance(rows, ScopedQuerySet):
            raise ImproperlyConfigured(f"{type(self).__name__} reads rows that no access rule covers.")
        return rows.allowed(self.request.user, self.needs)


class ScopedSerializer(serializers.ModelSerializer[Any]):
    """Columns of a table, read-only. Foreign keys are shown as small objects: see `reference`."""

    def get_uniqueness_extra_kwargs(self, field_names: Any, declared_fields: Any, extra_kwargs: Any) -> Any:
        """Nothing is written here, so nothing need be unique."""
        return extra_kwargs, {}

    def get_fields(self) -> dict[str, Any]:
        found = super().get_fields()
        for name, field in found.items():
            field.read_only, field.required = True, False
            if isinstance(field, serializers.Serializer) and self._may_be_missing(field.source or name):
                field.allow_null = True
        return found

    def _may_be_missing(self, source: str) -> bool:
        """Whether any foreign key on the way is optional."""
        model: Any = self.Meta.model
        for part in source.split("."):
            try:
                column = model._meta.get_field(part)
            except FieldDoesNotExist:
                return False
            if column.null:
                return True
            model = column.related_model
        return False


def record(*own: str) -> tuple[str, ...]:
    """The columns of a business record: identifiers first, provenance last."""
    return (*HEAD, *own, *TAIL)


def reference(model: type[models.Model], *columns: str, **options: Any) -> Any:
    """A small object that names a row of `model`: its identifiers and what people call it."""
    return _reference_class(model, columns)(read_only=True, **options)


@cache
def _reference_class(model: type[models.Model], columns: tuple[str, ...]) -> type[ScopedSerializer]:
    meta = type("Meta", (), {"model": model, "fields": columns})
    return type(f"{model.__name__}RefSerializer", (ScopedSerializer,), {"Meta": meta, "is_reference": True})


class PersonName(serializers.CharField):
    """A person by name: never the e-mail address, the NIP or the number."""

    shows = "name"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, "allow_null": True, **options})

    def to_representation(self, value: Any) -> str:
        return str(value.name)


class Figure(serializers.DecimalField):
    """A calculated figure, rounded for transport only; nothing where there is nothing to calculate from."""

    def __init__(self, places: int = 4, **options: Any) -> None:
        super().__init__(
            max_digits=None,
            decimal_places=places,
            rounding=ROUND_HALF_UP,
            **{"read_only": True, "allow_null": True, **options},
        )
        self.step = Decimal(1).scaleb(-places)

    def quantize(self, value: Decimal) -> Decimal:
        """Without making the step and a context anew for each figure."""
        return value.quantize(self.step, self.rounding)


class Money(Figure):
    """Rupiah with sen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(places=2, **options)


class FiguresSerializer(serializers.Serializer[Any]):
    """An object of calculated figures, written without what Django REST framework asks each field of each row."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: None if (value := get(instance)) is None else write(value) for name, get, write in self._written}

    @cached_property
    def _written(self) -> builtins.list[tuple[str, Any, Any]]:
        return [
            (name, attrgetter(field.source or name), field.to_representation) for name, field in self.fields.items()
        ]


def attachment(file: Any, name: str, request: Any, sha256: str = "") -> HttpResponseBase:
    """A file to be saved, never run: its real type stands in the row that names it.

    Who has the file already gets 304, and a part of it may be asked for (`Range`), so that a download that broke off
    goes on. The ETag is the SHA-256, or what the storage says of the file.
    """
    try:
        size = file.size
        known = sha256 or _version_of(file, size)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response: Any = get_conditional_response(request, etag=f'"{known}"') or ranged(
        request, size, lambda start, length: read_from(file.storage, file.name, start, length), known
    )
    response["Content-Type"] = "application/octet-stream"
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response  # type: ignore[no-any-return]


def _version_of(file: Any, size: int) -> str:
    """What changes with a file whose SHA-256 nobody has kept."""
    changed_at = file.storage.get_modified_time(file.name)
    return hashlib.sha256(f"{file.name} {size} {changed_at.isoformat()}".encode()).hexdigest()
