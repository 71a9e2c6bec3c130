"""The one place that decides what everybody may see. Public pages, files, pictures and open data read through it.

A table that has no rule here is not public, nor is anything of a region that did not publish itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from masterplan.models.plans import PlanVersion, Program
from masterplan.models.preparation import LegalDocument, PreparationStage
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.workflow import PUBLISHED
from organizations.models import Region
from quickwins.models import Milestone, QuickWin


def _not_withheld(lineage: str, region: str) -> Q:
    """The region does not hold the program of this row back."""
    held = ProgramSwitch.objects.filter(
        region=OuterRef(region), program_lineage=OuterRef(lineage), is_withheld=True, archived_at=None
    )
    return ~Exists(held) & Q()


def _adopted() -> Q:
    """Of a version of the plan that is or was in force: what is only drafted is nobody's business yet."""
    drafts = Q(plan_version__status=PlanVersion.Status.DRAFT)
    return ~drafts & Q(plan_version__archived_at=None, plan_version__plan__archived_at=None)


def _win_not_withheld(path: str) -> Q:
    held = QuickWinStory.objects.filter(quick_win=OuterRef(path), is_withheld=True, archived_at=None)
    return ~Exists(held) & Q()


def _document_is_public() -> Q:
    return Exists(DocumentSwitch.objects.filter(document=OuterRef("pk"), is_public=True, archived_at=None)) & Q()


@dataclass(frozen=True, slots=True)
class Rule:
    """When a row of a table is public: the part of the page that must be shown, and what must hold of the row."""

    holds: Callable[[], Q]
    part: str = ""


RULES: dict[type, Rule] = {
    Region: Rule(Q),
    PlanVersion: Rule(lambda: ~Q(status=PlanVersion.Status.DRAFT) & Q(plan__archived_at=None)),
    Program: Rule(lambda: _adopted() & _not_withheld("lineage", "plan_version__plan__region")),
    ProgressReport: Rule(
        lambda: Q(state__in=PUBLISHED) & _not_withheld("program__lineage", "period__region"),
    ),
    QuickWin: Rule(lambda: _win_not_withheld("pk"), "shows_quick_wins"),
    QuickWinStory: Rule(lambda: Q(is_withheld=False, quick_win__archived_at=None), "shows_quick_wins"),
    Milestone: Rule(
        lambda: Q(quick_win__archived_at=None) & _win_not_withheld("quick_win"),
        "shows_quick_wins",
    ),
    QuickWinReport: Rule(
        lambda: Q(state__in=PUBLISHED) & _win_not_withheld("quick_win"),
        "shows_quick_wins",
    ),
    LegalDocument: Rule(_document_is_public, "shows_documents"),
    PreparationStage: Rule(Q, "shows_path"),
    Feedback: Rule(
        lambda: (
            Q(state__in=(Feedback.State.APPROVED, Feedback.State.ANSWERED)) & _not_withheld("program_lineage", "region")
        ),
        "shows_feedback",
    ),
}


def published(rows: Any) -> Any:
    """Of these rows the ones that everybody may see; none of a table without a rule."""
    rule = RULES.get(rows.model)
    if rule is None:
        return rows.none()
    live = Publication.objects.live().filter(region=OuterRef(rows.region_path))
    if rule.part:
        live = live.filter(**{rule.part: True})
    return rows.filter(rule.holds(), Exists(live), archived_at=None)


def published_lineages(region: Region) -> set[uuid.UUID]:
    """The programs of a region that everybody may see, across versions of the plan."""
    return set(published(Program.objects.of_region(region)).values_list("lineage", flat=True).order_by())


def publications() -> Any:
    """The regions that publish themselves."""
    return Publication.objects.live().select_related("region__province").order_by("region__name", "pk")


def publication_at(code: str) -> Publication:
    """The published region with this code; Http404 for every other one, whether it exists or not."""
    found: Publication | None = publications().filter(region__code=code).first()
    if found is None:
        raise Http404
    return found


def published_row(rows: Any, **lookup: Any) -> Any:
    """One row that everybody may see; Http404 for every other one, whether it exists or not."""
    found = published(rows).filter(**lookup).first()
    if found is None:
        raise Http404
    return found
