"""The annual report tells the year of a region, says what it does not hold, and packs every file that it names."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core import formats
from core.canonical import text_of
from core.documents import Table
from monev.monitoring.selectors.figures import region_figures
from monev.reports.catalogue.annual import AnnualReport
from monev.reports.catalogue.annual.document import annual_document
from monev.reports.models import CompiledReport
from monev.reports.selectors.annual import annual_preview, last_period
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.evaluation import AnswerEvidenceFactory, FindingFactory, InstrumentItemFactory
from tests.factories.monitoring import PeriodFactory
from tests.factories.pillars import SubDimensionFactory
from tests.factories.trail import EvidenceFactory, EvidenceUseFactory
from tests.monev.reports.annual_case import MOMENT, add_survey, contents, frame_for, make_year, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MOMENT, tick=False) as moment:
        yield moment


@pytest.fixture
def year(region, agency):
    return make_year(region, agency)


def document(data):
    return annual_document(data, frame_for(data))


def tables(data) -> dict[str, Table]:
    blocks = [block for section in document(data).sections for block in section.blocks]
    return {each.title: each for each in blocks if isinstance(each, Table)}


def section(data, title):
    return next(each for each in document(data).sections if each.title == title)


def test_the_same_data_freeze_to_the_same_text(year, region):
    assert text_of(contents(region)) == text_of(contents(region))


def test_the_figures_of_the_plan_are_those_of_the_last_period(year, region):
    data = contents(region)
    total = region_figures(region, year.plan.period).total
    assert data["plan"]["period"]["label"] == year.plan.period.label
    facts = dict(section(data, "Ringkasan tahun ini").blocks[0].items)
    with override("id"):
        assert formats.rupiah(total.spending) in facts["Realisasi keuangan"]
        assert formats.percent(total.physical.value) in facts["Realisasi fisik"]
        assert formats.percent(total.achievement.value) in facts["Capaian indikator"]


def test_the_last_period_is_the_last_that_has_begun_and_a_quarter_before_a_month(region):
    early = PeriodFactory(region=region, number=1, opens_on=date(2026, 4, 1))
    PeriodFactory(region=region, kind="month", number=11, opens_on=date(2026, 11, 20))
    PeriodFactory(region=region, number=4, opens_on=date(2027, 1, 1))
    assert last_period(region, 2026, MOMENT.date()) == early
    assert last_period(region, 2024, MOMENT.date()) is None


def test_every_item_stands_with_its_own_score_the_proposed_one_the_reason_and_its_evidence(year, region):
    data = contents(region, "en")
    items = tables(data)[data["assessments"][0]["dimensions"][0]["name"]]
    answered, silent = items.rows
    assert [answered[key] for key in ("code", "score", "proposed", "evidence")] == ["1.01", 3, 4, 2]
    assert "Ada perbaikan" in answered["reason"]
    assert "Ditetapkan dengan Perbup" in answered["answer"]
    assert answered["state"].label == "corrected"
    assert (silent["code"], silent["score"], silent["state"].label) == ("1.02", None, "not answered")


def test_a_piece_of_evidence_stands_once_with_all_that_it_proves(year, region):
    found = {each["title"]: each for each in contents(region, "en")["evidence"]}
    assert set(found) == {year.proof.title, "Perbup", "Notulen"}
    proof = found[year.proof.title]
    assert len(proof["proves"]) == 2
    with override("en"):
        assert year.report.period.label in proof["proves"][0]
    assert proof["proves"][1].startswith("1.01 Apakah rencana")
    assert proof["sha256"] == hashlib.sha256(b"foto posyandu").hexdigest()
    assert proof["path"].startswith("evidence/")
    assert (found["Perbup"]["path"], found["Perbup"]["link"]) == ("", "https://jdih.example/perbup")
    assert "Rapatkan Dewan" in found["Notulen"]["proves"][0]


def test_evidence_of_reports_that_are_not_verified_and_of_other_years_is_left_out(year, region, agency):
    for state, period in (("draft", year.plan.period), ("verified", PeriodFactory(region=region, year=2025, number=2))):
        use = EvidenceUseFactory(
            progress_report__program=year.plan.silent, progress_report__period=period, progress_report__state=state,
            evidence=EvidenceFactory(region=region, agency=agency, title=state),
        )  # fmt: skip
        assert use.progress_report.state == state
    assert not {"draft", "verified"} & {each["title"] for each in contents(region)["evidence"]}


def test_nothing_of_another_region_is_in_it(year, region, other_region, other_agency):
    EvidenceFactory(region=other_region, agency=other_agency, title="Milik daerah lain")
    FindingFactory(region=other_region, year=2025, text="Rekomendasi daerah lain")
    text = text_of(contents(region))
    assert "daerah lain" not in text


def test_recommendations_stand_with_their_course(year, region):
    table = tables(contents(region, "en"))["Follow-up of the national evaluation"]
    (row,) = table.rows
    assert (row["year"], row["proofs"], row["state"].label) == ("2025", 1, "overdue")
    course = section(contents(region, "en"), "Follow-up of past recommendations").blocks[1]
    assert course.lead == "Rapatkan Dewan"
    assert "Rapat sudah diadakan" in course.parts[0][1]


def test_citizens_are_counted_not_quoted(year, region):
    sub = SubDimensionFactory()
    item = InstrumentItemFactory(
        indicator=year.item.indicator, code="4.01", is_survey=True, pillar=sub.pillar, sub_dimension=sub
    )
    add_survey(region, sub.pillar, item)
    data = contents(region, "en")
    (survey,) = data["surveys"]
    assert (survey["forms"], survey["valid"], survey["mean"]) == (2, 2, "2.50")
    row = tables(data)["Means by statement"].rows[0]
    assert (row["code"], row["valid"], row["enough"].label) == ("4.01", 2, "insufficient: below 50")
    assert "phone" not in text_of(survey)


def test_papers_and_meetings_of_the_year_are_listed_with_their_files(year, region):
    data = contents(region, "en")
    (paper,) = [each for each in data["documents"] if each["title"] == "Perbup Rencana Induk"]
    assert paper["sha256"] == hashlib.sha256(b"%PDF-1.7 perbup").hexdigest()
    assert paper["path"] == "documents/Perbup Rencana Induk.pdf"
    (meeting,) = data["meetings"]
    assert (meeting["council"], meeting["decisions"]) == ("Dewan Smart City", ["Percepat pengadaan"])


def test_the_preview_says_which_parts_are_missing(year, region, other_region):
    with override("en"):
        said = " ".join(each.sentence for each in annual_preview(Wish(region, "id", year=2026)).lacks)
        nothing = " ".join(each.sentence for each in annual_preview(Wish(other_region, "id", year=2026)).lacks)
    assert "1 program has no report." in said
    assert "No citizen survey was opened" in said
    assert "takes part in no evaluation" not in said
    assert "no reporting period in 2026" in nothing
    assert "takes part in no evaluation" in nothing


def test_a_self_assessment_that_is_not_submitted_is_said_to_be_so(year, region):
    year.assessment.state = "open"
    year.assessment.save()
    with override("en"):
        said = " ".join(each.sentence for each in annual_preview(Wish(region, "id", year=2026)).lacks)
    assert "“Evaluasi 2026” is not submitted yet" in said
    facts = section(contents(region, "en"), "Self-assessment: Evaluasi 2026").blocks[0]
    assert "not submitted" in dict(facts.items)["State"]


def test_a_region_without_anything_gets_a_report_that_says_what_is_missing(other_region):
    data = contents(other_region, "en")
    text = section(data, "Summary of the year").blocks[1].text
    assert "no figures of the plan" in text
    assert "no self-assessment" in text
    assert document(data).sections[-1].title == "Approval"


def test_the_archive_holds_every_file_that_the_report_names_and_the_report_itself(year, region, cast):
    report = request_report("annual", Wish(region, "id", year=2026), by=cast.verifier)
    done = fill_report(report.pk)
    assert done.state == "done", done.error
    assert sorted(done.files.values_list("format", flat=True)) == ["docx", "pdf", "xlsx", "zip"]
    archive = zipfile.ZipFile(io.BytesIO(done.files.get(format="zip").file.read()))
    assert archive.testzip() is None
    told = json.loads(archive.read("manifest.json"))
    assert {each["path"] for each in told["files"] if each["state"] == "present"} == set(archive.namelist()) - {
        "manifest.csv", "manifest.json", "SHA256SUMS", "BACA-SAYA.txt",
    }  # fmt: skip
    for each in told["files"]:
        assert hashlib.sha256(archive.read(each["path"])).hexdigest() == each["sha256"]
    pdf = done.files.get(format="pdf")
    assert next(each["sha256"] for each in told["files"] if each["path"] == "laporan.pdf") == pdf.sha256
    rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert [each["SHA-256"] for each in rows] == [each["sha256"] for each in told["files"]]
    assert region.name in archive.read("BACA-SAYA.txt").decode()


def test_a_pack_of_much_evidence_waits_with_the_long_work(year, region, cast, settings):
    settings.REPORT_LONG_BYTES = 20
    assert request_report("annual", Wish(region, "id", year=2026), by=cast.verifier).queue == CompiledReport.Queue.QUICK
    settings.REPORT_LONG_BYTES = 10
    assert request_report("annual", Wish(region, "en", year=2026), by=cast.verifier).queue == CompiledReport.Queue.LONG


def test_a_file_that_is_gone_is_named_for_people(year, region, cast):
    default_storage.delete(year.proof.stored_file.file.name)
    report = request_report("annual", Wish(region, "en", year=2026), by=cast.verifier)
    done = fill_report(report.pk)
    archive = zipfile.ZipFile(io.BytesIO(done.files.get(format="zip").file.read()))
    readme = archive.read("README.txt").decode()
    assert "Not in the archive" in readme
    assert "foto.txt (missing in the store)" in readme
    assert json.loads(archive.read("manifest.json"))["counts"]["missing"] == 1


def test_a_large_pack_is_stored_in_parts(year, region, cast, settings):
    settings.REPORT_ARCHIVE_PART_BYTES = 20_000
    done = fill_report(request_report("annual", Wish(region, "en", year=2026), by=cast.verifier).pk)
    parts = list(done.files.filter(format="zip").order_by("part"))
    assert len(parts) > 1
    assert [each.part for each in parts] == list(range(1, len(parts) + 1))
    for each in parts:
        assert zipfile.ZipFile(io.BytesIO(each.file.read())).testzip() is None


def test_two_records_of_one_file_share_its_place_in_the_archive(year, region, other_agency):
    same = EvidenceFactory(
        region=region,
        agency=other_agency,
        title="Foto yang sama",
        stored_file=year.proof.stored_file,
        file_name="lain.txt",
    )
    AnswerEvidenceFactory(answer=year.assessment.answers.get(), evidence=same)
    data = contents(region)
    assert len({each["path"] for each in data["evidence"] if each["sha256"] == year.proof.stored_file.sha256}) == 1
    paths = [each.path for each in AnnualReport().attachments(data)]
    assert len(paths) == len(set(paths))


def test_twice_the_evidence_and_findings_same_number_of_queries(year, region, agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        contents(region)
    for number in range(4):
        evidence = EvidenceFactory(
            region=region, agency=agency, stored_file=stored(f"isi {number}".encode(), f"{number}.txt")
        )
        EvidenceUseFactory(progress_report=year.report, evidence=evidence)
        AnswerEvidenceFactory(answer=year.assessment.answers.get(), evidence=evidence)
        FindingFactory(region=region, agency=agency, year=2024)
    with django_assert_num_queries(len(few)):
        data = contents(region)
    assert len(data["evidence"]) == 7


def test_who_may_not_have_reports_compiled_may_not_ask_for_it(year, region, cast):
    with pytest.raises(PermissionDenied):
        request_report("annual", Wish(region, "id", year=2026), by=cast.staff)
