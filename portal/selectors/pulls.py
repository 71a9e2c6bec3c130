"""Pulls of data and keys in the words of an official."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, pgettext

from exchange.tables import TABLES
from organizations.models import ApiKey, PullEntry, Region, User
from organizations.selectors.keys import may_revoke, stays_within
from organizations.selectors.pulls import filter_words


@dataclass(frozen=True, slots=True)
class PullLine:
    """One request in words; `entry` holds the figures."""

    entry: PullEntry
    what: str
    asked: str
    whose: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as a region sees it. `may_revoke`: it reaches nothing but this region, or the nation looks at it."""

    key: ApiKey
    reach: str
    may_revoke: bool


def table_choices() -> list[tuple[str, str]]:
    """The tables of REST by their names in words."""
    found = [(slug, table_words(slug)) for slug in TABLES]
    return sorted(found, key=lambda each: each[1].casefold())


def table_words(table: str) -> str:
    """A table in words; what belongs to a row of it (a file) is named behind it."""
    slug, _bar, part = table.partition("/")
    model = _model_of(slug)
    name = str(model._meta.verbose_name_plural).capitalize() if model else slug
    return f"{name}: {_part_words(part)}" if part else name


def _part_words(part: str) -> str:
    words = {
        "file": pgettext("of a record", "file"),
        "figures": pgettext("of a record", "figures"),
        "snapshot": pgettext("of a record", "data behind it"),
    }
    return words.get(part, part)


@cache
def _model_of(slug: str) -> Any:
    view = TABLES.get(slug)
    return view.queryset.model if view is not None and view.queryset is not None else None


def pull_line(entry: PullEntry) -> PullLine:
    """A line of the log, as a region reads it."""
    words = {
        PullEntry.Reach.REGION: gettext("this region only"),
        PullEntry.Reach.REGIONS: gettext("several regions, this one among them"),
        PullEntry.Reach.NATION: gettext("all regions of the nation"),
    }
    whose = words.get(PullEntry.Reach(entry.reach), "–")
    return PullLine(entry, table_words(entry.table), filter_words(entry.parameters), whose)


def key_line(key: ApiKey, region: Region, user: User) -> KeyLine:
    """A key that reaches the region."""
    alone = stays_within(key, region)
    reach = gettext("this region only") if alone else gettext("other regions too")
    return KeyLine(key, reach, may_revoke(key, region, user))
