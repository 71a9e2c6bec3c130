"""What a region chooses from when it sets a citizen survey up, and how far it has got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from masterplan.models.plans import Program
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.surveys import items_of, services_of
from organizations.models import Region, User
from organizations.roles import Can
from pillars.models import Pillar, SubDimension
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class Subject:
    """A program or quick win that may be chosen; `key` names it in the form."""

    key: str
    label: str
    program: Program | None = None
    quick_win: QuickWin | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One sub-dimension of a survey: its statements, and the service chosen for it, if any."""

    sub_dimension: SubDimension
    items: Sequence[InstrumentItem]
    service: SurveyService | None


def places_of(survey: Survey) -> list[Place]:
    """The sub-dimensions that the survey asks about, in their order."""
    items, services = items_of([survey])[survey.pk], services_of([survey])[survey.pk]
    subs = {item.sub_dimension.pk: item.sub_dimension for item in items if item.sub_dimension}
    chosen = {each.sub_dimension_id: each for each in services}
    return [
        Place(sub, [item for item in items if item.sub_dimension_id == pk], chosen.get(pk)) for pk, sub in subs.items()
    ]


def pillars_to_survey() -> Any:
    """The pillars about which a published instrument asks citizens."""
    asked = InstrumentItem.objects.filter(
        is_survey=True, sub_dimension__isnull=False, instrument__in=instruments_to_survey()
    )
    return Pillar.objects.filter(pk__in=asked.values("sub_dimension__pillar")).order_by("pillar_set", "position")


def instruments_to_survey() -> Any:
    """Published instruments with statements for citizens, newest first."""
    asked = InstrumentItem.objects.filter(is_survey=True, sub_dimension__isnull=False)
    return Instrument.objects.published().filter(pk__in=asked.values("instrument")).order_by("-year", "code")


def subjects_for(survey: Survey, sub_dimension: SubDimension, *, seen_by: User) -> list[tuple[str, list[Subject]]]:
    """Programs in force and quick wins of the pillar, those of the sub-dimension first."""
    programs = (
        Program.objects.allowed(seen_by, Can.SELF_ASSESS)
        .of_region(survey.region)
        .in_force()
        .filter(sub_dimension__pillar=survey.pillar)
        .running_in(survey.year)
        .for_list()
    )
    wins = (
        QuickWin.objects.allowed(seen_by, Can.SELF_ASSESS)
        .of_region(survey.region)
        .filter(Q(pillar=survey.pillar), archived_at=None)
        .for_list()
    )
    own = [_program(row) for row in programs if row.sub_dimension_id == sub_dimension.pk]
    others = [_program(row) for row in programs if row.sub_dimension_id != sub_dimension.pk]
    return [
        (gettext("Programs of %(sub)s") % {"sub": sub_dimension}, own),
        (gettext("Quick wins of the pillar"), [_quick_win(row) for row in wins]),
        (gettext("Other programs of the pillar"), others),
    ]


def _program(row: Program) -> Subject:
    return Subject(f"program:{row.lineage}", f"{row.name} ({row.lead_agency})", program=row)


def _quick_win(row: QuickWin) -> Subject:
    return Subject(f"quick_win:{row.pk}", f"{row.title}, {row.year} ({row.agency})", quick_win=row)


def key_of(service: SurveyService) -> str:
    """The key of what is chosen now."""
    return f"program:{service.program_lineage}" if service.program_lineage else f"quick_win:{service.quick_win_id}"


def surveys_to_enter(region: Region, person: User) -> list[Survey]:
    """The open surveys of the region for which this person enters forms."""
    rows = Survey.objects.of_region(region).filter(state=Survey.State.OPEN, archived_at=None)
    if not person.access.reach(Can.SELF_ASSESS).covers(region_id=region.pk):
        rows = rows.filter(services__agency__in=person.access.reach(Can.ENTER).agencies).distinct()
    return list(rows.select_related("pillar", "region"))
