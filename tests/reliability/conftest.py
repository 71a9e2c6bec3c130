"""The portal as several processes, with people who work in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.cases import open_case
from tests.machines import Machines
from tests.monev.reports.conftest import reopen


@pytest.fixture
def machines(tmp_path, settings) -> Iterator[Machines]:
    made = Machines(tmp_path, REPORT_STALE_SECONDS="2")
    settings.MEDIA_ROOT = tmp_path / "files"
    yield made
    made.end()


@pytest.fixture
def case(region, agency, other_agency):
    """Programs of the OPD without a report, in a quarter that is open today."""
    yield open_case(region, agency, other_agency, programs=8)
    reopen()
