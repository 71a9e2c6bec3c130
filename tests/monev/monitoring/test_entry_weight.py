"""What the first load of the page of entry costs on a slow connection, counted as the server sends it (gzip)."""

import re
from pathlib import Path
from posixpath import normpath

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.urls import reverse
from whitenoise.compress import Compressor

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.services.evidence import attach_link
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.monev.monitoring.entry_case import NOW

pytestmark = pytest.mark.django_db
KILOBYTE = 1000
OWN, ALL = 60 * KILOBYTE, 200 * KILOBYTE
WORDS = "Kegiatan dilaksanakan di sembilan kecamatan bersama kader posyandu dan perangkat desa. " * 12
ASSET = re.compile(r'(?:href|src)="/static/([^"#?]+)')
NESTED = re.compile(r"url\(['\"]?(?!data:)([^)'\"#?]+)")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def page(as_, cast, region, agency, other_agency):
    """A large program, with texts of last time, a draft and evidence."""
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    program = ProgramFactory(plan_version=version, lead_agency=agency)
    PlannedProgressFactory(program=program)
    for number in range(6):
        source = FundSourceFactory(code=f"8.{number}", name_id=f"Dana Alokasi Khusus {number}", name_en="DAK")
        BudgetLineFactory(program=program, source_of_funds=source)
        indicator = IndicatorFactory(program=program, name=f"Cakupan layanan kesehatan desa ke-{number}")
        IndicatorTargetFactory(indicator=indicator)
        ActionItemFactory(program=program, name=f"Memasang perangkat dan melatih petugas, tahap {number}")
        ActionItemFactory(program=program, name=f"Mendampingi puskesmas, tahap {number}", agency=other_agency)
    adopt(version)
    words = {"narrative": WORDS, "hindering_factors": WORDS, "follow_up": WORDS, "supporting_factors": WORDS}
    period, earlier = PeriodFactory(region=region), PeriodFactory(region=region, number=2)
    ProgressReportFactory(program=program, period=earlier, state="verified", **words)
    report = ProgressReportFactory(program=program, period=period, **words | {"narrative": WORDS + "Baru."})
    for number in range(10):
        attach_link(ProgressReport.objects.get(pk=report.pk), f"https://contoh.example/bukti/{number}", by=cast.staff)
    return reverse("monitoring:progress-entry", args=[program.pk, period.pk])


def over_the_wire(browser, address):
    """Bytes of the page, and of each file that it loads."""
    response = browser.get(address, headers={"accept-encoding": "gzip", "accept": "text/html"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    found = set(ASSET.findall(browser.get(address).content.decode()))
    for name in [each for each in found if each.endswith(".css")]:
        text = Path(finders.find(name)).read_text()
        found |= {normpath(f"{name.rsplit('/', 1)[0]}/{each}") for each in NESTED.findall(text)}
    return len(response.content), {name: sent(name) for name in found}


def sent(name):
    """The size of a file as the server stores it beside the plain one."""
    path = finders.find(name)
    assert path, f"{name} is not there"
    content = Path(path).read_bytes()
    packed = Compressor.compress_gzip(content) if Compressor().should_compress(name) else content
    return min(len(packed), len(content))


def test_the_first_load_is_light(as_, cast, page):
    browser = as_(cast.staff)
    html, files = over_the_wire(browser, page)
    _html, shared = over_the_wire(browser, reverse("portal:home"))
    own = html + sum(size for name, size in files.items() if name not in shared)
    everything = html + sum(files.values())
    heaviest = sorted(files.items(), key=lambda each: -each[1])[:6]
    assert own <= OWN, (own, html, {name: size for name, size in files.items() if name not in shared})
    assert everything <= ALL, (everything, html, heaviest)


def test_what_the_page_does_not_need_is_not_loaded(as_, cast, page):
    _html, files = over_the_wire(as_(cast.staff), page)
    assert not [name for name in files if "vega" in name or "htmx" in name or name.endswith("tabler.min.js")]
    assert any(name.endswith("screens/entry.css") for name in files)
