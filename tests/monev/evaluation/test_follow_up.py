"""Following a recommendation up: given to an OPD, reported with evidence, verified by somebody else or sent back."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Conflict, Refused
from monev.evaluation.models.results import Finding, FindingEvidence
from monev.evaluation.services.follow_up import (
    Proofs,
    assign_finding,
    report_done,
    report_progress,
    return_follow_up,
    verify_follow_up,
)
from monev.evaluation.services.follow_up_reminders import compile_follow_up_reminders
from monev.monitoring.models.evidence import Evidence, StoredFile
from notices.models import Notice
from organizations.models import AuditEntry, Region
from organizations.roles import Role
from tests.factories.evaluation import FindingFactory
from tests.factories.organizations import MembershipFactory

pytestmark = pytest.mark.django_db
NOW = "2026-10-01 02:00:00+00:00"
TODAY = datetime.date(2026, 10, 1)
DUE = datetime.date(2026, 10, 20)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def finding(region):
    return FindingFactory(region=region, text="Sediakan indikator hasil")


@pytest.fixture
def task(finding, agency, cast):
    """The finding, given to the OPD until the 20th."""
    assign_finding(finding, agency, DUE, by=cast.verifier, today=TODAY)
    finding.refresh_from_db()
    return finding


def proofs(name="notulen.pdf", content=PDF):
    return Proofs(files=[SimpleUploadedFile(name, content)])


def told(code):
    return {notice.user for notice in Notice.objects.filter(kind=code)}


def fresh(finding):
    finding.refresh_from_db()
    return finding


def test_a_recommendation_goes_from_the_secretariat_to_the_opd_and_back_until_it_is_verified(task, cast):
    assert (task.status, task.due_on, told("follow-up.assigned")) == ("running", DUE, {cast.staff, cast.head})
    report_progress(task, 40, "Rapat diadakan", by=cast.staff)
    assert (fresh(task).progress_percent, task.follow_up) == (40, "Rapat diadakan")
    made, proof = report_done(task, "Indikator ditetapkan", proofs(), by=cast.staff)
    assert (fresh(task).status, task.progress_percent, task.verified_at) == ("reported", 100, None)
    assert told("follow-up.reported") == {cast.verifier, cast.admin}
    assert [each.agency for each in proof] == [task.agency]
    return_follow_up(task, "Lampirkan SK", by=cast.verifier, today=TODAY)
    assert (fresh(task).status, task.progress_percent) == ("running", 40), "it is again what was reported before"
    assert told("follow-up.returned") == {cast.staff, cast.head}
    report_done(task, "SK terlampir", by=cast.staff)  # what was shown before still proves it
    verify_follow_up(task, by=cast.admin)
    assert (fresh(task).status, task.verified_by, task.verified_at is not None) == ("done", cast.admin, True)
    assert told("follow-up.verified") == {cast.staff, cast.head}
    steps = list(task.steps.order_by("pk").values_list("step", flat=True))
    assert steps == ["assigned", "progress", "reported", "returned", "reported", "verified"]
    assert made.evidence.count() == 1
    acts = AuditEntry.objects.filter(verb__startswith="finding.").order_by("pk")
    assert [each.verb for each in acts] == [f"finding.{step}" for step in steps]
    assert {each.step for each in task.steps.model.history.all()} == set(steps)


@pytest.mark.parametrize("who", ["staff", "head", "council", "secretary", "assessor", "national", "foreign_verifier"])
def test_only_the_secretariat_of_the_region_gives_it_to_an_opd(finding, agency, cast, who):
    with pytest.raises(PermissionDenied):
        assign_finding(finding, agency, DUE, by=getattr(cast, who), today=TODAY)
    assert fresh(finding).status == "open"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "verifier", "admin", "council", "assessor", "foreign_agency_staff"])
def test_only_the_responsible_opd_reports(task, cast, who):
    with pytest.raises(PermissionDenied):
        report_progress(task, 10, "Bukan milik saya", by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        report_done(task, "Bukan milik saya", proofs(), by=getattr(cast, who))
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("who", ["staff", "head", "council", "assessor", "national", "foreign_verifier"])
def test_only_the_secretariat_of_the_region_verifies(task, cast, who):
    report_done(task, "Selesai", proofs(), by=cast.staff)
    with pytest.raises(PermissionDenied):
        verify_follow_up(task, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        return_follow_up(task, "Belum", by=getattr(cast, who), today=TODAY)
    assert fresh(task).status == "reported"


@pytest.fixture
def both(cast, region, agency):
    """Somebody of the OPD who stands in for the verifier."""
    MembershipFactory(user=cast.staff, role=Role.VERIFIER, region=region)
    return type(cast.staff).objects.get(pk=cast.staff.pk)


def test_nobody_verifies_what_they_reported_themselves(task, both, cast):
    report_done(task, "Selesai", proofs(), by=both)
    with pytest.raises(Refused, match="sendiri"):
        verify_follow_up(task, by=both)
    with pytest.raises(Refused, match="sendiri"):
        return_follow_up(task, "Belum", by=both, today=TODAY)
    return_follow_up(task, "Lampirkan SK", by=cast.admin, today=TODAY)
    report_done(task, "SK terlampir", by=cast.head)
    verify_follow_up(task, by=both)  # this time somebody else reported
    assert fresh(task).status == "done"


@pytest.mark.parametrize("percent", [-1, 100, 250])
def test_progress_that_is_no_progress_is_refused(task, cast, percent):
    with pytest.raises(Refused) as refused:
        report_progress(task, percent, "Rapat", by=cast.staff)
    assert refused.value.field == "percent"


def test_without_evidence_nothing_is_done_and_nothing_is_kept_of_a_bad_file(task, cast):
    with pytest.raises(Refused) as refused:
        report_done(task, "Percayalah", by=cast.staff)
    assert refused.value.field == "evidence_file"
    with pytest.raises(Refused):
        report_done(task, "Selesai", proofs("virus.exe", b"MZ\x90"), by=cast.staff)
    assert (fresh(task).status, task.steps.count()) == ("running", 1)
    report_progress(task, 60, "Rapat", Proofs(link="https://contoh.example/notulen"), by=cast.staff)
    report_done(task, "Selesai", Proofs(link="contoh.example/notulen"), by=cast.staff)
    assert (Evidence.objects.count(), FindingEvidence.objects.count()) == (1, 2), "the same link is kept once"


def test_the_same_file_proves_two_steps_and_is_kept_once(task, cast):
    report_progress(task, 60, "Rapat", proofs(), by=cast.staff)
    report_done(task, "Selesai", Proofs(files=[*proofs().files, *proofs("salinan.pdf").files]), by=cast.staff)
    assert (StoredFile.objects.count(), Evidence.objects.count(), FindingEvidence.objects.count()) == (1, 1, 2)


def test_dates_of_the_past_and_opds_of_other_regions_are_refused(finding, task, agency, cast, other_region):
    stranger = cast.foreign_agency_staff.memberships.get().agency
    for given, due, field in ((stranger, DUE, "agency"), (agency, TODAY, "due_on")):
        with pytest.raises(Refused) as refused:
            assign_finding(task, given, due, by=cast.admin, today=TODAY)
        assert refused.value.field == field
    report_done(task, "Selesai", proofs(), by=cast.staff)
    with pytest.raises(Refused) as refused:
        return_follow_up(task, "Belum", by=cast.admin, today=DUE)
    assert refused.value.field == "due_on", "the old date has passed: a new one is needed"


def test_who_saw_an_older_state_decides_nothing(task, other_agency, cast):
    with pytest.raises(Conflict):
        assign_finding(task, other_agency, DUE, by=cast.admin, today=TODAY, seen_version=task.version - 1)
    seen = task.version
    report_done(task, "Selesai", proofs(), by=cast.staff)
    with pytest.raises(Conflict):
        verify_follow_up(task, by=cast.admin, seen_version=seen)


def test_a_weakness_is_taken_up_and_a_strength_asks_for_nothing(region, agency, cast):
    weakness = FindingFactory(region=region, kind="weakness")
    strength = FindingFactory(region=region, kind="strength")
    assert not Finding.objects.tasks().exists()
    assign_finding(weakness, agency, DUE, by=cast.verifier, today=TODAY)
    assert (list(Finding.objects.tasks()), fresh(weakness).is_task) == ([weakness], True)
    with pytest.raises(Refused):
        assign_finding(strength, agency, DUE, by=cast.verifier, today=TODAY)


@pytest.fixture
def days():
    """`days(n)`: it is n days after the 1st of October in the region."""

    def go(number):
        return time_machine.travel(datetime.datetime(2026, 10, 1, 2, tzinfo=datetime.UTC) + datetime.timedelta(number))

    return go


def test_an_opd_is_reminded_two_weeks_and_three_days_before_and_every_week_after(task, cast, days):
    Region.objects.filter(pk=task.region_id).update(is_active=True)
    counts = SimpleNamespace(soon=0, over=0)
    course = ((4, 0, 0), (5, 2, 0), (6, 2, 0), (16, 4, 0), (19, 4, 0), (20, 4, 4), (26, 4, 4), (27, 4, 6))
    for day, soon, over in course:
        with days(day):
            compile_follow_up_reminders()
            compile_follow_up_reminders()  # a second run tells nobody anything
        counts.soon = Notice.objects.filter(kind="follow-up.due_soon").count()
        counts.over = Notice.objects.filter(kind="follow-up.overdue").count()
        assert (day, counts.soon, counts.over) == (day, soon, over)
    assert told("follow-up.overdue") == {cast.staff, cast.head, cast.verifier, cast.admin}


def test_nobody_is_reminded_of_what_is_reported_or_done(task, cast, days):
    Region.objects.filter(pk=task.region_id).update(is_active=True)
    report_done(task, "Selesai", proofs(), by=cast.staff)
    with days(25):
        assert compile_follow_up_reminders() == 0
