"""All reports: the subclasses of `Report` in the packages that `REPORT_PACKAGES` names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext

from core.errors import Refused
from monev.reports.catalogue.base import Report


@cache
def reports() -> Mapping[str, Report]:
    """By code, in the order of the catalogue."""
    found: dict[str, Report] = {}
    for module in _modules():
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Report) and each.__module__.startswith(module.__name__):
                _add(found, each)
    ordered = sorted(found.values(), key=lambda each: (each.position, each.code))
    return MappingProxyType({each.code: each for each in ordered})


def report_named(code: str) -> Report:
    """The report with this code. Raises `Refused`."""
    report = reports().get(code)
    if report is None:
        raise Refused(gettext("There is no report “%(kind)s”.") % {"kind": code}, field="kind")
    return report


def _modules() -> Iterator[ModuleType]:
    for name in settings.REPORT_PACKAGES:
        package = import_module(name)
        for each in iter_modules(package.__path__):
            yield import_module(f"{name}.{each.name}")


def _add(found: dict[str, Report], kind: type[Report]) -> None:
    if not hasattr(kind, "code"):
        return
    if kind.code in found and type(found[kind.code]) is not kind:
        raise ImproperlyConfigured(f"Two reports have the code {kind.code}.")
    found[kind.code] = kind()
