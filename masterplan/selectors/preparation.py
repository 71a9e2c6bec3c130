"""How a region came to its plan: everything of the preparation page, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.preparation import (
    Council,
    CouncilMember,
    Decision,
    Directive,
    LegalDocument,
    Meeting,
    PreparationStage,
    SupportRequest,
)
from organizations.models import Partner, Region
from organizations.roles import Can


@dataclass(frozen=True)
class Preparation:
    """The page: stages in order, then documents, bodies, meetings, directives, commitments, requests, partners."""

    stages: tuple[PreparationStage, ...]
    documents: tuple[LegalDocument, ...]
    councils: tuple[Council, ...]
    meetings: tuple[Meeting, ...]
    directives: tuple[Directive, ...]
    commitments: tuple[Commitment, ...]
    requests: tuple[SupportRequest, ...]
    partners: tuple[Partner, ...]


def preparation(region: Region, *, seen_by: Any) -> Preparation:
    """What `seen_by` may see of the region's way to its plan."""

    def rows(model: Any) -> Any:
        return model.objects.allowed(seen_by, Can.VIEW).of_region(region).current()

    members = CouncilMember.objects.filter(archived_at=None)
    pledges = Pledge.objects.filter(archived_at=None)
    decisions = Decision.objects.filter(archived_at=None)
    return Preparation(
        stages=tuple(rows(PreparationStage).select_related("document")),
        documents=tuple(rows(LegalDocument)),
        councils=tuple(rows(Council).select_related("decree").prefetch_related(Prefetch("members", members))),
        meetings=tuple(
            rows(Meeting).select_related("council").prefetch_related(Prefetch("decisions", decisions), "attendance")
        ),
        directives=tuple(rows(Directive).select_related("agency")),
        commitments=tuple(
            rows(Commitment).select_related("agency", "document").prefetch_related(Prefetch("pledges", pledges))
        ),
        requests=tuple(rows(SupportRequest).select_related("ministry", "agency")),
        partners=tuple(rows(Partner)),
    )
