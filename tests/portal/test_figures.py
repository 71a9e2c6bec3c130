"""The page on which a figure explains itself, and the four answers of a dashboard, from figures computed by hand."""

from decimal import Decimal

import pytest
from django.urls import reverse

from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from tests.factories.trail import EvidenceFactory

MOST_QUERIES = 15


def url(region, figure="capaian", **query):
    query = {"periode": "2025-3", **query}
    return reverse("portal:figure", args=[region.code, figure]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


@pytest.fixture
def council(cast, as_):
    return as_(cast.council)


@pytest.mark.parametrize(
    ("figure", "value", "counted", "left_out"),
    [
        # (90 x 300 + 40 x 100) / 400; (70 x 300 + 30 x 100) / 400; 170 of 500; 2 of 3
        ("capaian", Decimal("77.5"), {"Posyandu digital", "Pasar daring"}, {"Kelas TIK"}),
        ("fisik", Decimal(60), {"Posyandu digital", "Pasar daring"}, {"Kelas TIK"}),
        ("keuangan", Decimal(34), {"Posyandu digital", "Pasar daring"}, {"Kelas TIK"}),
        ("laporan", Decimal(200) / 3, {"Posyandu digital", "Pasar daring"}, {"Kelas TIK"}),
    ],
)
def test_a_figure_names_the_programs_that_count_and_those_left_out(
    region, programs, council, figure, value, counted, left_out
):
    shown = council.get(url(region, figure)).context["figure"]

    assert shown.value == value
    assert {each.figure.program.name for each in shown.inputs} == counted
    assert {each.figure.program.name for each in shown.left_out} == left_out
    assert all(each.reason for each in shown.left_out)


@pytest.mark.parametrize("figure", ["capaian", "fisik"])
def test_the_parts_of_a_mean_add_up_to_it(region, programs, council, figure):
    shown = council.get(url(region, figure)).context["figure"]

    assert sum(each.part for each in shown.inputs) == shown.value
    assert {each.weight for each in shown.inputs} == {300, 100}


def test_the_figure_is_that_of_the_dashboard(region, programs, council):
    board = council.get(reverse("portal:dashboard", args=[region.code]) + "?periode=2025-3").context["group"]

    assert council.get(url(region, "capaian")).context["figure"].value == board.achievement.value
    assert council.get(url(region, "fisik")).context["figure"].value == board.physical.value
    assert council.get(url(region, "keuangan")).context["figure"].value == board.absorption


def test_who_verified_and_how_much_evidence_stands_beside_each_program(region, programs, council, cast, quarters):
    report = ProgressReport.objects.get(program=programs["good"], period=quarters[1])
    report.verified_by, report.verified_at = cast.verifier, report.created_at
    report.save()
    evidence = EvidenceFactory(region=region, agency=report.program.lead_agency)
    EvidenceUse.objects.create(evidence=evidence, progress_report=report)

    shown = council.get(url(region)).context["figure"]
    row = next(each for each in shown.inputs if each.figure.program == programs["good"])

    assert (row.evidence, row.verified_by) == (1, str(cast.verifier))
    assert [(each.name, each.count) for each in shown.verifiers] == [(str(cast.verifier), 1)]


def test_a_figure_of_a_pillar_and_of_an_opd(region, programs, council, other_agency):
    assert council.get(url(region, "fisik", pilar="LI")).context["figure"].value == 70
    assert council.get(url(region, "fisik", opd=other_agency.pk)).context["figure"].value == 30


@pytest.mark.parametrize("query", [{"figure": "lain"}, {"pilar": "ZZ"}, {"opd": "x"}, {"opd": "999999"}])
def test_what_is_no_figure_is_not_found(region, programs, council, query):
    assert council.get(url(region, **query)).status_code == 404


def test_every_headline_figure_leads_to_its_page_and_from_there_to_the_report(region, programs, council, quarters):
    page = council.get(reverse("portal:dashboard", args=[region.code]) + "?periode=2025-3").content.decode()
    for figure in ("capaian", "fisik", "keuangan", "laporan"):
        assert reverse("portal:figure", args=[region.code, figure]) in page
    report = ProgressReport.objects.get(program=programs["good"], period=quarters[1])
    assert reverse("monitoring:report-detail", args=[report.pk]) in council.get(url(region)).content.decode()


def test_the_page_takes_few_queries(region, programs, council, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        council.get(url(region))


def test_the_four_answers_of_a_dashboard(region, programs, council, other_agency, agency):
    Directive.objects.create(
        region=region, agency=agency, given_on="2025-01-01", due_on="2025-02-01", text="Percepat", status="open"
    )
    found = council.get(reverse("portal:dashboard", args=[region.code]) + "?periode=2025-3").context["answers"]

    assert found.light == "green"  # 60 done, 60 planned of those that reported
    assert [each.letters for each in found.behind] == ["EC"]  # 30 of 60
    assert [each.entry.hindering_factors for each in found.reasons] == ["Gagal lelang"]
    assert [(each.group.object_id, each.red, each.silent, each.overdue) for each in found.actors] == [
        (other_agency.pk, 1, 1, 0),
        (agency.pk, 0, 0, 1),
    ]
