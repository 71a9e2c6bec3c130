"""The same file in another program, another OPD, another period is pointed out by name, OPD and period."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.subjects import evidence_of, used_elsewhere
from monev.monitoring.services.entry import open_report
from monev.monitoring.services.evidence import attach_file
from tests.factories.monitoring import ProgressReportFactory
from tests.factories.trail import EvidenceUseFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency, programs=2)


def hand_in(report, by):
    return attach_file(report, SimpleUploadedFile("a.pdf", PDF), by=by)


def elsewhere(report, seen_by):
    uses = list(evidence_of(report))
    return used_elsewhere(uses, seen_by=seen_by)[uses[0].evidence_id]


def test_another_program_is_named(case, cast):
    hand_in(open_report(case.programs[1], case.period, by=cast.staff), cast.staff)
    attached = hand_in(open_report(case.program, case.period, by=cast.staff), cast.staff)
    assert attached.also_used_by == (case.programs[1].name,)


def test_another_opd_is_named(case, cast, other_agency):
    hand_in(open_report(case.foreign, case.period, by=cast.colleague), cast.colleague)
    attached = hand_in(open_report(case.program, case.period, by=cast.staff), cast.staff)
    assert attached.also_used_by == (f"{case.foreign.name} ({other_agency})",)


def test_the_same_program_in_another_period_is_named(case, cast):
    hand_in(open_report(case.program, case.earlier, by=cast.staff), cast.staff)
    report = open_report(case.program, case.period, by=cast.staff)
    attached = hand_in(report, cast.staff)
    assert attached.also_used_by == (f"{case.program.name} ({case.earlier})",)
    assert elsewhere(report, cast.verifier) == [f"{case.program.name} ({case.earlier})"]


def test_revisions_of_a_report_and_values_in_it_are_the_same_place(case, cast):
    report = open_report(case.program, case.period, by=cast.staff)
    evidence = hand_in(report, cast.staff).use.evidence
    correction = ProgressReportFactory(program=case.program, period=case.period, revision=2)
    EvidenceUseFactory(evidence=evidence, progress_report=correction)
    assert elsewhere(report, cast.verifier) == []


def test_another_region_is_not_named(case, cast):
    report = open_report(case.program, case.period, by=cast.staff)
    stored = hand_in(report, cast.staff).use.evidence.stored_file
    EvidenceUseFactory(evidence__stored_file=stored)
    assert elsewhere(report, cast.national) == []


def test_a_fixed_number_of_queries(case, cast, django_assert_num_queries):
    reports = [open_report(case.program, period, by=cast.staff) for period in (case.period, case.earlier)]
    for report in reports:
        hand_in(report, cast.staff)
    uses = list(EvidenceUse.objects.select_related("evidence"))
    assert cast.verifier.access  # read once a request
    with django_assert_num_queries(1):
        found = used_elsewhere(uses, seen_by=cast.verifier)
    assert sorted(name for names in found.values() for name in names) == sorted(
        f"{case.program.name} ({period})" for period in (case.period, case.earlier)
    )
