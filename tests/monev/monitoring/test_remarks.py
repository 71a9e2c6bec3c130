"""Threads at the fields of a report: who asks, who answers, who resolves, and what each of them sees."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import QuickWinReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.remarks import corrections, field_labels, known_labels, open_remarks, threads
from monev.monitoring.selectors.review import review_page
from monev.monitoring.services.remarks import add_remark, answer_remark, resolve_remarks
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.models import AuditEntry, Region
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def draft(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, physical_percent=Decimal(30))
    report.entered_by = cast.staff
    report.store(by=cast.staff, reason="entry")
    SpendingFactory(report=report, source_of_funds=case.pad)
    return report


@pytest.fixture
def report(draft, cast):
    return take_step(draft, Step.SUBMIT, by=cast.staff)


@pytest.fixture
def money(case):
    return f"spending_{case.pad.pk}"


def test_the_opd_is_told_at_which_fields(report, cast, money):
    add_remark(report, "evidence", "Foto?", by=cast.verifier)
    add_remark(report, money, "Tidak sama dengan SPJ", by=cast.verifier)
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Lihat catatan")
    assert [each.field for each in corrections(back)] == [money, "evidence"], "in the order of the page of entry"
    assert [each.text for each in open_remarks(back)[money]] == ["Tidak sama dengan SPJ"]
    assert not any(each.is_answered for each in corrections(back))


def test_remarks_go_on_to_the_next_submission_as_answered_or_not(report, cast, money):
    add_remark(report, "evidence", "Foto?", by=cast.verifier)
    add_remark(report, money, "Tidak sama dengan SPJ", by=cast.verifier)
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Lihat catatan")
    answer_remark(back, money, "SPJ terbaru terlampir", by=cast.staff)
    again = take_step(back, Step.SUBMIT, by=cast.staff)
    said = {each.field: each.is_answered for each in review_page(again, seen_by=cast.verifier).open_threads}
    assert said == {money: True, "evidence": False}


def test_a_second_question_makes_the_field_unanswered_again(report, cast):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    answer_remark(report, "narrative", "Bidang P2P", by=cast.staff)
    assert threads(report)["narrative"].is_answered
    add_remark(report, "narrative", "Kapan?", by=cast.verifier)
    assert not threads(report)["narrative"].is_answered


def test_a_resolved_thread_stays_on_record(report, cast):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    answer_remark(report, "narrative", "Bidang P2P", by=cast.staff)
    assert resolve_remarks(report, "narrative", by=cast.verifier) == 2
    assert open_remarks(report) == {}
    thread = threads(report)["narrative"]
    assert (len(thread.remarks), thread.is_open, thread.remarks[0].resolved_by) == (2, False, cast.verifier)
    with pytest.raises(Refused):
        resolve_remarks(report, "narrative", by=cast.verifier)
    assert set(AuditEntry.objects.filter(verb__startswith="remark.").values_list("verb", flat=True)) == {
        "remark.written",
        "remark.answered",
        "remark.resolved",
    }


def test_verifying_resolves_what_is_open(report, cast):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    done = take_step(report, Step.VERIFY, by=cast.verifier)
    assert open_remarks(done) == {}
    assert Remark.objects.get().resolved_by == cast.verifier


@pytest.mark.parametrize("name", ["staff", "head", "colleague", "council", "admin", "assessor", "foreign_verifier"])
def test_others_than_the_verifier_ask_nothing(report, cast, name):
    with pytest.raises(PermissionDenied):
        add_remark(report, "narrative", "Siapa?", by=getattr(cast, name))


def test_the_head_asks_where_the_region_has_heads_approve_and_resolves_the_own_questions_only(report, cast, region):
    Region.objects.filter(pk=region.pk).update(head_approves=True)
    add_remark(report, "narrative", "Siapa?", by=cast.head)
    add_remark(report, "evidence", "Foto?", by=cast.verifier)
    assert resolve_remarks(report, "narrative", by=cast.head) == 1
    with pytest.raises(PermissionDenied):
        resolve_remarks(report, "evidence", by=cast.head)
    with pytest.raises(PermissionDenied):
        resolve_remarks(report, "evidence", by=cast.staff)


@pytest.mark.parametrize("name", ["verifier", "colleague", "council", "admin", "foreign_agency_staff"])
def test_others_than_the_opd_answer_nothing(report, cast, name):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    with pytest.raises(PermissionDenied):
        answer_remark(report, "narrative", "Kami", by=getattr(cast, name))


def test_nothing_is_answered_that_nobody_asked(report, cast):
    with pytest.raises(Refused):
        answer_remark(report, "narrative", "Kami", by=cast.staff)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_an_empty_or_endless_remark_is_refused(report, cast, text):
    with pytest.raises(Refused) as refused:
        add_remark(report, "narrative", text, by=cast.verifier)
    assert refused.value.field == "text"


@pytest.mark.parametrize("field", ["", "spending_0", "spending_x", "value_999999", "milestone_1", "state", "nothing"])
def test_a_remark_is_about_a_field_of_the_report(report, cast, field):
    with pytest.raises(Refused):
        add_remark(report, field, "Apa ini?", by=cast.verifier)
    assert not Remark.objects.exists()


def test_an_indicator_of_another_program_is_no_field_of_this_report(report, case):
    assert known_labels(report, [f"value_{case.foreign_indicator.pk}"]) == {}
    assert known_labels(report, [f"value_{case.indicator.pk}"]) == {f"value_{case.indicator.pk}": "Cakupan desa"}


def test_fields_are_called_as_on_the_page_of_entry(report, case, money, region, agency):
    labels = field_labels(report, ["physical_percent", money, f"action_{case.step.pk}", "value_0"])
    assert labels[f"action_{case.step.pk}"] == "Memasang sensor"
    assert case.pad.name in labels[money]
    assert len(set(labels.values())) == 4
    win = QuickWinReport(quick_win=QuickWinFactory(region=region, agency=agency), period=case.period)
    milestone = MilestoneFactory(quick_win=win.quick_win, name="Uji coba")
    assert known_labels(win, [f"milestone_{milestone.pk}", money]) == {f"milestone_{milestone.pk}": "Uji coba"}


def test_a_draft_takes_no_remarks_and_a_locked_period_no_words_at_all(draft, cast):
    with pytest.raises(Refused):
        add_remark(draft, "narrative", "Siapa?", by=cast.verifier)
    sent = take_step(draft, Step.SUBMIT, by=cast.staff)
    add_remark(sent, "narrative", "Siapa?", by=cast.verifier)
    Period.objects.filter(pk=sent.period_id).update(locked_at=sent.submitted_at)
    with pytest.raises(Refused):
        answer_remark(sent, "narrative", "Kami", by=cast.staff)
    with pytest.raises(Refused):
        add_remark(sent, "narrative", "Siapa?", by=cast.verifier)


# Pages


def test_the_verifier_asks_on_the_page_and_comes_back_to_the_field(as_, cast, report, money):
    url = reverse("monitoring:verification-detail", args=[report.pk]) + "?urut=nama"
    said = {"action": "remark", "field": money, "text": "Tidak sama dengan SPJ"}
    answer = as_(cast.verifier).post(url, said)
    assert (answer.status_code, answer["Location"]) == (302, f"{url}#field-{money}")
    assert "Tidak sama dengan SPJ" in as_(cast.verifier).get(url).content.decode()
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_a_script_gets_the_thread_back_and_a_refusal_at_the_field(as_, cast, report):
    url = reverse("monitoring:verification-detail", args=[report.pk])
    browser = as_(cast.verifier)
    good = browser.post(
        url, {"action": "remark", "field": "narrative", "text": "Siapa?"}, headers={"HX-Request": "true"}
    )
    assert (good.status_code, b"Siapa?" in good.content, b"<html" in good.content) == (200, True, False)
    bad = browser.post(url, {"action": "remark", "field": "narrative", "text": " "}, headers={"HX-Request": "true"})
    assert (bad.status_code, b"aria-invalid" in bad.content) == (422, True)
    done = browser.post(url, {"action": "resolve", "field": "narrative"}, headers={"HX-Request": "true"})
    assert done.status_code == 200
    assert open_remarks(report) == {}


def test_a_remark_cannot_bring_markup_into_the_page(as_, cast, report):
    add_remark(report, "narrative", "<script>alert(1)</script>", by=cast.verifier)
    text = as_(cast.staff).get(reverse("monitoring:report-detail", args=[report.pk])).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_opd_answers_at_the_field(as_, cast, report):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    url = reverse("monitoring:remark-answer", args=[report.pk])
    sent = as_(cast.staff).post(url, {"field": "narrative", "text": "Bidang P2P"})
    page = reverse("monitoring:report-detail", args=[report.pk])
    assert (sent.status_code, sent["Location"]) == (302, f"{page}#field-narrative")
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Lihat")
    entry = reverse("monitoring:progress-entry", args=[back.program_id, back.period_id])
    again = as_(cast.head).post(url, {"field": "narrative", "text": "Juga Promkes"})
    assert again["Location"] == f"{entry}#field-narrative", "who corrects is led to the page of entry"
    shown = as_(cast.staff).post(url, {"field": "narrative", "text": ""}, headers={"HX-Request": "true"})
    assert (shown.status_code, b"Juga Promkes" in shown.content) == (422, True)


def test_a_character_that_postgresql_cannot_store_is_left_out(as_, cast, report):
    url = reverse("monitoring:verification-detail", args=[report.pk])
    as_(cast.verifier).post(url, {"action": "remark", "field": "narrative", "text": "Si\x00apa?"})
    answer = reverse("monitoring:remark-answer", args=[report.pk])
    as_(cast.staff).post(answer, {"field": "narr\x00ative", "text": "Bidang\x00 P2P"})
    assert [each.text for each in Remark.objects.order_by("pk")] == ["Siapa?", "Bidang P2P"]
    explain = reverse("monitoring:finding-explain", args=[report.pk])
    said = {"code": "x\x00", "about": "\x00", "explanation": "\x00a"}
    assert as_(cast.staff).post(explain, said).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("colleague", 403), ("verifier", 403), ("foreign_agency_staff", 404)])
def test_nobody_else_answers(as_, cast, report, name, status):
    add_remark(report, "narrative", "Siapa?", by=cast.verifier)
    url = reverse("monitoring:remark-answer", args=[report.pk])
    assert as_(getattr(cast, name)).post(url, {"field": "narrative", "text": "x"}).status_code == status


def test_the_report_page_names_each_field_to_correct(as_, cast, report, money):
    add_remark(report, money, "Tidak sama dengan SPJ", by=cast.verifier)
    take_step(report, Step.RETURN, by=cast.verifier, reason="Belanja keliru")
    text = as_(cast.staff).get(reverse("monitoring:report-detail", args=[report.pk])).content.decode()
    assert f'href="#field-{money}"' in text
    assert f'id="field-{money}"' in text
    assert f'form="answer-{money}"' in text
    assert f'id="answer-{money}"' in text
    council = as_(cast.council).get(reverse("monitoring:report-detail", args=[report.pk])).content.decode()
    assert f'form="answer-{money}"' not in council


def test_after_return_and_after_the_lock_the_opd_still_sees_what_it_entered(as_, cast, report, money):
    url = reverse("monitoring:report-detail", args=[report.pk])
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Periksa")
    spending = back.spending.get()
    spending.amount = Decimal(400_000_000)
    spending.store(by=cast.staff, reason="entry")
    text = as_(cast.staff).get(url).content.decode()
    assert "30,0 %" in text
    assert "Rp 400.000.000" in text
    assert "Rp 412.500.000" in text, "what was sent and not accepted stays beside what stands there now"
    Period.objects.filter(pk=report.period_id).update(locked_at=report.submitted_at)
    locked = as_(cast.staff).get(url).content.decode()
    assert "30,0 %" in locked
    assert "Rp 400.000.000" in locked
    assert "Rp 412.500.000" in locked
    assert f'form="answer-{money}"' not in locked
