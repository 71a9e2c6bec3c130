"""The two parts of the navigation: what stands in the strip, and what folds into the menu at its end."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from portal.navigation import Entry

register = template.Library()


@register.filter
def unfolded(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of the strip."""
    return [each for each in entries if not each.folded]


@register.filter
def folded(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of the menu."""
    return [each for each in entries if each.folded]


@register.filter
def any_active(entries: Iterable[Entry]) -> bool:
    """Whether the page that is open is one of them."""
    return any(each.active for each in entries)
