"""Which pieces of the region's ledger are offered for an answer: those of the programs behind it, then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from monev.evaluation.measures.facts import Record
from monev.monitoring.models.evidence import Evidence
from organizations.models import Region
from organizations.roles import Can

MOST = 40
"""Pieces of one group; more are found by searching."""


def evidence_offered(
    region: Region, records: Iterable[Record], *, text: str, seen_by: Any
) -> list[tuple[str, Sequence[Evidence]]]:
    """Groups of evidence with their labels, in at most two queries; `text` searches the whole ledger instead."""
    rows = Evidence.objects.allowed(seen_by, Can.VIEW).of_region(region).current()
    rows = rows.select_related("agency").order_by("-dated_on", "-pk")
    if text:
        wanted = Q(title__icontains=text) | Q(file_name__icontains=text) | Q(link__icontains=text)
        return [(_("Found"), list(rows.filter(wanted)[:MOST]))]
    behind = _behind(records)
    own = list(rows.filter(behind).distinct()[:MOST]) if behind else []
    known = {each.pk for each in own}
    newest = [each for each in rows[:MOST] if each.pk not in known]
    return [(_("Of what the proposal rests on"), own), (_("Newest in the ledger"), newest)]


def _behind(records: Iterable[Record]) -> Q:
    keys: dict[str, list[str]] = {}
    for each in records:
        keys.setdefault(each.kind, []).append(each.key)
    programs, wins = keys.get("program", []), keys.get("quick_win", [])
    found = Q()
    if programs:
        found |= Q(uses__progress_report__program__in=programs)
        found |= Q(uses__indicator_value__report__program__in=programs)
    if wins:
        found |= Q(uses__quick_win_report__quick_win__in=wins)
    return found
