"""Addresses of public pages: the language stands in them, so that one copy of a page serves everybody."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from core.documents import shown
from core.languages import PARAMETER, active_language, in_language

register = template.Library()


def address(name: str, *args: Any) -> str:
    """The address of a public page in the active language; Indonesian needs no parameter."""
    return in_language(reverse(f"portal:public-{name}", args=args))


def absolute(path: str) -> str:
    """With the host that the installation says it has, never the one that a request claims."""
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"


@register.simple_tag
def public(name: str, *args: Any) -> str:
    """`{% public "program" region.code program.lineage %}`."""
    return address(name, *args)


@register.simple_tag
def picture_of(chart: Any) -> str:
    """The address of a chart's drawing: that of the page with `gambar=`, in the active language."""
    language = active_language()
    more = "" if language == settings.LANGUAGE_CODE else f"{PARAMETER}={language}&"
    return f"?{more}gambar={chart.id}.svg"


@register.simple_tag
def cell_of(line: Any, column: Any) -> str:
    """A cell of a chart's table as text."""
    return shown(line.cells.get(column.key), column.kind)
