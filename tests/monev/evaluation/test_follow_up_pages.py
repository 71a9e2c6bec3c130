"""Follow-up on its pages: the list, one with its course, the first page, what the next assessment opens with."""

import csv
import datetime
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from monev.evaluation.models.results import Finding
from monev.evaluation.selectors.follow_up import item_of, region_follow_ups
from monev.evaluation.selectors.opening import opening_of
from monev.evaluation.services.follow_up import Proofs, assign_finding, report_done, verify_follow_up
from portal.selectors.home import home_of
from tests.factories.evaluation import (
    AssessmentFactory,
    FindingEvidenceFactory,
    FindingFactory,
    FindingStepFactory,
    InstrumentItemFactory,
    NationalResultFactory,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 10, 1)
DUE = datetime.date(2026, 10, 20)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-01 02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def finding(region):
    return FindingFactory(region=region, text="Sediakan indikator hasil", institution="Universitas Contoh")


@pytest.fixture
def task(finding, agency, cast):
    assign_finding(finding, agency, DUE, by=cast.verifier, today=TODAY)
    finding.refresh_from_db()
    return finding


def page(name, row):
    return reverse(f"evaluation:follow-up-{name}", args=[row.region.code, row.pk])


def give(browser, finding, **data):
    return browser.post(page("assign", finding), {"words": "", "seen_version": finding.version, **data})


def report(browser, finding, action, **data):
    return browser.post(page("report", finding), {"action": action, "evidence_link": "", **data})


def decide(browser, finding, step, **data):
    data = {"words": "", "due_on": "", "seen_version": finding.version, **data}
    return browser.post(page("decide", finding), {"step": step, **data})


def test_the_secretariat_gives_it_the_opd_reports_and_the_secretariat_verifies(as_, cast, finding, agency):
    verifier, staff = as_(cast.verifier), as_(cast.staff)
    answer = give(verifier, finding, agency=agency.pk, due_on="2026-10-20")
    assert answer.url == page("detail", finding)
    staff.post(page("report", finding), {"action": "progress", "percent": "40", "words": "Rapat"})
    proof = SimpleUploadedFile("notulen.pdf", PDF)
    assert report(staff, finding, "done", words="Selesai", evidence_file=proof).status_code == 302
    finding.refresh_from_db()
    html = verifier.get(page("detail", finding)).content.decode()
    assert all(words in html for words in ("Rapat", "Selesai", "notulen", "Universitas Contoh"))
    evidence = finding.steps.last().evidence.get().evidence
    assert reverse("monitoring:evidence-file", args=[evidence.pk]) in html
    assert decide(verifier, finding, "verify").status_code == 302
    finding.refresh_from_db()
    assert (finding.status, finding.verified_by) == ("done", cast.verifier)


def test_evidence_of_a_follow_up_is_for_people_of_the_region(as_, cast, task):
    report_done(task, "Selesai", Proofs(files=[SimpleUploadedFile("notulen.pdf", PDF)]), by=cast.staff)
    address = reverse("monitoring:evidence-file", args=[task.steps.last().evidence.get().evidence_id])
    assert as_(cast.assessor).get(address).status_code == 200
    assert as_(cast.foreign_verifier).get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("staff", {"report", "progress"}),
        ("verifier", {"assign"}),
        ("admin", {"assign"}),
        ("colleague", set()),
        ("council", set()),
        ("assessor", set()),
    ],
)
def test_everybody_sees_only_the_steps_that_they_may_take(as_, cast, task, who, shown):
    answer = as_(getattr(cast, who)).get(page("detail", task))
    assert set(answer.context["moves"]) == shown
    assert answer.content.decode().count('<form method="post" action="/daerah/') == len(shown & {"report", "assign"})


def test_a_form_with_something_missing_comes_back_with_its_words(as_, cast, task):
    staff = as_(cast.staff)
    for action, data, field in (
        ("progress", {"words": "Rapat", "percent": ""}, "percent"),
        ("progress", {"words": "", "percent": "20"}, "words"),
        ("progress", {"words": "Rapat", "percent": "101"}, "percent"),
        ("done", {"words": "", "percent": ""}, "words"),
    ):
        answer = report(staff, task, action, **data)
        assert (answer.status_code, list(answer.context["report_form"].errors)) == (422, [field])
    answer = report(staff, task, "done", words="Percayalah")
    assert (answer.status_code, list(answer.context["evidence_form"].errors)) == (422, ["evidence_file"])
    assert "Percayalah" in answer.content.decode()


def test_what_came_meanwhile_is_shown_and_the_words_stay(as_, cast, task):
    seen = task.version
    report_done(task, "Selesai", Proofs(link="https://contoh.example/a"), by=cast.staff)
    answer = decide(as_(cast.admin), task, "return", words="Lampirkan SK", seen_version=seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Lampirkan SK" in html
    again = answer.context["decision_form"]["seen_version"].value()
    assert decide(as_(cast.admin), task, "return", words="Lampirkan SK", seen_version=again).status_code == 302


def test_the_form_offers_the_opds_of_the_region_only(as_, cast, finding, agency, other_agency):
    offered = as_(cast.verifier).get(page("detail", finding)).context["assign_form"].fields["agency"].queryset
    assert set(offered) == {agency, other_agency}
    stranger = cast.foreign_agency_staff.memberships.get().agency
    assert give(as_(cast.verifier), finding, agency=stranger.pk, due_on="2026-10-20").status_code == 422
    assert not Finding.objects.filter(agency=stranger).exists()


def test_the_address_of_one_region_shows_no_finding_of_another(as_, cast, finding, other_region):
    foreign = FindingFactory(region=other_region)
    address = reverse("evaluation:follow-up-detail", args=[finding.region.code, foreign.pk])
    assert as_(cast.verifier).get(address).status_code == 404


def test_the_list_narrows_and_downloads_and_counts(as_, cast, region, agency, task):
    late = FindingFactory(
        region=region, agency=agency, status="running", due_on=datetime.date(2026, 9, 1), year=2024, text="Terlambat"
    )
    FindingFactory(region=region, kind="strength", text="Kuat")
    FindingFactory(region=region, kind="weakness", text="Lemah")
    FindingFactory(region=region, text="Belum dibagi")
    browser, address = as_(cast.council), reverse("evaluation:follow-up-list", args=[region.code])
    answer = browser.get(address)
    assert answer.context["counts"] == {"overdue": 1, "unassigned": 1, "running": 1, "not_taken_up": 1}
    assert answer.context["tasks"] == 3
    assert "Kuat" not in answer.content.decode()
    narrowed = browser.get(address, {"tindak.keadaan": "overdue", "tindak.tahun": "2024", "unduh": "tindak.csv"})
    rows = list(csv.DictReader(io.StringIO(narrowed.content.decode("utf-8-sig"))))
    assert [next(iter(row.values())) for row in rows] == [late.text]
    assert browser.get(address, {"unduh": "tindak.xlsx"}).content[:2] == b"PK"


def test_the_list_costs_the_same_for_many(region, agency, cast, django_assert_num_queries):
    def more(count):
        for _number in range(count):
            step = FindingStepFactory(finding=FindingFactory(region=region, agency=agency))
            FindingEvidenceFactory(step=step)

    more(2)
    assert len(region_follow_ups(region, seen_by=cast.verifier)) == 2  # reads the rights of the person, too
    more(4)
    with django_assert_num_queries(1):
        assert [each.proofs for each in region_follow_ups(region, seen_by=cast.verifier)] == [1] * 6


def test_the_first_page_says_what_waits(cast, region, agency, task):
    FindingFactory(region=region, text="Belum dibagi")
    assert [each.finding for each in home_of(cast.staff).follow_ups] == [task]
    assert home_of(cast.colleague).follow_ups == []
    desk = home_of(cast.verifier).desks[0]
    assert (desk.reported, desk.unassigned, desk.overdue) == ((), 1, 0)
    report_done(task, "Selesai", Proofs(link="https://contoh.example/a"), by=cast.staff)
    assert home_of(cast.staff).follow_ups == []
    assert [each.finding for each in home_of(cast.admin).desks[0].reported] == [task]
    assert home_of(cast.foreign_verifier).desks == []


def test_the_first_page_shows_it_with_its_address(as_, cast, task):
    assert page("detail", task) in as_(cast.staff).get(reverse("portal:home")).content.decode()
    report_done(task, "Selesai", Proofs(link="https://contoh.example/a"), by=cast.staff)
    assert page("detail", task) in as_(cast.verifier).get(reverse("portal:home")).content.decode()


def test_the_item_is_found_by_the_instrument_of_that_year(region):
    asked = InstrumentItemFactory(code="5.01", text="Anggaran")
    other = InstrumentItemFactory(code="5.01", text="Lain")
    NationalResultFactory(region=region, year=2022, instrument_code=asked.instrument.code)
    AssessmentFactory(region=region, round__year=2025, round__instrument=other.instrument)
    assert item_of(FindingFactory(region=region, year=2022, item_code="5.01")) == asked
    assert item_of(FindingFactory(region=region, year=2025, item_code="5.01")) == other
    assert item_of(FindingFactory(region=region, year=2021, item_code="5.01")) is None


def test_the_next_assessment_opens_with_what_became_of_the_last(cast, region, agency, task, django_assert_num_queries):
    report_done(task, "Indikator ditetapkan", Proofs(link="https://contoh.example/sk"), by=cast.staff)
    verify_follow_up(task, by=cast.verifier)
    FindingFactory(region=region, text="Tambah kolaborasi", item_code="2.07", agency=agency, status="running")
    FindingFactory(region=region, kind="strength", text="Kuat")
    FindingFactory(region=region, year=2023, text="Lama terbuka")
    FindingFactory(region=region, year=2023, text="Lama selesai", status="done")
    FindingFactory(region=region, year=2026, text="Tahun ini")
    assert opening_of(region, 2020, seen_by=cast.verifier) is None  # reads the rights of the person, too
    with django_assert_num_queries(2):
        opening = opening_of(region, 2026, seen_by=cast.verifier)
    assert (opening.year, opening.done, len(opening.recommendations)) == (2025, 1, 2)
    assert [each.finding.text for each in opening.older] == ["Lama terbuka"]
    assert [each.finding.text for each in opening.by_item["2.07"]] == ["Tambah kolaborasi"]
    html = render_to_string("evaluation/follow_up/opening.html", {"opening": opening})
    shown = ("Sediakan indikator hasil", "Tambah kolaborasi", "Lama terbuka", cast.verifier.name, "contoh.example")
    assert all(words in html for words in shown)
    assert not any(words in html for words in ("Kuat", "Lama selesai", "Tahun ini"))


def test_a_first_assessment_opens_with_nothing(cast, region):
    assert opening_of(region, 2026, seen_by=cast.verifier) is None
    assert render_to_string("evaluation/follow_up/opening.html", {"opening": None}).strip() == ""


def test_assessors_of_the_region_read_the_opening_and_strangers_do_not(cast, region, task):
    assert opening_of(region, 2026, seen_by=cast.assessor).lines
    assert opening_of(region, 2026, seen_by=cast.foreign_assessor) is None
