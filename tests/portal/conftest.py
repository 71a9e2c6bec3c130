"""A region with three programs of 2025: one on schedule, one late, one that waits; and the demonstration, loaded."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from monev.monitoring.workflow import State
from portal.demo import loader
from tests.factories.masterplan import PlanVersionFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.portal.figures_case import YEAR, program, reported


@pytest.fixture
def quarters(region):
    """The second and third quarter of 2025."""
    return [PeriodFactory(region=region, year=YEAR, number=number) for number in (2, 3)]


@pytest.fixture
def version(region):
    return PlanVersionFactory(plan__region=region)


@pytest.fixture
def programs(version, quarters, agency, other_agency):
    """Ceilings 300, 100 and 100; planned 60 percent at the end of September."""
    second, third = quarters
    roads = SubDimensionFactory(
        code="economy-market", pillar=PillarFactory(code="economy", letters="EC", name_id="Smart Economy", position=3)
    )
    good = program(version, ceiling=300, planned=60, target=50, lead_agency=agency, code="A", name="Posyandu digital")
    late = program(
        version,
        ceiling=100,
        planned=60,
        target=50,
        lead_agency=other_agency,
        code="B",
        name="Pasar daring",
        sub_dimension=roads,
    )
    waiting = program(
        version, ceiling=100, planned=60, lead_agency=other_agency, code="C", name="Kelas TIK", sub_dimension=None
    )
    adopt(version)
    reported(good, second, physical=30, spent=60, value=20)
    reported(good, third, physical=70, spent=150, value=45)
    reported(late, third, physical=30, spent=20, value=20, hindering_factors="Gagal lelang", follow_up="Lelang ulang")
    reported(waiting, third, physical=50, spent=40, state=State.SUBMITTED)
    return {"good": good, "late": late, "waiting": waiting}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once for the tests of this module and taken back after them."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        loader.load(timezone.localdate())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _unblocked(request, django_db_blocker):
    if "loaded" in request.fixturenames:
        with django_db_blocker.unblock():
            yield
    else:
        yield
