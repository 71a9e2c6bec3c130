"""Directives: who gives one to whom, how the OPD answers, and how the council goes on."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Conflict, Refused
from masterplan.models.directives import DirectiveStep
from masterplan.models.preparation import Directive
from masterplan.services.directives import Order, answer_directive, give_directive, take_step
from masterplan.workflow import IllegalStep
from organizations.models import AuditEntry
from tests.factories.masterplan import CommitmentFactory, PlanVersionFactory, PledgeFactory, ProgramFactory, adopt
from tests.factories.organizations import AgencyFactory
from tests.factories.preparation import DecisionFactory, DirectiveFactory, MeetingFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 10, 1)
LATER = datetime.date(2026, 10, 15)


@pytest.fixture
def directive(region, agency, cast):
    return DirectiveFactory(region=region, agency=agency, given_by=cast.council, due_on=LATER)


def give(region, agency, by, **columns):
    return give_directive(region, Order(agency, "Percepat", LATER, **columns), by=by, today=TODAY)


def step(directive, name, by, **more):
    return take_step(directive, name, by=by, today=TODAY, **more)


@pytest.mark.parametrize("who", ["council", "secretary"])
def test_the_council_and_the_sekda_give_directives(region, agency, cast, who):
    made = give(region, agency, getattr(cast, who), about="Deviasi −12,3 poin", about_url="/daerah/52.07/dasbor/")
    assert (made.status, made.given_on, made.due_on, made.given_by) == ("open", TODAY, LATER, getattr(cast, who))
    assert (made.about, made.about_url) == ("Deviasi −12,3 poin", "/daerah/52.07/dasbor/")
    assert AuditEntry.objects.get(verb="directive.given").region == region


@pytest.mark.parametrize("who", ["staff", "head", "verifier", "admin", "assessor", "national", "foreign_council"])
def test_nobody_else_gives_one(region, agency, cast, who):
    with pytest.raises(PermissionDenied):
        give(region, agency, getattr(cast, who))
    assert not Directive.objects.exists()


def test_the_opd_of_another_region_gets_none(region, other_region, cast):
    with pytest.raises(Refused) as refused:
        give(region, AgencyFactory(region=other_region), cast.council)
    assert refused.value.field == "agency"


@pytest.mark.parametrize("due", [TODAY, TODAY - datetime.timedelta(days=1)])
def test_the_due_date_lies_in_the_future(region, agency, cast, due):
    with pytest.raises(Refused) as refused:
        give_directive(region, Order(agency, "Percepat", due), by=cast.council, today=TODAY)
    assert refused.value.field == "due_on"


def test_a_program_is_one_that_the_opd_leads(region, agency, other_agency, cast):
    version = PlanVersionFactory(plan__region=region)
    own, others = (ProgramFactory(plan_version=version, lead_agency=each) for each in (agency, other_agency))
    adopt(version)
    assert give(region, agency, cast.council, program_lineage=own.lineage).program_lineage == own.lineage
    with pytest.raises(Refused) as refused:
        give(region, agency, cast.council, program_lineage=others.lineage)
    assert refused.value.field == "program"


def test_a_commitment_is_one_of_the_opd(region, agency, other_agency, cast):
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=other_agency))
    with pytest.raises(Refused):
        give(region, agency, cast.council, pledge=pledge)
    assert give(region, other_agency, cast.council, pledge=pledge).pledge == pledge


def test_a_decision_becomes_a_directive_of_its_meeting(region, agency, cast):
    decision = DecisionFactory(meeting__council__region=region)
    made = give(region, agency, cast.council, decision=decision)
    assert (made.decision, made.meeting) == (decision, decision.meeting)


def test_a_meeting_of_another_region_is_refused(region, other_region, agency, cast):
    with pytest.raises(Refused) as refused:
        give(region, agency, cast.council, meeting=MeetingFactory(council__region=other_region))
    assert refused.value.field == "meeting"


@pytest.mark.parametrize("url", ["https://contoh.example/", "//contoh.example/", "javascript:alert(1)"])
def test_the_page_of_the_figure_is_one_of_the_portal(region, agency, cast, url):
    with pytest.raises(Refused):
        give(region, agency, cast.council, about_url=url)


@pytest.mark.parametrize("who", ["staff", "head"])
def test_the_opd_answers_several_times(directive, cast, who):
    answer_directive(directive, "Lelang dimulai", by=getattr(cast, who))
    answer_directive(directive, "Lelang selesai", by=cast.staff)
    directive.refresh_from_db()
    assert (directive.status, directive.answer) == ("answered", "Lelang selesai")
    assert [each.text for each in directive.answers.all()] == ["Lelang dimulai", "Lelang selesai"]


@pytest.mark.parametrize("who", ["colleague", "council", "verifier", "admin"])
def test_nobody_answers_for_another_opd(directive, cast, who):
    with pytest.raises(PermissionDenied):
        answer_directive(directive, "Selesai", by=getattr(cast, who))


def test_an_answer_has_words(directive, cast):
    with pytest.raises(Refused) as refused:
        answer_directive(directive, "  ", by=cast.staff)
    assert refused.value.field == "text"


def test_the_council_sends_back_with_words_and_a_new_date_then_closes(directive, cast):
    answer_directive(directive, "Sebagian", by=cast.staff)
    directive.refresh_from_db()
    with pytest.raises(Refused):
        step(directive, "send_back", cast.council)
    back = step(directive, "send_back", cast.council, words="Lengkapi", due_on=datetime.date(2026, 11, 1))
    assert (back.directive.status, back.directive.due_on) == ("open", datetime.date(2026, 11, 1))
    answer_directive(directive, "Lengkap", by=cast.staff)
    directive.refresh_from_db()
    done = step(directive, "close", cast.secretary)
    assert (done.directive.status, done.directive.closed_on) == ("closed", TODAY)
    assert list(directive.steps.values_list("step", flat=True)) == ["answer", "send_back", "answer", "close"]


def test_what_nobody_answered_is_closed_only_with_the_reason(directive, cast):
    with pytest.raises(Refused) as refused:
        step(directive, "close", cast.council)
    assert refused.value.field == "words"
    assert step(directive, "close", cast.council, words="Tidak relevan lagi").directive.status == "closed"


def test_a_closed_one_takes_no_answer_and_is_reopened_with_a_date_to_come(region, agency, cast):
    past = datetime.date(2026, 9, 1)
    closed = DirectiveFactory(region=region, agency=agency, status="closed", closed_on=past, due_on=past)
    with pytest.raises(IllegalStep):
        answer_directive(closed, "Terlambat", by=cast.staff)
    with pytest.raises(Refused) as refused:
        step(closed, "reopen", cast.council, words="Belum tuntas")
    assert refused.value.field == "due_on"
    again = step(closed, "reopen", cast.council, words="Belum tuntas", due_on=LATER).directive
    assert (again.status, again.closed_on, again.due_on) == ("open", None, LATER)


def test_nobody_closes_over_an_answer_that_they_have_not_read(directive, cast):
    answer_directive(directive, "Sebagian", by=cast.staff)
    directive.refresh_from_db()
    seen = directive.version
    answer_directive(directive, "Ternyata gagal", by=cast.staff)
    with pytest.raises(Conflict) as conflict:
        step(directive, "close", cast.council, seen_version=seen)
    assert conflict.value.row.answer == "Ternyata gagal"
    assert not DirectiveStep.objects.filter(step="close").exists()


@pytest.mark.parametrize("who", ["staff", "admin", "verifier", "foreign_council"])
def test_only_the_council_of_the_region_takes_its_steps(directive, cast, who):
    with pytest.raises(PermissionDenied):
        step(directive, "close", getattr(cast, who), words="Tutup")
