"""The pages on which an OPD works: messages at the field, nothing typed is lost, figures as everywhere else."""

from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport, Spending
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.services.entry import enter, open_report
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import IndicatorValueFactory, ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def url(case):
    return reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])


@pytest.fixture
def typed(case):
    def make(action="save", version=0, percent="62", spent="412.500.000", value="41", **more):
        return {
            "action": action,
            "seen_version": version,
            "physical_percent": percent,
            f"spending_{case.pad.pk}": spent,
            f"value_{case.indicator.pk}": value,
            "narrative": "Posyandu dibangun",
            **more,
        }

    return make


def test_opening_the_page_writes_nothing(as_, cast, url):
    response = as_(cast.staff).get(url)
    assert response.status_code == 200
    assert not ProgressReport.objects.exists()


def test_the_page_shows_plan_ceiling_target_and_last_value(as_, cast, case, url):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(48))
    SpendingFactory(report=earlier, source_of_funds=case.pad, amount=Decimal(300_000_000))
    IndicatorValueFactory(report=earlier, indicator=case.indicator, value=Decimal(30))
    page = as_(cast.staff).get(url).content.decode()
    for text in ("70,0 %", "48,0 %", "Rp 750.000.000", "Rp 300.000.000", "60", "30"):
        assert text in page


def test_staff_save_a_draft_and_see_it_again(as_, cast, url, typed):
    browser = as_(cast.staff)
    assert browser.post(url, typed()).status_code == 302
    page = browser.get(url).content.decode()
    assert 'value="62"' in page
    assert 'value="412.500.000"' in page
    assert "Posyandu dibangun" in page


def test_the_page_is_light(as_, cast, url, typed):
    assert len(as_(cast.staff).get(url).content) < 60_000


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"percent": "101"}, "physical_percent", "101"),
        ({"percent": "-3"}, "physical_percent", "-3"),
        ({"percent": "enam puluh"}, "physical_percent", "enam puluh"),
        ({"spent": "900.000.000"}, "spending", "Rp 750.000.000"),
        ({"spent": "412,5 miliar"}, "spending", "Rp 412.500.000.000"),
        ({"spent": "-5"}, "spending", "-Rp 5"),
        ({"spent": "banyak"}, "spending", "banyak"),
        ({"value": "1.500"}, "value", "1.500"),
        ({"value": "empat"}, "value", "empat"),
    ],
)
def test_a_wrong_figure_is_named_at_its_field_and_all_stays_typed(as_, cast, case, url, typed, change, field, says):
    posted = typed(**change)
    response = as_(cast.staff).post(url, posted)
    page = response.content.decode()
    name = {"spending": f"spending_{case.pad.pk}", "value": f"value_{case.indicator.pk}"}.get(field, field)
    assert response.status_code == 422
    assert says in str(response.context["form"].errors[name])
    assert f'id="id_{name}_error"' in page
    assert 'aria-invalid="true"' in page
    for key in ("physical_percent", f"spending_{case.pad.pk}", f"value_{case.indicator.pk}"):
        assert f'value="{posted[key]}"' in page
    assert "Posyandu dibangun" in page
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.500.000", 1_500_000), ("1500000", 1_500_000), ("1,5 juta", 1_500_000), ("Rp 0,5 M", 500_000_000), ("0", 0)],
)
def test_rupiah_are_read_as_people_write_them(as_, cast, url, typed, text, amount):
    as_(cast.staff).post(url, typed(spent=text))
    assert Spending.objects.get().amount == amount


def test_autosave_answers_what_was_read_and_the_figures(as_, cast, url, typed):
    answer = as_(cast.staff).post(url, typed("autosave")).json()
    assert answer["version"] == ProgressReport.objects.get().version
    assert "-8,0" in answer["figures"]
    assert "55,0 %" in answer["figures"]
    assert "68,3 %" in answer["figures"]
    assert any("Rp 412.500.000" in text for text in answer["understood"].values())
    assert "10.00" in answer["status"]


def test_autosave_keeps_what_can_be_read_and_names_the_rest(as_, cast, url, typed, case):
    answer = as_(cast.staff).post(url, typed("autosave", percent="seratus")).json()
    assert list(answer["errors"]) == ["physical_percent"]
    assert ProgressReport.objects.get().physical_percent is None
    assert Spending.objects.get().amount == 412_500_000


def test_sending_an_incomplete_report_names_what_is_missing(as_, cast, case, url, typed):
    response = as_(cast.staff).post(url, typed("submit", percent="", spent=""))
    assert set(response.context["form"].errors) == {"physical_percent", f"spending_{case.pad.pk}"}


def test_staff_send_a_report_and_land_on_it(as_, cast, url, typed):
    browser = as_(cast.staff)
    response = browser.post(url, typed("submit"), follow=True)
    report = ProgressReport.objects.get()
    assert (report.state, report.submitted_by) == ("submitted", cast.staff)
    assert response.redirect_chain[-1][0] == reverse("monitoring:report-detail", args=[report.pk])
    assert browser.get(url).status_code == 302


def test_two_people_see_both_values_and_choose(as_, cast, case, url, typed):
    enter(
        case.program, case.period, ReportData(physical_percent=Decimal(70), narrative="B"), by=cast.head, seen_version=0
    )
    browser = as_(cast.staff)
    response = browser.post(url, typed())
    page = response.content.decode()
    assert response.status_code == 409
    assert cast.head.name in page
    rows = {row.name: (row.mine, row.stored) for row in response.context["conflict"]["rows"]}
    assert rows["physical_percent"] == ("62", "70")
    assert rows["narrative"] == ("Posyandu dibangun", "B")
    assert ProgressReport.objects.get().physical_percent == 70
    version = response.context["form"]["seen_version"].value()
    browser.post(url, typed(version=version, keep_physical_percent="stored", keep_narrative="mine"))
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.narrative) == (70, "Posyandu dibangun")


def test_an_autosave_over_a_newer_version_stops(as_, cast, case, url, typed):
    enter(case.program, case.period, ReportData(physical_percent=Decimal(70)), by=cast.head, seen_version=0)
    response = as_(cast.staff).post(url, typed("autosave"))
    assert response.status_code == 409
    assert response.json()["conflict"]


def test_a_period_that_locked_meanwhile_keeps_what_was_typed_on_the_page(as_, cast, case, url, typed):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    response = as_(cast.staff).post(url, typed())
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="62"' in page
    assert "Posyandu dibangun" in page
    assert 'id="submit-report"' not in page
    assert as_(cast.staff).post(url, typed("autosave")).status_code == 409


def test_evidence_goes_with_the_form(as_, cast, case, url, typed):
    browser = as_(cast.staff)
    browser.post(url, typed("attach", evidence_file=SimpleUploadedFile("foto.pdf", PDF), evidence_title="Foto"))
    use = EvidenceUse.objects.get()
    assert use.evidence.title == "Foto"
    assert Spending.objects.get().amount == 412_500_000
    browser.post(url, typed(version=ProgressReport.objects.get().version, detach=str(use.pk)))
    assert not EvidenceUse.objects.exists()


def test_a_refused_file_is_named_and_the_entry_is_kept(as_, cast, url, typed):
    response = as_(cast.staff).post(url, typed("attach", evidence_file=SimpleUploadedFile("foto.jpg", PDF)))
    assert response.status_code == 422
    assert "evidence_file" in response.context["evidence_form"].errors
    assert ProgressReport.objects.get().physical_percent == 62


def test_money_from_outside_the_apbd_is_added(as_, cast, case, url, typed):
    as_(cast.staff).post(url, typed(extra_source=case.csr.pk, extra_amount="25 juta"))
    assert Spending.objects.get(source_of_funds=case.csr).amount == 25_000_000
    assert f"spending_{case.csr.pk}" in as_(cast.staff).get(url).content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("head", 200), ("colleague", 403), ("verifier", 403), ("foreign_agency_staff", 404)]
)
def test_only_the_own_opd_opens_the_page(as_, cast, url, person, status):
    assert as_(getattr(cast, person)).get(url).status_code == status


def test_a_period_of_another_region_is_not_found(as_, cast, case, other_region):
    from tests.factories.monitoring import PeriodFactory

    foreign = PeriodFactory(region=other_region)
    assert (
        as_(cast.staff).get(reverse("monitoring:progress-entry", args=[case.program.pk, foreign.pk])).status_code == 404
    )


def test_quick_wins_and_pledges_have_their_page(as_, cast, case, region, agency):
    win = QuickWinFactory(region=region, agency=agency)
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    browser = as_(cast.staff)
    for name, row in (("quick-win-entry", win), ("pledge-entry", pledge)):
        page = reverse(f"monitoring:{name}", args=[row.pk, case.period.pk])
        assert browser.get(page).status_code == 200
        posted = {"seen_version": 0, "action": "submit", "physical_percent": "40", "pledge_state": "running"}
        assert browser.post(page, posted, follow=True).status_code == 200
    assert QuickWinReport.objects.get().state == PledgeReport.objects.get().state == "submitted"


def test_the_work_list_puts_first_what_came_back(as_, cast, region, agency, other_agency):
    case = make_case(region, agency, other_agency, programs=3)
    open_report(case.programs[1], case.period, by=cast.staff)
    back = open_report(case.programs[2], case.period, by=cast.staff)
    ProgressReport.objects.filter(pk=back.pk).update(state="returned", return_reason="Foto kurang")
    Period.objects.filter(pk=case.earlier.pk).update(locked_at=timezone.now())
    response = as_(cast.staff).get(reverse("monitoring:work-list"))
    (work,) = response.context["work"]
    assert [item.state for item in work.items] == ["returned", "missing", "draft"]
    assert work.first_unfinished.subject == case.programs[2]
    assert work.items[2].gaps == ("physical", "spending", "values", "evidence")
    assert "Foto kurang" in response.content.decode()


def _queries(browser, url):
    with CaptureQueriesContext(connection) as found:
        assert browser.get(url).status_code == 200
    return len(found)


def test_twice_the_programs_same_number_of_queries(as_, cast, region, agency, other_agency):
    case = make_case(region, agency, other_agency, programs=4)
    browser, url = as_(cast.staff), reverse("monitoring:work-list")
    for program in case.programs[:2]:
        open_report(program, case.period, by=cast.staff)
    QuickWinFactory(region=region, agency=agency)
    few = _queries(browser, url)
    for program in case.programs[2:]:
        open_report(program, case.period, by=cast.staff)
    QuickWinFactory.create_batch(4, region=region, agency=agency)
    assert _queries(browser, url) == few


def test_the_report_page_shows_figures_words_and_evidence(as_, cast, case, url, typed):
    as_(cast.staff).post(url, typed("attach", evidence_file=SimpleUploadedFile("foto.pdf", PDF)))
    report = ProgressReport.objects.get()
    page = as_(cast.council).get(reverse("monitoring:report-detail", args=[report.pk])).content.decode()
    for text in ("62,0 %", "-8,0", "55,0 %", "Posyandu dibangun", "foto.pdf", "SHA-256"):
        assert text in page
    assert as_(cast.foreign_verifier).get(reverse("monitoring:report-detail", args=[report.pk])).status_code == 404


def test_staff_take_back_what_they_sent(as_, cast, url, typed):
    browser = as_(cast.staff)
    page = browser.post(url, typed("submit"), follow=True)
    browser.post(page.context["withdraw_url"])
    assert ProgressReport.objects.get().state == "draft"
    assert browser.get(url).status_code == 200


def test_a_file_that_could_not_be_kept_is_asked_for_again(as_, cast, url, typed):
    response = as_(cast.staff).post(url, typed("submit", percent="300", evidence_file=SimpleUploadedFile("a.pdf", PDF)))
    assert "evidence_file" in response.context["evidence_form"].errors
    assert not EvidenceUse.objects.exists()
