"""The settings of a region: who changes them, what they may not do to what was sent already."""

from datetime import time
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.errors import Conflict, Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.region_settings import approval_state
from monev.monitoring.selectors.verification import queue
from monev.monitoring.services.region_settings import Settings, change_settings
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.models import AuditEntry, Membership, Region
from organizations.roles import Can, Role
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.factories.organizations import MembershipFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency, programs=2)


def chosen(region, **changes):
    names = ("rhythm", "head_approves", "quiet_from", "quiet_until")
    return Settings(**{name: getattr(region, name) for name in names} | changes)


def change(region, by, **changes):
    stored = Region.objects.get(pk=region.pk)
    return change_settings(stored, chosen(stored, **changes), by=by, seen_version=stored.version)


def sent(case, program, by):
    report = ProgressReportFactory(program=program, period=case.period, physical_percent=Decimal(30))
    report.entered_by = by
    report.store(by=by, reason="entry")
    SpendingFactory(report=report, source_of_funds=case.pad)
    return take_step(report, Step.SUBMIT, by=by)


def waiting(cast):
    return [
        [row.report.pk for row in queue(person, can)]
        for person, can in ((cast.head, Can.APPROVE), (cast.verifier, Can.VERIFY))
    ]


def test_switching_approval_on_and_off_strands_no_report(case, cast, region):
    first, second = (sent(case, program, cast.staff) for program in case.programs)
    assert waiting(cast) == [[], [first.pk, second.pk]]
    change(region, cast.admin, head_approves=True)
    assert waiting(cast) == [[first.pk, second.pk], []]
    approved = take_step(first, Step.APPROVE, by=cast.head)
    assert waiting(cast) == [[second.pk], [first.pk]]
    change(region, cast.admin, head_approves=False)
    assert [sorted(each) for each in waiting(cast)] == [[], [first.pk, second.pk]]
    assert take_step(approved, Step.VERIFY, by=cast.verifier).state == State.VERIFIED
    assert take_step(second, Step.VERIFY, by=cast.verifier).state == State.VERIFIED


def test_approval_is_not_switched_on_over_reports_that_nobody_could_approve(case, cast, region, other_agency):
    stuck = sent(case, case.foreign, cast.colleague)
    assert approval_state(region).stranded == (other_agency,)
    with pytest.raises(Refused) as refused:
        change(region, cast.admin, head_approves=True)
    assert refused.value.field == "head_approves"
    assert other_agency.name in str(refused.value.message)
    MembershipFactory(user=cast.head, role=Role.AGENCY_HEAD, region=region, agency=other_agency)
    change(region, cast.admin, head_approves=True)
    head = type(cast.head).objects.get(pk=cast.head.pk)
    assert take_step(stuck, Step.APPROVE, by=head).state == State.APPROVED


def test_the_page_names_the_opds_without_a_head(case, cast, region, agency, other_agency):
    assert approval_state(region).headless == (other_agency,)
    Membership.objects.filter(user=cast.head).update(ends_on="2026-09-01")
    assert set(approval_state(region).headless) == {agency, other_agency}


def test_the_rhythm_waits_until_all_periods_are_locked(case, cast, region):
    with pytest.raises(Refused) as refused:
        change(region, cast.admin, rhythm=Region.Rhythm.MONTH)
    assert refused.value.field == "rhythm"
    assert case.period.label in str(refused.value.message)
    Period.objects.filter(region=region).update(locked_at=case.period.created_at)
    assert change(region, cast.admin, rhythm=Region.Rhythm.MONTH).rhythm == Region.Rhythm.MONTH


def test_a_change_is_recorded_and_an_unchanged_form_writes_nothing(cast, region):
    before = Region.objects.get(pk=region.pk).version
    assert change(region, cast.admin).version == before
    changed = change(region, cast.admin, quiet_from=time(20))
    assert (changed.version, changed.quiet_from) == (before + 1, time(20))
    (entry,) = AuditEntry.objects.filter(verb="region.settings")
    assert entry.details["after"] == {"quiet_from": "20:00:00"}


@pytest.mark.parametrize(
    "name", ["verifier", "head", "staff", "council", "assessor", "foreign_region_admin", "national"]
)
def test_others_than_the_administrator_of_the_region_change_nothing(cast, region, name):
    with pytest.raises(PermissionDenied):
        change(region, getattr(cast, name), quiet_from=time(20))


def test_two_administrators_do_not_overwrite_each_other(cast, region):
    old = Region.objects.get(pk=region.pk)
    change(region, cast.admin, quiet_from=time(20))
    with pytest.raises(Conflict):
        change_settings(old, chosen(old, quiet_until=time(5)), by=cast.admin, seen_version=old.version)


def test_the_page_saves_and_says_what_is_refused_at_its_field(as_, cast, case, region):
    url = f"/daerah/{region.code}/pengaturan/"
    browser = as_(cast.admin)
    stored = Region.objects.get(pk=region.pk)
    form = {"rhythm": "quarter", "head_approves": "on", "quiet_from": "20:30", "quiet_until": "05:00"}
    answer = browser.post(url, form | {"seen_version": stored.version})
    assert (answer.status_code, answer["Location"]) == (302, url)
    stored.refresh_from_db()
    assert (stored.head_approves, stored.quiet_from) == (True, time(20, 30))
    refused = browser.post(url, form | {"rhythm": "month", "seen_version": stored.version})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["rhythm"])
    stale = browser.post(url, form | {"quiet_from": "22:00", "seen_version": stored.version - 1})
    assert stale.status_code == 409
    assert as_(cast.verifier).get(url).status_code == 403


def test_a_head_who_entered_may_approve_and_the_verifier_is_told(as_, cast, case, region):
    change(region, cast.admin, head_approves=True)
    report = sent(case, case.program, cast.head)
    approved = take_step(report, Step.APPROVE, by=cast.head)
    page = as_(cast.verifier).get(f"/verifikasi/{approved.pk}/")
    assert page.context["review"].approved_by_author
    assert page.context["steps"] == [Step.VERIFY, Step.RETURN]
