"""Which rules of calculation are in force for a region on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.rules import DEFAULT, Rules


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rule versions of some regions and of the nation, oldest first."""

    versions: tuple[RuleVersion, ...]

    @classmethod
    def of(cls, rows: Iterable[RuleVersion]) -> RuleBook:
        """From rows in any order."""
        return cls(tuple(sorted(rows, key=lambda row: (row.valid_from, row.pk))))

    def at(self, region_id: int, on: date) -> Rules:
        """The region's own newest rules of that day, else the national ones, else the built-in defaults."""
        found = self.version_at(region_id, on)
        return Rules(version=found.code, **found.settings) if found else DEFAULT

    def version_at(self, region_id: int, on: date) -> RuleVersion | None:
        """The stored version that gives these rules; None where the built-in defaults apply."""
        begun = [each for each in self.versions if each.valid_from <= on]
        own = [each for each in begun if each.region_id == region_id]
        chosen = (own or [each for each in begun if each.region_id is None])[-1:]
        return chosen[0] if chosen else None


def rule_book(region_ids: Collection[int]) -> RuleBook:
    """All rules that can apply to these regions, in one query."""
    rows = RuleVersion.objects.filter(Q(region__in=region_ids) | Q(region=None), archived_at=None)
    return RuleBook(tuple(rows.order_by("valid_from", "pk")))


def rules_for(region_id: int, on: date) -> Rules:
    """The rules of one region on one day."""
    return rule_book({region_id}).at(region_id, on)


def rule_version_at(region_id: int, on: date) -> RuleVersion | None:
    """The stored rules of one region on one day."""
    return rule_book({region_id}).version_at(region_id, on)
