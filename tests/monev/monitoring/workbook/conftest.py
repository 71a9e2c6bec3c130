"""The case of the tests of the workbook, on the first of October 2026."""

import pytest
import time_machine

from tests.monev.monitoring.workbook.workbook_case import NOW, make_case


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)
