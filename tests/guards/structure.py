"""What the guards walk over: our apps in their order, our models, our routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import AppConfig, apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

APP_ORDER = (
    "core",
    "organizations",
    "notices",
    "webhooks",
    "accounts",
    "pillars",
    "masterplan",
    "quickwins",
    "monitoring",
    "evaluation",
    "reports",
    "citizens",
    "exchange",
    "portal",
    "operations",
    "handbook",
)
"""Labels from the lowest app to the highest."""


def our_apps() -> list[AppConfig]:
    """The apps of this project, lowest first."""
    return [apps.get_app_config(label) for label in APP_ORDER if label in apps.app_configs]


def our_models(*, history: bool = False) -> list[type[Model]]:
    """The tables of our apps; tables of history only when asked for."""
    models = [model for app in our_apps() for model in app.get_models()]
    return [model for model in models if history or not model.__name__.startswith("Historical")]


class Route(NamedTuple):
    """One address of the URL configuration."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    view: Any


def routes(skip: tuple[str, ...] = ("admin",)) -> Iterator[Route]:
    """Every address, with the namespace in its name; `skip` leaves whole namespaces out."""
    yield from _walk(get_resolver().url_patterns, "", "", (), skip)


def _walk(patterns, namespace, prefix, parameters, skip) -> Iterator[Route]:
    for each in patterns:
        address = prefix + str(each.pattern)
        known = (*parameters, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            if each.namespace not in skip:
                yield from _walk(each.url_patterns, inner, address, known, skip)
        elif isinstance(each, URLPattern):
            yield Route(f"{namespace}{each.name}" if each.name else "", address, known, each.callback)
