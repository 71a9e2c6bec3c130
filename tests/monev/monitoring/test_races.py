"""Two people, or one browser twice, at the same moment: nothing is lost, nothing done twice. Real commits."""

from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.files.base import ContentFile

from core.errors import Conflict
from monev.monitoring.models.evidence import Evidence, StoredFile
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.entry import stored_data
from monev.monitoring.services.bulk import Choice, verify_together
from monev.monitoring.services.entry import enter, open_report
from monev.monitoring.services.evidence import attach_file
from monev.monitoring.services.receipts import Answer, answer_once
from tests.factories.monitoring import ProgressReportFactory
from tests.monev.monitoring.entry_case import NOW, make_case
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(region, agency, other_agency, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield make_case(region, agency, other_agency, programs=2)


def test_of_two_who_enter_first_at_once_one_is_told_of_the_other(case, cast):
    typed = count(1)

    def begin():
        data = replace(stored_data(None), physical_percent=Decimal(next(typed)))
        try:
            return enter(case.program, case.period, data, by=cast.staff, seen_version=0)
        except Conflict as conflict:
            return conflict

    answers = at_once(begin)
    assert sorted(isinstance(each, Conflict) for each in answers) == [False, True]
    saved = next(each for each in answers if not isinstance(each, Conflict))
    assert ProgressReport.objects.get().physical_percent == saved.physical_percent


def test_the_same_sending_at_once_does_the_work_once(cast):
    done, key = [], uuid4()

    def work():
        done.append(1)
        return Answer(200, {"version": 7})

    answers = at_once(lambda: answer_once(key, by=cast.staff, work=work), 3)
    assert answers == [Answer(200, {"version": 7})] * 3
    assert len(done) == 1


def test_the_same_file_handed_in_by_two_opds_at_once_is_kept_once(case, cast, settings):
    reports = [
        (open_report(case.program, case.period, by=cast.staff), cast.staff),
        (open_report(case.foreign, case.earlier, by=cast.colleague), cast.colleague),
    ]
    turn = iter(reports)

    def hand_in():
        report, person = next(turn)
        return attach_file(report, ContentFile(b"%PDF-1.7\n" + b"x" * 3_000_000, name="foto.pdf"), by=person)

    assert len(at_once(hand_in)) == 2
    assert StoredFile.objects.count() == 1
    assert Evidence.objects.count() == 2
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1


def test_the_same_file_handed_in_for_two_periods_at_once_is_one_piece_of_evidence(case, cast):
    """The bytes are there already, handed in by another OPD: nothing else holds one of the two back."""
    proof = b"%PDF-1.7\n" + b"x" * 3_000_000
    foreign = open_report(case.foreign, case.earlier, by=cast.colleague)
    attach_file(foreign, ContentFile(proof, name="foto.pdf"), by=cast.colleague)
    turn = iter([open_report(case.program, period, by=cast.staff) for period in (case.period, case.earlier)])

    def hand_in():
        return attach_file(next(turn), ContentFile(proof, name="foto.pdf"), by=cast.staff)

    assert len({attached.use.pk for attached in at_once(hand_in)}) == 2
    assert Evidence.objects.filter(agency=case.program.lead_agency).count() == 1


def test_of_two_who_verify_the_same_reports_each_is_verified_once(case, cast):
    reports = [
        ProgressReportFactory(program=program, period=case.period, state="submitted", physical_percent=Decimal(0))
        for program in case.programs
    ]
    chosen = [Choice("progress", report.pk, report.version) for report in reports]
    results = at_once(lambda: verify_together(chosen, by=cast.verifier))
    verified = [report.pk for result in results for report in result.verified]
    assert len(verified) == len(set(verified))
    assert len(verified) == ProgressReport.objects.filter(state="verified").count()
