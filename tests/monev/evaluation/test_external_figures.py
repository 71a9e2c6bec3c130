"""External figures: entered once by the secretariat with a source; what looks like another unit needs a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import Conflict
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.services.external import Given, enter_figure
from organizations.models import AuditEntry
from portal.reference import external
from tests.factories.evaluation import ExternalFigureFactory, ExternalIndicatorFactory

pytestmark = pytest.mark.django_db
YEAR = date.today().year - 1


@pytest.fixture
def hdi():
    return ExternalIndicatorFactory(
        code="hdi", name_id="IPM", lowest=0, highest=100, usual_from=30, usual_to=92, unit="indeks 0–100"
    )


@pytest.fixture
def opinion():
    return ExternalIndicatorFactory(code="lkpd_opinion", name_id="Opini BPK", grades=["WTP", "WDP", "TW", "TMP"])


def address(region, indicator, year=YEAR):
    return reverse("evaluation:external-figure", args=[region.code, indicator.code, year])


def enter(client, region, indicator, year=YEAR, **data):
    return client.post(address(region, indicator, year), {"source": "BPS", "seen_version": "0"} | data)


def test_the_verifier_enters_a_figure_with_its_source(as_, cast, region, hdi):
    answer = enter(as_(cast.verifier), region, hdi, value="69,30")
    assert answer.status_code == 302
    row = ExternalFigure.objects.get()
    assert (row.value, row.source, row.entered_by, row.unusual_reason) == (
        Decimal("69.3"),
        "BPS",
        cast.verifier,
        "",
    )
    assert AuditEntry.objects.filter(verb="external_figure.entered", region=region).count() == 1
    page = as_(cast.staff).get(reverse("evaluation:external-figures", args=[region.code])).content.decode()
    assert "69,3" in page


def test_a_figure_without_a_source_is_not_stored(as_, cast, region, hdi):
    assert enter(as_(cast.admin), region, hdi, value="69", source=" ").status_code == 422
    assert not ExternalFigure.objects.exists()


@pytest.mark.parametrize(("value", "meant"), [("0,69", "69"), ("6,9", "69")])
def test_what_looks_like_another_unit_is_asked_about_and_may_stay_with_a_reason(as_, cast, region, hdi, value, meant):
    client = as_(cast.admin)
    answer = enter(client, region, hdi, value=value)
    assert answer.status_code == 422
    assert f"maksud Anda {meant}" in answer.content.decode() or f"{meant}" in answer.content.decode()
    assert not ExternalFigure.objects.exists()
    assert enter(client, region, hdi, value=value, unusual_reason="Skala lama").status_code == 302
    assert ExternalFigure.objects.get().unusual_reason == "Skala lama"


def test_an_impossible_value_is_refused_whatever_the_reason(as_, cast, region, hdi):
    answer = enter(as_(cast.admin), region, hdi, value="69300000", unusual_reason="Benar")
    assert answer.status_code == 422
    assert "69,3" in answer.content.decode()
    assert not ExternalFigure.objects.exists()


def test_a_value_far_from_last_year_is_asked_about(as_, cast, region, hdi):
    ExternalFigureFactory(region=region, indicator=hdi, year=YEAR - 1, value=Decimal("69"))
    answer = enter(as_(cast.admin), region, hdi, value="90")
    assert answer.status_code == 422
    assert enter(as_(cast.admin), region, hdi, value="69,8").status_code == 302


def test_a_grade_is_one_of_the_publisher(as_, cast, region, opinion):
    client = as_(cast.admin)
    assert enter(client, region, opinion, grade="AA").status_code == 422
    assert enter(client, region, opinion, grade="WTP").status_code == 302
    assert ExternalFigure.objects.get().grade == "WTP"


def test_a_figure_is_entered_once_and_a_second_person_sees_what_the_first_entered(as_, cast, region, hdi):
    enter(as_(cast.admin), region, hdi, value="69,3")
    answer = enter(as_(cast.verifier), region, hdi, value="70,1")
    assert answer.status_code == 409
    assert "69,3" in answer.content.decode()
    assert ExternalFigure.objects.get().value == Decimal("69.3")
    assert enter(as_(cast.verifier), region, hdi, value="70,1", seen_version="1").status_code == 302
    assert ExternalFigure.objects.get().value == Decimal("70.1")
    assert ExternalFigure.history.count() == 2


def test_the_service_says_who_was_first(region, cast, hdi):
    given = Given(value=Decimal(70), source="BPS")
    enter_figure(region, hdi, YEAR, given, by=cast.admin)
    with pytest.raises(Conflict):
        enter_figure(region, hdi, YEAR, given, by=cast.verifier)


@pytest.mark.parametrize("year", [1999, date.today().year + 1])
def test_years_that_no_evaluation_asks_for_have_no_page(as_, cast, region, hdi, year):
    assert as_(cast.admin).get(address(region, hdi, year)).status_code == 404


def test_who_only_looks_sees_no_way_to_enter(as_, cast, region, hdi):
    ExternalFigureFactory(region=region, indicator=hdi, year=YEAR)
    page = as_(cast.council).get(reverse("evaluation:external-figures", args=[region.code])).content.decode()
    assert address(region, hdi) not in page
    assert as_(cast.council).get(address(region, hdi)).status_code == 403


def test_the_figures_come_along_as_a_file(as_, cast, region, hdi):
    ExternalFigureFactory(region=region, indicator=hdi, year=YEAR, value=Decimal("69.3"), source="BPS 2025")
    url = reverse("evaluation:external-figures", args=[region.code])
    text = as_(cast.council).get(url, {"unduh": "angka.csv"}).content.decode()
    assert "69.3" in text
    assert "BPS 2025" in text


HEAD = "kode;tahun;nilai;sumber;alasan\n"


def sent(client, region, text):
    file = SimpleUploadedFile("angka.csv", ("\ufeff" + HEAD + text).encode())
    return client.post(reverse("evaluation:external-import", args=[region.code]), {"file": file})


def test_a_file_enters_many_figures_and_again_changes_nothing(as_, cast, region, hdi, opinion):
    text = f"hdi;{YEAR};69,3;BPS;\nhdi;{YEAR - 1};68,9;BPS;\nlkpd_opinion;{YEAR};WTP;LHP BPK;\n"
    assert sent(as_(cast.verifier), region, text).status_code == 302
    assert sent(as_(cast.verifier), region, text).status_code == 302
    assert ExternalFigure.objects.count() == ExternalFigure.history.count() == 3


@pytest.mark.parametrize(
    "line",
    [
        "hdi;2020;6,9;BPS;",
        "hdi;2020;693;BPS;alasan",
        "hdi;2020;tinggi;BPS;",
        "hdi;2020;69;;",
        "hdi;1990;69;BPS;",
        "ipm;2020;69;BPS;",
        "lkpd_opinion;2020;AA;BPK;",
        "hdi;2019;70;BPS;",
    ],
)
def test_one_wrong_line_is_named_and_nothing_of_the_file_is_stored(as_, cast, region, hdi, opinion, line):
    ExternalFigureFactory(region=region, indicator=hdi, year=2019, value=Decimal("69"))
    answer = sent(as_(cast.admin), region, f"hdi;{YEAR};69,3;BPS;\n{line}\n")
    assert answer.status_code == 422
    assert "baris 3" in answer.content.decode()
    assert ExternalFigure.objects.count() == 1


def test_the_catalogue_comes_with_its_ranges_and_a_second_run_changes_nothing():
    external.load()
    assert ExternalIndicator.objects.count() == 18
    hdi = ExternalIndicator.objects.get(code="hdi")
    assert (hdi.lowest, hdi.highest, hdi.name_en) == (0, 100, "Human development index (HDI)")
    assert ExternalIndicator.objects.get(code="lkpd_opinion").grades == ["WTP", "WDP", "TW", "TMP"]
    assert external.load()["external indicators"].unchanged == 18
