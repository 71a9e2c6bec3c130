"""In which reports evidence is shown, as columns of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Coalesce, Concat

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.selectors.evidence_levels import RANKS

PERIOD = Coalesce(
    "progress_report__period",
    "indicator_value__report__period",
    "quick_win_report__period",
    "milestone__report__period",
    "pledge_report__period",
)
"""The period of the report to which a use belongs; none for the answer to a directive."""


def _text(*columns: str) -> Any:
    source = Coalesce(*columns) if len(columns) > 1 else F(columns[0])
    return Coalesce(Cast(source, CharField()), Value(""))


PLACE = Concat(
    Coalesce(Cast(PERIOD, CharField()), Value("")),
    Value("/"),
    _text("progress_report__program__lineage", "indicator_value__report__program__lineage"),
    Value("/"),
    _text("quick_win_report__quick_win", "milestone__report__quick_win"),
    Value("/"),
    _text("pledge_report__pledge"),
    Value("/"),
    _text("directive_answer__directive"),
    output_field=CharField(),
)
"""Subject and period of a use in one text, or its directive; the same for all revisions of a report."""


def uses_of(outer: str = "pk") -> Any:
    """The uses of the evidence of an outer query."""
    return EvidenceUse.objects.filter(evidence=OuterRef(outer), archived_at=None).order_by()


def best_verdict() -> Any:
    """A number from 4 (strong) to 0 (not judged) for the best verdict on a piece of evidence."""
    ranks = [When(verdict=verdict, then=Value(len(RANKS) - place)) for place, verdict in enumerate(RANKS)]
    rank = Case(*ranks, default=Value(0), output_field=IntegerField())
    found = uses_of().annotate(rank=rank).order_by("-rank").values("rank")[:1]
    return Coalesce(Subquery(found), Value(0))


def place_count() -> Any:
    """In how many reports (subjects and periods) a piece of evidence is shown."""
    found = uses_of().annotate(place=PLACE).values("evidence").annotate(places=Count("place", distinct=True))
    return Coalesce(Subquery(found.values("places")[:1]), Value(0))


def other_owners() -> Any:
    """Whether another OPD of the region shows the same file."""
    others = Evidence.objects.filter(
        stored_file=OuterRef("stored_file"), region=OuterRef("region"), archived_at=None, uses__archived_at=None
    ).exclude(agency=OuterRef("agency"))
    return Exists(others.filter(uses__isnull=False))
