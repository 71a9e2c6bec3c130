"""What the officer for personal data looks at: requests and breaches with their clocks, what is held and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from organizations.models import DataBreach, DataRequest, Membership, Region, RetentionRun, User
from organizations.roles import Can
from portal.personal_data.inventory import HOLDINGS
from portal.personal_data.kinds import Holding, Rule
from portal.personal_data.retention import BY_CODE, RULES

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Held:
    """One table of the inventory and how many rows it holds; None: they belong to no single region."""

    holding: Holding
    count: int | None
    kept: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of retention, its last run, and how much it deleted in the last year."""

    rule: Rule
    last: RetentionRun | None


@dataclass(frozen=True, slots=True)
class Protection:
    """The page of the officer."""

    open: Sequence[DataRequest]
    closed: Sequence[DataRequest]
    breaches: Sequence[DataBreach]
    held: Sequence[Held]
    rules: Sequence[RuleLine]
    officers: Sequence[Membership]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the law's clock runs for: unanswered requests and open breaches, the most urgent first."""

    regions: Sequence[Region]
    requests: Sequence[DataRequest]
    breaches: Sequence[DataBreach]

    @property
    def is_nothing(self) -> bool:
        """Whether neither waits."""
        return not (self.requests or self.breaches)


def waiting_for(user: User, regions: Sequence[Region], most: int) -> Waiting:
    """What waits for one who looks after personal data; `most` of each."""
    asked = _of(DataRequest.objects.allowed(user, Can.PROTECT).select_related("region", "person"), None)
    breaches = _of(DataBreach.objects.allowed(user, Can.PROTECT).select_related("region"), None)
    return Waiting(
        regions=regions,
        requests=list(asked.filter(state=DataRequest.State.OPEN).order_by("due_at", "pk")[:most]),
        breaches=list(breaches.filter(closed_at=None).order_by("noticed_at", "pk")[:most]),
    )


def protection(user: User, region: Region | None) -> Protection:
    """What there is for one region, or for the nation with all regions."""
    asked = _of(DataRequest.objects.allowed(user, Can.PROTECT).select_related("region", "person"), region)
    breaches = _of(DataBreach.objects.allowed(user, Can.PROTECT).select_related("region"), region)
    waiting = Q(state=DataRequest.State.OPEN)
    return Protection(
        open=list(asked.filter(waiting).order_by("due_at", "pk")[:SHOWN]),
        closed=list(asked.exclude(waiting).order_by("-answered_at", "pk")[:SHOWN]),
        breaches=list(breaches.order_by("-noticed_at", "pk")[:SHOWN]),
        held=held(region),
        rules=rule_lines(),
        officers=officer_roles(region),
    )


def held(region: Region | None) -> list[Held]:
    """Every table of the inventory, with the number of rows that concern the region."""
    people = None
    if region is not None:
        people = Membership.objects.filter(region=region).values("user")
    return [Held(holding, _count(holding, region, people), kept_words(holding)) for holding in HOLDINGS]


def kept_words(holding: Holding) -> str:
    """How long, in words."""
    return str(holding.kept) if holding.kept else BY_CODE[holding.rule].words


def rule_lines() -> list[RuleLine]:
    """Every rule with its last run."""
    latest = RetentionRun.objects.order_by().values("rule").annotate(last=Max("pk")).values("last")
    runs = {run.rule: run for run in RetentionRun.objects.filter(pk__in=latest)}
    return [RuleLine(rule, runs.get(rule.code)) for rule in RULES]


def officer_roles(region: Region | None) -> list[Membership]:
    """Who is appointed as officer (art. 53) today."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(role="data_officer")
    rows = rows.filter(region=region) if region is not None else rows
    return list(rows.select_related("user", "region").order_by("region__code", "pk")[:SHOWN])


def _of(rows: Any, region: Region | None) -> Any:
    return (rows.filter(region=region) if region is not None else rows).filter(archived_at=None)


def _count(holding: Holding, region: Region | None, people: Any) -> int | None:
    rows = holding.model._base_manager.all()
    if region is None:
        return int(rows.count())
    if holding.region:
        return int(rows.filter(**{holding.region: region}).count())
    return int(rows.filter(**{f"{holding.person}__in": people}).count()) if holding.person else None
