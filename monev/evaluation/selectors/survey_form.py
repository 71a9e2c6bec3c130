"""What a form of the citizen survey asks, and by which link it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.surveys import items_of, services_of
from organizations.models import User
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class Part:
    """One service and the statements about it."""

    service: SurveyService
    items: Sequence[InstrumentItem]

    @property
    def code(self) -> str:
        """The code of the sub-dimension for which the service stands."""
        return self.service.sub_dimension.code


@dataclass(frozen=True, slots=True)
class Asked:
    """One form: the survey, the services it asks about, and the service whose link or form it is."""

    survey: Survey
    parts: Sequence[Part]
    service: SurveyService | None


def asked_by(token: str) -> Asked:
    """The form behind a link; Http404 when there is none, also while the survey is being prepared."""
    row = (
        SurveyService.objects.select_related("survey__region", "survey__pillar", "survey__instrument", "agency")
        .filter(token=token, archived_at=None, survey__archived_at=None)
        .exclude(survey__state=Survey.State.DRAFT)
        .first()
    )
    if row is None:
        raise Http404
    return asked_in(row.survey, row)


def asked_in(survey: Survey, service: SurveyService | None) -> Asked:
    """The form of a survey: all services with nine statements, or the one service with three."""
    items, services = items_of([survey])[survey.pk], services_of([survey])[survey.pk]
    if survey.form == Survey.Form.THREE and service is not None:
        services = [each for each in services if each.pk == service.pk]
    parts = [
        Part(each, [item for item in items if item.sub_dimension_id == each.sub_dimension_id]) for each in services
    ]
    return Asked(survey, [part for part in parts if part.items], service)


def services_to_enter(survey: Survey, person: User) -> list[SurveyService]:
    """The services for which this person enters forms: all for the secretariat, else those of one's own OPD."""
    rows: Any = services_of([survey])[survey.pk]
    if person.access.reach(Can.SELF_ASSESS).covers(region_id=survey.region_id):
        return list(rows)
    own = person.access.reach(Can.ENTER).agencies
    return [each for each in rows if each.agency_id in own]
