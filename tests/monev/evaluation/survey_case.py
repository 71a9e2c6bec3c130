"""A survey with three services and nine statements, and ways to answer it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from monev.monitoring.periods import today_in
from tests.factories.evaluation import (
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    SurveyFactory,
    SurveyResponseFactory,
    SurveyServiceFactory,
)
from tests.factories.pillars import PillarFactory, SubDimensionFactory


def make_survey(region, agency, *, pillar=None, instrument=None, users=400, first=1, **columns) -> SimpleNamespace:
    """`survey`, `subs`, `items` (nine, three a sub-dimension), `services`; every OPD takes part; open today."""
    pillar = pillar or PillarFactory()
    instrument = instrument or InstrumentFactory()
    indicator = InstrumentIndicatorFactory(dimension__instrument=instrument)
    subs = [SubDimensionFactory(pillar=pillar, code=f"{pillar.code}-s{n}", position=n) for n in (1, 2, 3)]
    items = [
        InstrumentItemFactory(
            indicator=indicator, code=f"4.{first + 3 * place + n:02d}", is_survey=True, pillar=pillar, sub_dimension=sub
        )
        for place, sub in enumerate(subs)
        for n in range(3)
    ]
    today = today_in(region.time_zone)
    columns = {"opens_on": today - timedelta(days=20), "closes_on": today + timedelta(days=20), "year": 2026, **columns}
    survey = SurveyFactory(
        region=region, instrument=instrument, pillar=pillar, contact="Sekretariat, 0371 00000", **columns
    )
    services = [
        SurveyServiceFactory(
            survey=survey,
            sub_dimension=sub,
            agency=agency,
            name=f"Layanan {sub.code}",
            users=users,
            confirmed_at=timezone.now(),
        )
        for sub in subs
    ]
    return SimpleNamespace(survey=survey, subs=subs, items=items, services=services, pillar=pillar)


def answer(case, value=3, *, subs=None, values=None, **columns):
    """One response: all statements of the services used get `value`, or `values` in their order."""
    used = case.subs if subs is None else subs
    codes = [item.code for item in case.items if item.sub_dimension in used]
    given = dict(zip(codes, values or [value] * len(codes), strict=True))
    return SurveyResponseFactory(survey=case.survey, answers=given, used=[sub.code for sub in used], **columns)


def posted(page, case, value="3", *, used="ya", **more):
    """What a browser sends that filled in the form of this page."""
    form = page.content.decode()
    hidden = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("uid", "note")}
    fields = {f"pakai_{each.pk}": used for each in case.services if f"pakai_{each.pk}" in form}
    if used == "ya":
        fields |= {f"butir_{item.pk}": value for item in case.items if f"butir_{item.pk}" in form}
    return hidden | fields | {"consent": "on"} | more
